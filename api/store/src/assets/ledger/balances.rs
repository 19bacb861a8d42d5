//! Reads ledgers from their rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{AssetId, CaseId};
use domain::registry::capacity::Ledger;
use domain::registry::kind::UnitNature;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{CHUNK, UnitBalance};
use crate::entities::asset_capacity::{self, Column};
use crate::entities::{occupancies, status::OccupancyStatus};
use crate::{StoreError, StoreResult, Tx};

/// The balances of the units of these assets.
pub async fn balances<C: ConnectionTrait>(connection: &C, assets: &[AssetId]) -> StoreResult<Vec<UnitBalance>> {
    let mut found = Vec::new();
    for chunk in assets.chunks(CHUNK) {
        let rows = asset_capacity::Entity::find()
            .filter(Column::AssetId.is_in(chunk.iter().map(|asset| asset.uuid())))
            .order_by_asc(Column::AssetId)
            .order_by_asc(Column::Unit)
            .all(connection)
            .await?;
        for row in rows {
            found.push(stands(row)?);
        }
    }
    Ok(found)
}

fn stands(row: asset_capacity::Model) -> StoreResult<UnitBalance> {
    let (nature, ledger) = read(&row)?;
    Ok(UnitBalance { asset: AssetId::new(row.asset_id), unit: row.unit, nature, ledger })
}

/// The quantities that a case holds now, reserved or in use.
pub async fn held<C: ConnectionTrait>(connection: &C, case: CaseId) -> StoreResult<BTreeMap<(AssetId, String), u32>> {
    let mut held = BTreeMap::new();
    for row in of_case(connection, case, &[OccupancyStatus::Reserved, OccupancyStatus::Active]).await? {
        let quantity = whole("quantity", row.quantity)?;
        let sum: &mut u32 = held.entry((AssetId::new(row.asset_id), row.unit)).or_default();
        *sum = sum.saturating_add(quantity);
    }
    Ok(held)
}

/// The quantities of one unit that a case holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    pub reserved: u32,
    pub active: u32,
}

/// The quantities that a case holds now, reserved and in use.
pub async fn holding<C: ConnectionTrait>(
    connection: &C,
    case: CaseId,
) -> StoreResult<BTreeMap<(AssetId, String), Held>> {
    let mut holding: BTreeMap<(AssetId, String), Held> = BTreeMap::new();
    for row in of_case(connection, case, &[OccupancyStatus::Reserved, OccupancyStatus::Active]).await? {
        let quantity = whole("quantity", row.quantity)?;
        let held = holding.entry((AssetId::new(row.asset_id), row.unit)).or_default();
        let sum = if row.status == OccupancyStatus::Active { &mut held.active } else { &mut held.reserved };
        *sum = sum.saturating_add(quantity);
    }
    Ok(holding)
}

/// Reads ledgers and locks them until the end of the transaction.
pub(super) async fn locked(tx: &Tx, assets: &BTreeSet<AssetId>) -> StoreResult<BTreeMap<(AssetId, String), Ledger>> {
    let assets: Vec<Uuid> = assets.iter().map(|asset| asset.uuid()).collect();
    let mut found = BTreeMap::new();
    for chunk in assets.chunks(CHUNK) {
        let rows = asset_capacity::Entity::find()
            .filter(Column::AssetId.is_in(chunk.iter().copied()))
            .order_by_asc(Column::AssetId)
            .order_by_asc(Column::Unit)
            .lock_exclusive()
            .all(tx)
            .await?;
        for row in rows {
            let (_, ledger) = read(&row)?;
            found.insert((AssetId::new(row.asset_id), row.unit), ledger);
        }
    }
    Ok(found)
}

/// The occupancies of a case with one of these statuses, in the order of the assets.
pub(super) async fn of_case<C: ConnectionTrait>(
    connection: &C,
    case: CaseId,
    statuses: &[OccupancyStatus],
) -> StoreResult<Vec<occupancies::Model>> {
    Ok(occupancies::Entity::find()
        .filter(occupancies::Column::CaseId.eq(case.uuid()))
        .filter(occupancies::Column::Status.is_in(statuses.iter().copied()))
        .order_by_asc(occupancies::Column::AssetId)
        .order_by_asc(occupancies::Column::Unit)
        .all(connection)
        .await?)
}

/// Converts a row to the domain type.
fn read(row: &asset_capacity::Model) -> StoreResult<(UnitNature, Ledger)> {
    let ledger = Ledger {
        installed: whole("installed", row.installed)?,
        own_use: whole("own_use", row.own_use)?,
        blocked: whole("blocked", row.blocked)?,
        policy_reserve: whole("policy_reserve", row.policy_reserve)?,
        reserved: whole("reserved", row.reserved)?,
        active: whole("active", row.active)?,
    };
    let nature = [UnitNature::Slot, UnitNature::Budget]
        .into_iter()
        .find(|nature| nature_word(*nature) == row.nature)
        .ok_or_else(|| StoreError::unreadable("nature", &row.nature))?;
    Ok((nature, ledger))
}

/// The stored name of a nature.
pub(super) fn nature_word(nature: UnitNature) -> &'static str {
    match nature {
        UnitNature::Slot => "slot",
        UnitNature::Budget => "budget",
    }
}

/// Converts a stored quantity.
pub(crate) fn whole(what: &str, stored: i64) -> StoreResult<u32> {
    u32::try_from(stored).map_err(|why| StoreError::undecodable(what, why))
}
