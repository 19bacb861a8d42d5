//! A batch and its lease: one node works on it at a time, and what it has done is known to the row.

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

/// A batch that is to be worked on.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its identity.
    pub id: ImportId,
    /// Whose assets they are.
    pub organization: OrganizationId,
    /// Who asked for it.
    pub by: Option<UserId>,
    /// What the file is.
    pub format: &'static str,
    /// How it is read.
    pub mapping: Value,
    /// What it is for.
    pub mode: ImportMode,
    /// Where the file is kept.
    pub file_key: String,
    /// What the sender called it.
    pub file_name: Option<String>,
    /// How long it is.
    pub bytes: u64,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a chunk adds to its batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advance {
    /// Rows read when the chunk was done, from the start of the file.
    pub rows_read: u64,
    /// Bytes read when the chunk was done.
    pub bytes_read: u64,
    /// Rows of the chunk that gave something.
    pub rows_ok: u64,
    /// Rows of the chunk that gave nothing.
    pub rows_failed: u64,
    /// Findings of the chunk that refuse nothing.
    pub notices: u64,
    /// Assets of the chunk.
    pub assets: u64,
    /// Occupancies of the chunk.
    pub occupancies: u64,
}

/// Writes a new batch down.
///
/// # Errors
/// When the database fails.
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

/// A batch, whoever asks: the caller has the scope.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, id: ImportId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id.uuid()).one(db).await?)
}

/// Batches of these organisations (or of all), the newest first, before a batch that was seen.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organizations: Option<&[OrganizationId]>,
    before: Option<ImportId>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    // Identities are made in the order of time.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(organizations) = organizations {
        query = query.filter(Column::OrganizationId.is_in(organizations.iter().map(|id| id.uuid())));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.uuid()));
    }
    Ok(query.all(db).await?)
}

/// The next batch nobody works on, now leased to a worker. One that was leased to this worker already, and that it has not `in_hand`, is
/// one over which its work stopped: nobody needs to wait for that lease to run out.
///
/// # Errors
/// When the database fails.
pub async fn claim_next(
    tx: &Tx,
    (worker, in_hand): (&str, &[Uuid]),
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> StoreResult<Option<Model>> {
    let free = leases::claimable::<ImportStatus>(now, worker, in_hand);
    // One whose lease was released waits behind those that were not tried as often.
    let waiting =
        Entity::find().filter(free).order_by_asc(Column::Version).order_by_asc(Column::Id).limit(4).all(tx).await?;
    for batch in waiting {
        if claim(tx, batch.id.into(), (worker, in_hand), now, until).await? {
            return find(tx, batch.id.into()).await;
        }
    }
    Ok(None)
}

/// Leases one batch to a worker, if nobody else has it.
///
/// # Errors
/// When the database fails.
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

/// Writes down what a worker has to tell of its batch, apart from any chunk.
///
/// # Errors
/// When the database fails.
pub async fn note(tx: &Tx, id: ImportId, worker: &str, report: Value) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::Report, Expr::value(report))
        .filter(leases::held::<ImportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// Adds a chunk to its batch and renews the lease. `false` when the lease is lost or the chunk was done before:
/// nothing of it may then be kept.
///
/// # Errors
/// When the database fails.
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

/// Renews the lease of a batch. `false` when it is lost.
///
/// # Errors
/// When the database fails.
pub async fn renew(tx: &Tx, id: ImportId, worker: &str, until: DateTime<Utc>) -> StoreResult<bool> {
    let renewed = Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .filter(leases::held::<ImportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// Ends a batch, well or with what went wrong. `false` when the lease was lost.
///
/// # Errors
/// When the database fails.
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

/// Lets a batch go that could not be worked on now, so that it is taken up again.
///
/// # Errors
/// When the database fails.
pub async fn release_lease(tx: &Tx, id: ImportId, worker: &str, now: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(now))
        .filter(leases::held::<ImportStatus>(id.uuid(), worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// A count as the database keeps it.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
