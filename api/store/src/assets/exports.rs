//! Exports and their leases: one node writes an export at a time, and its file is not available
//! until it is complete.

use chrono::{DateTime, Utc};
use domain::ids::{ExportId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::entities::exports::{ActiveModel, Column, Entity, Model};
use crate::entities::status::ExportStatus;
use crate::{StoreResult, Tx, database::leases};

/// An export to write.
#[derive(Debug, Clone)]
pub struct NewExport {
    pub id: ExportId,
    /// The person who requests the export.
    pub by: UserId,
    pub format: &'static str,
    /// The content that the person requested.
    pub wanted: Value,
    pub file_name: String,
    pub at: DateTime<Utc>,
}

/// A complete export file.
#[derive(Debug, Clone)]
pub struct Written {
    /// The key of the file in the storage.
    pub file_key: String,
    pub bytes: u64,
    pub sha256: String,
    pub rows: u64,
    /// The data that the format cannot represent.
    pub losses: Value,
    pub expires_at: DateTime<Utc>,
}

/// Inserts a new export.
pub async fn create(tx: &Tx, export: NewExport) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(export.id.uuid()),
        created_by: Set(Some(export.by.uuid())),
        format: Set(export.format.to_owned()),
        wanted: Set(export.wanted),
        status: Set(ExportStatus::Queued),
        file_name: Set(export.file_name),
        losses: Set(Value::Object(serde_json::Map::new())),
        created_at: Set(export.at),
        version: Set(1),
        ..ActiveModel::default()
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// One export of a person.
pub async fn of(db: &impl ConnectionTrait, by: UserId, id: ExportId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id.uuid()).filter(Column::CreatedBy.eq(by.uuid())).one(db).await?)
}

/// Exports of a person, newest first, before a given one.
pub async fn list(
    db: &impl ConnectionTrait,
    by: UserId,
    before: Option<ExportId>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    // Ids are ordered by time.
    let mut query = Entity::find().filter(Column::CreatedBy.eq(by.uuid())).order_by_desc(Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.uuid()));
    }
    Ok(query.all(db).await?)
}

/// The number of a person's exports that are queued or running.
pub async fn unfinished(db: &impl ConnectionTrait, by: UserId) -> StoreResult<usize> {
    let found = Entity::find()
        .filter(Column::CreatedBy.eq(by.uuid()))
        .filter(Column::Status.is_in([ExportStatus::Queued, ExportStatus::Running]))
        .all(db)
        .await?;
    Ok(found.len())
}

/// Claims the next free export for a worker. An export that this worker has leased but not
/// `in_hand` is also free.
pub async fn claim_next(
    tx: &Tx,
    (worker, in_hand): (&str, &[Uuid]),
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> StoreResult<Option<Model>> {
    let free = || leases::claimable::<ExportStatus>(now, worker, in_hand);
    // A released export comes after exports with fewer attempts.
    let waiting =
        Entity::find().filter(free()).order_by_asc(Column::Version).order_by_asc(Column::Id).limit(4).all(tx).await?;
    for export in waiting {
        let claimed = Entity::update_many()
            .col_expr(Column::Status, Expr::value(ExportStatus::Running))
            .col_expr(Column::LeaseOwner, Expr::value(worker))
            .col_expr(Column::LeaseUntil, Expr::value(until))
            .col_expr(Column::StartedAt, Expr::col(Column::StartedAt).if_null(now))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::RowsDone, Expr::value(0_i64))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(export.id))
            .filter(free())
            .exec(tx)
            .await?;
        if claimed.rows_affected == 1 {
            return Ok(Entity::find_by_id(export.id).one(tx).await?);
        }
    }
    Ok(None)
}

/// Stores the progress and renews the lease. `false` if the lease was lost.
pub async fn advance(
    tx: &Tx,
    id: ExportId,
    worker: &str,
    (done, total): (u64, u64),
    until: DateTime<Utc>,
) -> StoreResult<bool> {
    let advanced = Entity::update_many()
        .col_expr(Column::RowsDone, Expr::value(count(done)))
        .col_expr(Column::RowsTotal, Expr::value(count(total)))
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .filter(leases::held::<ExportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(advanced.rows_affected == 1)
}

/// Renews the lease of an export. `false` if the lease was lost.
pub async fn renew(tx: &Tx, id: ExportId, worker: &str, until: DateTime<Utc>) -> StoreResult<bool> {
    let renewed = Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .filter(leases::held::<ExportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// The stored text of an export's failure.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct StoredExportError(pub String);

/// Ends an export with its file or its error. `false` if the lease was lost.
pub async fn finish(
    tx: &Tx,
    id: ExportId,
    worker: &str,
    came_to: Result<Written, StoredExportError>,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let update = Entity::update_many()
        .col_expr(Column::FinishedAt, Expr::value(now))
        .col_expr(Column::LeaseOwner, Expr::value(None::<String>))
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(leases::held::<ExportStatus>(id.uuid(), worker));
    let update = match came_to {
        Ok(written) => update
            .col_expr(Column::Status, Expr::value(ExportStatus::Done))
            .col_expr(Column::LastError, Expr::value(None::<String>))
            .col_expr(Column::FileKey, Expr::value(written.file_key))
            .col_expr(Column::Bytes, Expr::value(count(written.bytes)))
            .col_expr(Column::Sha256, Expr::value(written.sha256))
            .col_expr(Column::RowsDone, Expr::value(count(written.rows)))
            .col_expr(Column::RowsTotal, Expr::value(count(written.rows)))
            .col_expr(Column::Losses, Expr::value(written.losses))
            .col_expr(Column::ExpiresAt, Expr::value(written.expires_at)),
        Err(StoredExportError(why)) => update
            .col_expr(Column::Status, Expr::value(ExportStatus::Failed))
            .col_expr(Column::LastError, Expr::value(why)),
    };
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Releases an export for a later attempt, and stores the number of attempts that count.
pub async fn release_lease(tx: &Tx, id: ExportId, worker: &str, attempts: i64, now: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(now))
        .col_expr(Column::Attempts, Expr::value(attempts))
        .filter(leases::held::<ExportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks expired exports and returns their file keys, so that the caller deletes the files.
pub async fn expire(tx: &Tx, now: DateTime<Utc>) -> StoreResult<Vec<String>> {
    let old = Condition::all().add(Column::Status.eq(ExportStatus::Done)).add(Column::ExpiresAt.lte(now));
    let found = Entity::find().filter(old).order_by_asc(Column::ExpiresAt).limit(50).all(tx).await?;
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(ExportStatus::Expired))
        .col_expr(Column::FileKey, Expr::value(None::<String>))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(found.into_iter().filter_map(|row| row.file_key).collect())
}

/// A count as a database integer.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
