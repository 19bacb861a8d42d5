//! One move of one ledger, and its entry.

use domain::ids::{AssetId, CaseId, OrganizationId};
use domain::messages::Conflict;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{CHUNK, Declared, Freed, LedgerAuthor};
use crate::entities::{asset_capacity, capacity_entries, occupancies};
use crate::{StoreError, StoreResult, Tx, database::fresh};

/// The change of each account.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Move {
    pub(super) installed: i64,
    pub(super) own_use: i64,
    pub(super) blocked: i64,
    pub(super) policy_reserve: i64,
    pub(super) reserved: i64,
    pub(super) active: i64,
}

impl Move {
    /// The change of the free quantity.
    pub(super) fn free(self) -> i64 {
        self.installed - self.own_use - self.blocked - self.policy_reserve - self.reserved - self.active
    }

    pub(super) fn accounts(self) -> [(asset_capacity::Column, i64); 6] {
        use asset_capacity::Column;
        [
            (Column::Installed, self.installed),
            (Column::OwnUse, self.own_use),
            (Column::Blocked, self.blocked),
            (Column::PolicyReserve, self.policy_reserve),
            (Column::Reserved, self.reserved),
            (Column::Active, self.active),
        ]
    }
}

impl Declared {
    /// The move from the previous declaration to this one.
    pub(super) fn after(self, before: Self) -> Move {
        let change = |after: u32, before: u32| i64::from(after) - i64::from(before);
        Move {
            installed: change(self.installed, before.installed),
            own_use: change(self.own_use, before.own_use),
            blocked: change(self.blocked, before.blocked),
            policy_reserve: change(self.policy_reserve, before.policy_reserve),
            ..Move::default()
        }
    }
}

/// The one guarded update: it succeeds as a whole, or affects no row.
pub(super) async fn shift(tx: &Tx, asset: AssetId, unit: &str, by: Move) -> StoreResult<bool> {
    use asset_capacity::Column;
    let mut update = asset_capacity::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::AssetId.eq(asset.uuid()))
        .filter(Column::Unit.eq(unit));
    for (column, delta) in by.accounts() {
        if delta != 0 {
            update = update.col_expr(column, Expr::col(column).add(delta));
        }
        if delta < 0 {
            update = update.filter(column.gte(-delta));
        }
    }
    if by.free() < 0 {
        update = update.filter(Expr::col("free").gte(-by.free()));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Asserts a move that was checked under lock before; a failure is a race or a defect.
pub(super) fn must(happened: bool, asset: AssetId, unit: &str) -> StoreResult<()> {
    let conflict = || Conflict::LedgerDidNotMove { unit: unit.to_owned(), asset: asset.to_string() };
    if happened { Ok(()) } else { Err(StoreError::Conflict(conflict().into())) }
}

/// The entry for a move of an occupancy.
pub(super) fn entry_of(
    row: &occupancies::Model,
    kind: &str,
    by: Move,
    mover: LedgerAuthor<'_>,
) -> capacity_entries::ActiveModel {
    let mut written = entry(AssetId::new(row.asset_id), &row.unit, kind, by, mover, None);
    written.case_id = Set(row.case_id);
    written.occupancy_id = Set(Some(row.id));
    written.organization_id = Set(row.tenant_id);
    written
}

pub(super) fn entry(
    asset: AssetId,
    unit: &str,
    kind: &str,
    by: Move,
    mover: LedgerAuthor<'_>,
    cause: Option<(CaseId, Uuid, OrganizationId)>,
) -> capacity_entries::ActiveModel {
    capacity_entries::ActiveModel {
        id: Set(fresh::id(mover.at)),
        asset_id: Set(asset.uuid()),
        unit: Set(unit.to_owned()),
        kind: Set(kind.to_owned()),
        installed_delta: Set(by.installed),
        own_use_delta: Set(by.own_use),
        blocked_delta: Set(by.blocked),
        policy_reserve_delta: Set(by.policy_reserve),
        reserved_delta: Set(by.reserved),
        active_delta: Set(by.active),
        case_id: Set(cause.map(|(case, _, _)| case.uuid())),
        occupancy_id: Set(cause.map(|(_, occupancy, _)| occupancy)),
        organization_id: Set(cause.map(|(_, _, organization)| organization.uuid())),
        by_user: Set(mover.by.map(domain::ids::UserId::uuid)),
        at: Set(mover.at),
        reason: Set(mover.reason.map(str::to_owned)),
    }
}

/// Inserts entries. Entries never change.
pub(super) async fn write(tx: &Tx, entries: Vec<capacity_entries::ActiveModel>) -> StoreResult<()> {
    for chunk in entries.chunks(CHUNK) {
        capacity_entries::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Converts an occupancy row to the moved quantity.
pub(super) fn moved_of(row: occupancies::Model) -> StoreResult<Freed> {
    Ok(Freed {
        occupancy: row.id.into(),
        asset: row.asset_id.into(),
        unit: row.unit,
        quantity: super::balances::whole("quantity", row.quantity)?,
        tenant: row.tenant_id.map(OrganizationId::new),
    })
}
