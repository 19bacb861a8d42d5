//! Import batches and their leases: one node works on a batch at a time, and the row of the batch
//! records the progress.

use chrono::{DateTime, Utc};
use domain::ids::{ImportId, OrganizationId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::entities::imports::{ActiveModel, Column, Entity, Model};
use crate::entities::status::{ImportMode, ImportStatus};
use crate::{StoreResult, Tx, database::leases};

/// A batch to create.
#[derive(Debug, Clone)]
pub struct NewBatch {
    pub id: ImportId,
    /// The owner of the assets.
    pub organization: OrganizationId,
    pub by: Option<UserId>,
    pub format: &'static str,
    /// The mapping of the columns.
    pub mapping: Value,
    /// The purpose of the batch.
    pub mode: ImportMode,
    /// The key of the file in the storage.
    pub file_key: String,
    /// The name that the sender gave.
    pub file_name: Option<String>,
    pub bytes: u64,
    pub at: DateTime<Utc>,
}

/// The contribution of a chunk to its batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advance {
    /// Rows read at the end of the chunk, from the start of the file.
    pub rows_read: u64,
    /// Bytes read at the end of the chunk.
    pub bytes_read: u64,
    /// Accepted rows of the chunk.
    pub rows_ok: u64,
    /// Rejected rows of the chunk.
    pub rows_failed: u64,
    /// Findings of the chunk that reject nothing.
    pub notices: u64,
    /// Assets of the chunk.
    pub assets: u64,
    /// Occupancies of the chunk.
    pub occupancies: u64,
}

/// Inserts a new batch.
pub async fn create(tx: &Tx, batch: NewBatch) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(batch.id.uuid()),
        organization_id: Set(batch.organization.uuid()),
        created_by: Set(batch.by.map(UserId::uuid)),
        format: Set(batch.format.to_owned()),
        mapping: Set(batch.mapping),
        mode: Set(batch.mode),
        status: Set(ImportStatus::Queued),
        file_key: Set(batch.file_key),
        file_name: Set(batch.file_name),
        bytes_total: Set(Some(count(batch.bytes))),
        report: Set(Value::Object(serde_json::Map::new())),
        created_at: Set(batch.at),
        version: Set(1),
        ..ActiveModel::default()
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A batch, without a check of the reader: the caller has checked the scope.
pub async fn find(db: &impl ConnectionTrait, id: ImportId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id.uuid()).one(db).await?)
}

/// Batches of these organisations (or of all), newest first, before a given one.
pub async fn list(
    db: &impl ConnectionTrait,
    organizations: Option<&[OrganizationId]>,
    before: Option<ImportId>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    // Ids are ordered by time.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(organizations) = organizations {
        query = query.filter(Column::OrganizationId.is_in(organizations.iter().map(|id| id.uuid())));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.uuid()));
    }
    Ok(query.all(db).await?)
}

/// Claims the next free batch for a worker. A batch that this worker has leased but not `in_hand`
/// was interrupted: it is free before the lease expires.
pub async fn claim_next(
    tx: &Tx,
    (worker, in_hand): (&str, &[Uuid]),
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> StoreResult<Option<Model>> {
    let free = leases::claimable::<ImportStatus>(now, worker, in_hand);
    // A released batch comes after batches with fewer attempts.
    let waiting =
        Entity::find().filter(free).order_by_asc(Column::Version).order_by_asc(Column::Id).limit(4).all(tx).await?;
    for batch in waiting {
        if claim(tx, batch.id.into(), (worker, in_hand), now, until).await? {
            return find(tx, batch.id.into()).await;
        }
    }
    Ok(None)
}

/// Leases one batch to a worker, if free.
pub async fn claim(
    tx: &Tx,
    id: ImportId,
    (worker, in_hand): (&str, &[Uuid]),
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> StoreResult<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(ImportStatus::Running))
        .col_expr(Column::LeaseOwner, Expr::value(worker))
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .col_expr(Column::StartedAt, Expr::col(Column::StartedAt).if_null(now))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.uuid()))
        .filter(leases::claimable::<ImportStatus>(now, worker, in_hand))
        .exec(tx)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Stores a worker's report on its batch, independent of a chunk.
pub async fn note(tx: &Tx, id: ImportId, worker: &str, report: Value) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::Report, Expr::value(report))
        .filter(leases::held::<ImportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// Adds a chunk to its batch and renews the lease. `false` if the lease was lost or the chunk was
/// done before: the caller must then roll the chunk back.
pub async fn advance(
    tx: &Tx,
    batch: &Model,
    worker: &str,
    from_row: u64,
    by: &Advance,
    report: Value,
    until: DateTime<Utc>,
) -> StoreResult<bool> {
    let more = |column: Column, by: u64| Expr::col(column).add(count(by));
    let advanced = Entity::update_many()
        .col_expr(Column::RowsRead, Expr::value(count(by.rows_read)))
        .col_expr(Column::BytesRead, Expr::value(count(by.bytes_read)))
        .col_expr(Column::RowsOk, more(Column::RowsOk, by.rows_ok))
        .col_expr(Column::RowsFailed, more(Column::RowsFailed, by.rows_failed))
        .col_expr(Column::Notices, more(Column::Notices, by.notices))
        .col_expr(Column::AssetsCreated, more(Column::AssetsCreated, by.assets))
        .col_expr(Column::OccupanciesCreated, more(Column::OccupanciesCreated, by.occupancies))
        .col_expr(Column::Report, Expr::value(report))
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .filter(leases::held::<ImportStatus>(batch.id, worker))
        .filter(Column::RowsRead.eq(count(from_row)))
        .exec(tx)
        .await?;
    Ok(advanced.rows_affected == 1)
}

/// Renews the lease of a batch. `false` if the lease was lost.
pub async fn renew(tx: &Tx, id: ImportId, worker: &str, until: DateTime<Utc>) -> StoreResult<bool> {
    let renewed = Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .filter(leases::held::<ImportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// Ends a batch, with an error if it failed. `false` if the lease was lost.
pub async fn finish(
    tx: &Tx,
    id: ImportId,
    worker: &str,
    trouble: Option<&str>,
    report: Value,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let status = if trouble.is_some() { ImportStatus::Failed } else { ImportStatus::Done };
    let mut update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::FinishedAt, Expr::value(now))
        .col_expr(Column::LastError, Expr::value(trouble))
        .col_expr(Column::LeaseOwner, Expr::value(None::<String>))
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::Report, Expr::value(report))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(leases::held::<ImportStatus>(id.uuid(), worker));
    if trouble.is_none() {
        update = update.col_expr(Column::RowsTotal, Expr::col(Column::RowsRead));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Releases a batch for a later attempt.
pub async fn release_lease(tx: &Tx, id: ImportId, worker: &str, now: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(now))
        .filter(leases::held::<ImportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// A count as a database integer.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
