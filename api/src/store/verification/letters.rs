//! Letters and the notices inside the application that were written with them: each letter to a person has its notice, and each
//! notice its letter, under the same key.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::store::rows::{notifications, outbox};
use crate::store::{Stored, Tx};

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
pub async fn letters(tx: &Tx, after: Option<Uuid>, at_most: u64) -> Stored<Option<PairPage>> {
    use outbox::Column;
    let ids: Vec<Uuid> = outbox::Entity::find()
        .select_only()
        .column(Column::Id)
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .order_by_asc(Column::Id)
        .limit(at_most)
        .into_tuple()
        .all(tx)
        .await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let alone: Vec<(Uuid, String)> = outbox::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Letter)
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .filter(Column::Id.lte(last))
        .filter(Column::UserId.is_not_null())
        .filter(Expr::exists(the_same("notifications", "outbox")).not())
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(Some(page(&ids, last, alone)))
}

/// Notices after one, and those of them that have no letter. `None` behind the last.
///
/// # Errors
/// When the database fails.
pub async fn notices(tx: &Tx, after: Option<Uuid>, at_most: u64) -> Stored<Option<PairPage>> {
    use notifications::Column;
    let ids: Vec<Uuid> = notifications::Entity::find()
        .select_only()
        .column(Column::Id)
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .order_by_asc(Column::Id)
        .limit(at_most)
        .into_tuple()
        .all(tx)
        .await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let alone: Vec<(Uuid, String)> = notifications::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Letter)
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .filter(Column::Id.lte(last))
        .filter(Expr::exists(the_same("outbox", "notifications")).not())
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(Some(page(&ids, last, alone)))
}

/// The row of the other table with the same key.
fn the_same(other: &'static str, this: &'static str) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(other)
        .and_where(Expr::col((other, "dedupe_key")).equals((this, "dedupe_key")))
        .to_owned()
}

fn page(ids: &[Uuid], last: Uuid, alone: Vec<(Uuid, String)>) -> PairPage {
    let rows = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    PairPage { rows, last, unpaired: alone.into_iter().map(|(id, letter)| Unpaired { id, letter }).collect() }
}
