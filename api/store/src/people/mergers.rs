//! Mergers of organisations, as rows.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{OrganizationId, UserId};
use domain::organization::{Basis, Merger};
use domain::text::nfc;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entities::organization_mergers::{ActiveModel, Column, Entity, Model};
use crate::entities::status::MergerStatus;
use crate::{StoreResult, Tx};

/// Converts a row to the domain type.
#[must_use]
pub fn merger(row: &Model) -> Merger {
    Merger {
        predecessor: OrganizationId::new(row.predecessor_id),
        successor: OrganizationId::new(row.successor_id),
        effective_on: row.effective_on,
        basis: Basis { document: row.basis_document.clone(), number: row.basis_number.clone() },
    }
}

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Mergers before a given one, newest proposal first.
pub async fn list<C: ConnectionTrait>(db: &C, before: Option<Uuid>, limit: u64) -> StoreResult<Vec<Model>> {
    let mut query = Entity::find();
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Serialises concurrent decisions: the second transaction reads the changes of the first.
pub async fn hold(tx: &Tx) -> StoreResult<()> {
    let waiting = Entity::find().filter(Column::Status.eq(MergerStatus::Proposed)).order_by_asc(Column::Id);
    waiting.lock_exclusive().all(tx).await?;
    Ok(())
}

/// Inserts a proposal that waits for approval.
pub async fn propose(tx: &Tx, id: Uuid, merger: &Merger, by: UserId, at: DateTime<Utc>) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(id),
        predecessor_id: Set(merger.predecessor.uuid()),
        successor_id: Set(merger.successor.uuid()),
        effective_on: Set(merger.effective_on),
        basis_document: Set(nfc(merger.basis.document.trim())),
        basis_number: Set(nfc(merger.basis.number.trim())),
        status: Set(MergerStatus::Proposed),
        proposed_by: Set(by.uuid()),
        proposed_at: Set(at),
        decided_by: Set(None),
        decided_at: Set(None),
        withdrawn_by: Set(None),
        withdrawn_at: Set(None),
        announced_at: Set(None),
        version: Set(1),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Decides a waiting proposal; `false` if it was decided before.
pub async fn decide(tx: &Tx, id: Uuid, status: MergerStatus, by: UserId, at: DateTime<Utc>) -> StoreResult<bool> {
    let decided = [(Column::DecidedBy, Expr::value(by.uuid())), (Column::DecidedAt, Expr::value(at))];
    step(tx, id, (MergerStatus::Proposed, status), decided).await
}

/// Withdraws an approved merger; `false` if it was not approved.
pub async fn withdraw(tx: &Tx, id: Uuid, by: UserId, at: DateTime<Utc>) -> StoreResult<bool> {
    let withdrawn = [(Column::WithdrawnBy, Expr::value(by.uuid())), (Column::WithdrawnAt, Expr::value(at))];
    step(tx, id, (MergerStatus::Approved, MergerStatus::Withdrawn), withdrawn).await
}

async fn step(
    tx: &Tx,
    id: Uuid,
    (from, to): (MergerStatus, MergerStatus),
    written: [(Column, Expr); 2],
) -> StoreResult<bool> {
    let mut update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1));
    for (column, value) in written {
        update = update.col_expr(column, value);
    }
    let done = update.filter(Column::Id.eq(id)).filter(Column::Status.eq(from)).exec(tx).await?;
    Ok(done.rows_affected == 1)
}

/// The mergers whose day has come and whose notifications are not yet sent.
pub async fn untold<C: ConnectionTrait>(db: &C, today: NaiveDate) -> StoreResult<Vec<Uuid>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.eq(MergerStatus::Approved))
        .filter(Column::EffectiveOn.lte(today))
        .filter(Column::AnnouncedAt.is_null())
        .order_by_asc(Column::EffectiveOn)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Records that the notifications are sent; `false` if that was recorded before.
pub async fn mark_announced(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<bool> {
    let done = Entity::update_many()
        .col_expr(Column::AnnouncedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(MergerStatus::Approved))
        .filter(Column::AnnouncedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
