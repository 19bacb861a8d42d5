//! Letters and the notices inside the application that were written with them: each letter to a person has its notice, and each
//! notice its letter, under the same key.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::entities::{notifications, outbox};
use crate::{StoreResult, Tx};

/// A letter or a notice that stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaired {
    /// Its id.
    pub id: Uuid,
    /// Which letter, `sharing.offered`.
    pub letter: String,
}

/// Some rows, and those of them that stand alone.
#[derive(Debug)]
pub struct PairPage {
    /// How many rows were looked at.
    pub rows: u64,
    /// The id of the last.
    pub last: Uuid,
    /// Those that stand alone.
    pub unpaired: Vec<Unpaired>,
}

/// Letters after one, and those of them to a person that have no notice. `None` behind the last.
///
/// # Errors
/// When the database fails.
pub async fn letters(tx: &Tx, after: Option<Uuid>, at_most: u64) -> StoreResult<Option<PairPage>> {
    use outbox::Column;
    let to_a_person = Column::UserId.is_not_null();
    let alone = Expr::exists(the_same("notifications", "outbox")).not().and(to_a_person);
    pairs::<outbox::Entity>(tx, (Column::Id, Column::Letter), alone, (after, at_most)).await
}

/// Notices after one, and those of them that have no letter. `None` behind the last.
///
/// # Errors
/// When the database fails.
pub async fn notices(tx: &Tx, after: Option<Uuid>, at_most: u64) -> StoreResult<Option<PairPage>> {
    use notifications::Column;
    let alone = Expr::exists(the_same("outbox", "notifications")).not();
    pairs::<notifications::Entity>(tx, (Column::Id, Column::Letter), alone, (after, at_most)).await
}

/// A page of the rows of a table, and those of them that stand alone.
async fn pairs<E: EntityTrait>(
    tx: &Tx,
    (id, letter): (E::Column, E::Column),
    alone: Expr,
    (after, at_most): (Option<Uuid>, u64),
) -> StoreResult<Option<PairPage>> {
    let from = || E::find().select_only().column(id).apply_if(after, |query, after| query.filter(id.gt(after)));
    let ids: Vec<Uuid> = from().order_by_asc(id).limit(at_most).into_tuple().all(tx).await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let found: Vec<(Uuid, String)> =
        from().column(letter).filter(id.lte(last)).filter(alone).order_by_asc(id).into_tuple().all(tx).await?;
    let rows = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let unpaired = found.into_iter().map(|(id, letter)| Unpaired { id, letter }).collect();
    Ok(Some(PairPage { rows, last, unpaired }))
}

/// The row of the other table with the same key.
fn the_same(other: &'static str, this: &'static str) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(other)
        .and_where(Expr::col((other, "dedupe_key")).equals((this, "dedupe_key")))
        .to_owned()
}
