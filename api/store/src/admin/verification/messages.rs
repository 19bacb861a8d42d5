//! Outbox messages and their notices inside the application: each message to a person has a notice,
//! and each notice a message, under the same key.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::entities::{notifications, outbox};
use crate::{StoreResult, Tx};

/// A message without a notice, or a notice without a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaired {
    pub id: Uuid,
    /// The kind of message, such as `sharing.offered`.
    pub template: String,
}

/// A page of rows, with the unpaired ones.
#[derive(Debug)]
pub struct PairPage {
    /// The number of rows read.
    pub rows: u64,
    /// The id of the last row.
    pub last: Uuid,
    pub unpaired: Vec<Unpaired>,
}

/// Messages after a given one, and the messages to a person without a notice. `None` after the
/// last.
pub async fn messages(tx: &Tx, after: Option<Uuid>, at_most: u64) -> StoreResult<Option<PairPage>> {
    use outbox::Column;
    let to_a_person = Column::UserId.is_not_null();
    let alone = Expr::exists(the_same("notifications", "outbox")).not().and(to_a_person);
    pairs::<outbox::Entity>(tx, (Column::Id, Column::Template), alone, (after, at_most)).await
}

/// Notices after a given one, and the notices without a message. `None` after the last.
pub async fn notices(tx: &Tx, after: Option<Uuid>, at_most: u64) -> StoreResult<Option<PairPage>> {
    use notifications::Column;
    let alone = Expr::exists(the_same("outbox", "notifications")).not();
    pairs::<notifications::Entity>(tx, (Column::Id, Column::Template), alone, (after, at_most)).await
}

/// A page of the rows of a table, with the unpaired ones.
async fn pairs<E: EntityTrait>(
    tx: &Tx,
    (id, template): (E::Column, E::Column),
    alone: Expr,
    (after, at_most): (Option<Uuid>, u64),
) -> StoreResult<Option<PairPage>> {
    let from = || E::find().select_only().column(id).apply_if(after, |query, after| query.filter(id.gt(after)));
    let ids: Vec<Uuid> = from().order_by_asc(id).limit(at_most).into_tuple().all(tx).await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let found: Vec<(Uuid, String)> =
        from().column(template).filter(id.lte(last)).filter(alone).order_by_asc(id).into_tuple().all(tx).await?;
    let rows = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let unpaired = found.into_iter().map(|(id, template)| Unpaired { id, template }).collect();
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
