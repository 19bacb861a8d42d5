//! Ledger operations of owners and surveys: open a ledger, correct it, record discovered use.

use std::collections::BTreeSet;

use domain::ids::{AssetId, OccupancyId, OrganizationId};
use domain::registry::asset::{Asset, UnitCapacity};
use domain::registry::capacity::Ledger;
use domain::registry::kind::UnitNature;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::balances::{locked, nature_word};
use super::entries::{Move, entry, entry_of, shift, write};
use super::{CHUNK, Declared, FoundUse, LedgerAuthor, Shortfall};
use crate::entities::{asset_capacity, occupancies, status::OccupancyStatus};
use crate::{StoreResult, Tx, database::fresh};

/// Records use that began outside any case, if the capacity suffices.
pub async fn occupy(tx: &Tx, found: &FoundUse, mover: LedgerAuthor<'_>) -> StoreResult<Result<OccupancyId, Shortfall>> {
    let n = i64::from(found.quantity);
    let by = Move { active: n, ..Move::default() };
    if !shift(tx, found.asset, &found.unit, by).await? {
        let balances = locked(tx, &BTreeSet::from([found.asset])).await?;
        let free = balances.get(&(found.asset, found.unit.clone())).map_or(0, Ledger::free);
        return Ok(Err(Shortfall { asset: found.asset, unit: found.unit.clone(), wanted: found.quantity, free }));
    }
    let row = occupancies::Model {
        id: fresh::id(mover.at),
        asset_id: found.asset.uuid(),
        unit: found.unit.clone(),
        quantity: n,
        tenant_id: found.tenant.map(OrganizationId::uuid),
        note: found.note.clone(),
        status: OccupancyStatus::Active,
        case_id: None,
        import_id: found.import,
        reserved_at: None,
        reserved_until: None,
        active_since: Some(found.since.unwrap_or(mover.at)),
        ended_at: None,
        end_reason: None,
        version: 1,
        created_at: mover.at,
    };
    let id = row.id;
    let written = entry_of(&row, "activate", by, mover);
    occupancies::Entity::insert(occupancies::ActiveModel::from(row)).exec_without_returning(tx).await?;
    write(tx, vec![written]).await?;
    Ok(Ok(OccupancyId::new(id)))
}

/// Opens ledgers of an asset.
///
/// # Errors
/// [`crate::StoreError::Conflict`] if the reserve exceeds the total.
pub async fn declare(
    tx: &Tx,
    asset: AssetId,
    units: &[(String, UnitNature, Declared)],
    mover: LedgerAuthor<'_>,
) -> StoreResult<()> {
    let units = units.iter().map(|(unit, nature, said)| (asset, unit.as_str(), *nature, *said));
    open(tx, units.collect(), mover).await
}

/// Opens the ledgers of new assets.
///
/// # Errors
/// Same as [`declare`].
pub async fn declare_many(tx: &Tx, assets: &[Asset], mover: LedgerAuthor<'_>) -> StoreResult<()> {
    let units = assets.iter().flat_map(|asset| {
        asset
            .capacity
            .iter()
            .map(move |(unit, capacity)| (asset.id, unit.as_str(), capacity.nature, Declared::from(*capacity)))
    });
    open(tx, units.collect(), mover).await
}

async fn open(tx: &Tx, units: Vec<(AssetId, &str, UnitNature, Declared)>, mover: LedgerAuthor<'_>) -> StoreResult<()> {
    let mut rows = Vec::new();
    let mut entries = Vec::new();
    for (asset, unit, nature, said) in units {
        let by = said.after(Declared::default());
        rows.push(asset_capacity::ActiveModel {
            asset_id: Set(asset.uuid()),
            unit: Set(unit.to_owned()),
            nature: Set(nature_word(nature).to_owned()),
            installed: Set(by.installed),
            own_use: Set(by.own_use),
            blocked: Set(by.blocked),
            policy_reserve: Set(by.policy_reserve),
            reserved: Set(0),
            active: Set(0),
            version: Set(1),
        });
        entries.push(entry(asset, unit, "declare", by, mover, None));
    }
    for chunk in rows.chunks(CHUNK) {
        asset_capacity::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    write(tx, entries).await
}

impl From<UnitCapacity> for Declared {
    fn from(capacity: UnitCapacity) -> Self {
        let UnitCapacity { nature: _, installed, own_use, blocked, policy_reserve } = capacity;
        Self { installed, own_use, blocked, policy_reserve }
    }
}

/// Changes the owner's declaration of a unit; the shares of tenants stay.
pub async fn adjust(
    tx: &Tx,
    asset: AssetId,
    unit: &str,
    (before, after): (Declared, Declared),
    mover: LedgerAuthor<'_>,
) -> StoreResult<Result<(), Shortfall>> {
    let by = after.after(before);
    if by.accounts().iter().all(|(_, delta)| *delta == 0) {
        return Ok(Ok(()));
    }
    if !shift(tx, asset, unit, by).await? {
        let balances = locked(tx, &BTreeSet::from([asset])).await?;
        let free = balances.get(&(asset, unit.to_owned())).map_or(0, Ledger::free);
        let wanted = u32::try_from(-by.free()).unwrap_or_default();
        return Ok(Err(Shortfall { asset, unit: unit.to_owned(), wanted, free }));
    }
    write(tx, vec![entry(asset, unit, "adjust", by, mover, None)]).await?;
    Ok(Ok(()))
}
