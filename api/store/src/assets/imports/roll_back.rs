//! The roll-back of a batch. The roll-back erases nothing: assets get a last version that marks
//! them as deleted, occupancies end, and ledger entries withdraw the quantities.

use chrono::{DateTime, Utc};
use domain::ids::{ImportId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::CHUNK;
use crate::assets::asset_versions::Change;
use crate::entities::status::{ImportStatus, OccupancyStatus, WaitStatus};
use crate::entities::{
    asset_capacity, asset_versions, assets, capacity_entries, case_elements, imports, occupancies, wait_list,
};
use crate::{StoreResult, Tx, database::fresh};

/// The obstacles to the roll-back of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RollBackObstacle {
    /// Assets of the batch that are part of a case.
    pub cases: u64,
    /// Occupancies of these assets from outside the batch, or wait list entries for them.
    pub occupancies: u64,
    /// Assets of the batch that were changed since.
    pub changed: u64,
}

impl RollBackObstacle {
    /// Whether there is no obstacle.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The author of a roll-back.
#[derive(Debug, Clone, Copy)]
pub struct RollBackAuthor<'a> {
    pub by: Option<UserId>,
    pub by_name: Option<&'a str>,
    pub reason: &'a str,
    pub at: DateTime<Utc>,
}

/// Counts the dependents of a batch.
pub async fn held(db: &impl ConnectionTrait, batch: ImportId) -> StoreResult<RollBackObstacle> {
    let of_batch = || ids_of(batch);
    let cases =
        case_elements::Entity::find().filter(case_elements::Column::AssetId.in_subquery(of_batch())).count(db).await?;
    let tenants = occupancies::Entity::find()
        .filter(occupancies::Column::AssetId.in_subquery(of_batch()))
        .filter(
            Condition::any()
                .add(occupancies::Column::ImportId.is_null())
                .add(occupancies::Column::ImportId.ne(batch.uuid()))
                .add(occupancies::Column::CaseId.is_not_null()),
        )
        .count(db)
        .await?;
    let waiting = wait_list::Entity::find()
        .filter(wait_list::Column::AssetId.in_subquery(of_batch()))
        .filter(wait_list::Column::Status.eq(WaitStatus::Waiting))
        .count(db)
        .await?;
    let changed = assets::Entity::find()
        .filter(assets::Column::ImportId.eq(batch.uuid()))
        .filter(assets::Column::DeletedAt.is_null())
        .filter(assets::Column::Version.gt(1))
        .count(db)
        .await?;
    Ok(RollBackObstacle { cases, occupancies: tenants.saturating_add(waiting), changed })
}

fn ids_of(batch: ImportId) -> SelectStatement {
    Query::select().column("id").from("assets").and_where(Expr::col("import_id").eq(batch.uuid())).to_owned()
}

/// Removes all assets of a batch from the register, some at a time in the one transaction, and
/// returns their number.
pub async fn undo(tx: &Tx, batch: ImportId, undoer: RollBackAuthor<'_>) -> StoreResult<u64> {
    let mut undone: u64 = 0;
    let mut after = Uuid::nil();
    loop {
        let found: Vec<Uuid> = assets::Entity::find()
            .select_only()
            .column(assets::Column::Id)
            .filter(assets::Column::ImportId.eq(batch.uuid()))
            .filter(assets::Column::DeletedAt.is_null())
            .filter(assets::Column::Id.gt(after))
            .order_by_asc(assets::Column::Id)
            .limit(u64::try_from(CHUNK).unwrap_or(1_000))
            .into_tuple()
            .all(tx)
            .await?;
        let Some(last) = found.last() else { break };
        after = *last;
        undone = undone.saturating_add(u64::try_from(found.len()).unwrap_or_default());
        end_occupancies(tx, &found, undoer).await?;
        withdraw_ledgers(tx, &found, undoer).await?;
        delete(tx, &found, undoer).await?;
    }
    imports::Entity::update_many()
        .col_expr(imports::Column::Status, Expr::value(ImportStatus::RolledBack))
        .col_expr(imports::Column::FinishedAt, Expr::value(undoer.at))
        .col_expr(imports::Column::Version, Expr::col(imports::Column::Version).add(1))
        .filter(imports::Column::Id.eq(batch.uuid()))
        .exec(tx)
        .await?;
    Ok(undone)
}

async fn end_occupancies(tx: &Tx, found: &[Uuid], undoer: RollBackAuthor<'_>) -> StoreResult<()> {
    use occupancies::Column;
    let active = Condition::all()
        .add(Column::AssetId.is_in(found.iter().copied()))
        .add(Column::Status.eq(OccupancyStatus::Active));
    let ending = occupancies::Entity::find().filter(active.clone()).all(tx).await?;
    let entries: Vec<_> = ending
        .iter()
        .map(|row| capacity_entries::Model {
            active_delta: -row.quantity,
            occupancy_id: Some(row.id),
            organization_id: row.tenant_id,
            ..entry(row.asset_id, &row.unit, "release", undoer)
        })
        .collect();
    occupancies::Entity::update_many()
        .col_expr(Column::Status, Expr::value(OccupancyStatus::Ended))
        .col_expr(Column::EndedAt, Expr::value(undoer.at))
        .col_expr(Column::EndReason, Expr::value(undoer.reason))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(active)
        .exec(tx)
        .await?;
    write(tx, entries).await
}

async fn withdraw_ledgers(tx: &Tx, found: &[Uuid], undoer: RollBackAuthor<'_>) -> StoreResult<()> {
    use asset_capacity::Column;
    let of_found = Column::AssetId.is_in(found.iter().copied());
    let ledgers = asset_capacity::Entity::find().filter(of_found.clone()).all(tx).await?;
    let entries = ledgers
        .iter()
        .map(|row| capacity_entries::Model {
            installed_delta: -row.installed,
            own_use_delta: -row.own_use,
            blocked_delta: -row.blocked,
            policy_reserve_delta: -row.policy_reserve,
            ..entry(row.asset_id, &row.unit, "withdraw", undoer)
        })
        .collect();
    let mut update = asset_capacity::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(of_found);
    for account in
        [Column::Installed, Column::OwnUse, Column::Blocked, Column::PolicyReserve, Column::Reserved, Column::Active]
    {
        update = update.col_expr(account, Expr::value(0_i64));
    }
    update.exec(tx).await?;
    write(tx, entries).await
}

async fn delete(tx: &Tx, found: &[Uuid], undoer: RollBackAuthor<'_>) -> StoreResult<()> {
    use assets::Column;
    let of_found = Column::Id.is_in(found.iter().copied());
    let last = asset_versions::Entity::find()
        .filter(asset_versions::Column::AssetId.is_in(found.iter().copied()))
        .order_by_asc(asset_versions::Column::AssetId)
        .order_by_asc(asset_versions::Column::Version)
        .all(tx)
        .await?;
    // The batch is unchanged, so the last version is the one that the import wrote.
    let versions: Vec<asset_versions::ActiveModel> = last
        .into_iter()
        .map(|row| {
            let version = row.version.saturating_add(1);
            let mut snapshot = row.snapshot.clone();
            if let Some(reported) = snapshot.get_mut("version") {
                *reported = version.into();
            }
            let next = asset_versions::Model {
                version,
                snapshot,
                at: undoer.at,
                by_user: undoer.by.map(UserId::uuid),
                by_name: undoer.by_name.map(str::to_owned),
                verb: Change::Delete.as_str().to_owned(),
                reason: Some(undoer.reason.to_owned()),
                ..row
            };
            next.into()
        })
        .collect();
    asset_versions::Entity::insert_many(versions).exec_without_returning(tx).await?;
    assets::Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(undoer.at))
        .col_expr(Column::UpdatedAt, Expr::value(undoer.at))
        .col_expr(Column::UpdatedBy, Expr::value(undoer.by.map(UserId::uuid)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(of_found)
        .exec(tx)
        .await?;
    Ok(())
}

fn entry(asset: Uuid, unit: &str, kind: &str, undoer: RollBackAuthor<'_>) -> capacity_entries::Model {
    capacity_entries::Model {
        id: fresh::id(undoer.at),
        asset_id: asset,
        unit: unit.to_owned(),
        kind: kind.to_owned(),
        installed_delta: 0,
        own_use_delta: 0,
        blocked_delta: 0,
        policy_reserve_delta: 0,
        reserved_delta: 0,
        active_delta: 0,
        case_id: None,
        occupancy_id: None,
        organization_id: None,
        by_user: undoer.by.map(UserId::uuid),
        at: undoer.at,
        reason: Some(undoer.reason.to_owned()),
    }
}

async fn write(tx: &Tx, entries: Vec<capacity_entries::Model>) -> StoreResult<()> {
    let rows: Vec<_> = entries.into_iter().map(capacity_entries::ActiveModel::from).collect();
    for chunk in rows.chunks(CHUNK) {
        capacity_entries::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}
