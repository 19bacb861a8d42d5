//! The assets of a case with their owners, capacity and tenants, as input for its decisions.

use std::collections::BTreeMap;

use domain::{
    ids::{AssetId, CaseId, OrganizationId},
    registry::{asset::Lifecycle, capacity::Ledger, kind::UnitNature},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    StoreError, StoreResult,
    entities::{asset_capacity, asset_owners, assets, occupancies, status::OccupancyStatus},
};

/// The current state of an asset.
#[derive(Debug, Clone)]
pub struct AssetFacts {
    pub id: AssetId,
    /// The code that the owner gave it.
    pub code: String,
    pub kind: String,
    /// The owner that answers for it.
    pub owner: OrganizationId,
    /// The current owners of other shares.
    pub co_owners: Vec<OrganizationId>,
    pub lifecycle: Lifecycle,
    /// Why the asset is closed to sharing, if it is.
    pub closed_because: Option<String>,
    pub units: Vec<UnitUse>,
    /// The organisations with an active tenancy.
    pub tenants: Vec<OrganizationId>,
}

/// The capacity of one unit.
#[derive(Debug, Clone)]
pub struct UnitUse {
    pub name: String,
    pub nature: UnitNature,
    pub ledger: Ledger,
    /// The quantity that the case reserves.
    pub held: u32,
}

/// The assets in the order of their ids, without deleted ones.
pub async fn of_assets<C: ConnectionTrait>(db: &C, case: CaseId, ids: &[AssetId]) -> StoreResult<Vec<AssetFacts>> {
    let wanted: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = assets::Entity::find()
        .filter(assets::Column::Id.is_in(wanted.iter().copied()))
        .filter(assets::Column::DeletedAt.is_null())
        .order_by_asc(assets::Column::Id)
        .all(db)
        .await?;
    let mut units = group(capacity(db, &wanted).await?, |row| row.asset_id);
    let mut owners = group(owners(db, &wanted).await?, |row| row.asset_id);
    let mut users = group(users(db, &wanted).await?, |row| row.asset_id);
    rows.into_iter()
        .map(|row| {
            let uses = users.remove(&row.id).unwrap_or_default();
            let services = units.remove(&row.id).unwrap_or_default();
            let shares = owners.remove(&row.id).unwrap_or_default();
            balances(row, services, &shares, &uses, case)
        })
        .collect()
}

async fn capacity<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> StoreResult<Vec<asset_capacity::Model>> {
    Ok(asset_capacity::Entity::find()
        .filter(asset_capacity::Column::AssetId.is_in(ids.iter().copied()))
        .all(db)
        .await?)
}

async fn owners<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> StoreResult<Vec<asset_owners::Model>> {
    Ok(asset_owners::Entity::find()
        .filter(asset_owners::Column::AssetId.is_in(ids.iter().copied()))
        .filter(asset_owners::Column::ValidTo.is_null())
        .all(db)
        .await?)
}

async fn users<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> StoreResult<Vec<occupancies::Model>> {
    Ok(occupancies::Entity::find()
        .filter(occupancies::Column::AssetId.is_in(ids.iter().copied()))
        .filter(occupancies::Column::Status.is_in([OccupancyStatus::Reserved, OccupancyStatus::Active]))
        .all(db)
        .await?)
}

fn group<T>(rows: Vec<T>, key: impl Fn(&T) -> Uuid) -> BTreeMap<Uuid, Vec<T>> {
    let mut groups: BTreeMap<Uuid, Vec<T>> = BTreeMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

fn balances(
    row: assets::Model,
    services: Vec<asset_capacity::Model>,
    shares: &[asset_owners::Model],
    uses: &[occupancies::Model],
    case: CaseId,
) -> StoreResult<AssetFacts> {
    let units = services
        .into_iter()
        .map(|capacity| {
            let mine = uses.iter().filter(|used| used.case_id == Some(case.uuid()) && used.unit == capacity.unit);
            let held = count(mine.map(|used| used.quantity).sum())?;
            unit(capacity, held)
        })
        .collect::<StoreResult<Vec<_>>>()?;
    let mut tenants: Vec<OrganizationId> = uses
        .iter()
        .filter(|used| used.status == OccupancyStatus::Active)
        .filter_map(|used| used.tenant_id.map(OrganizationId::new))
        .collect();
    tenants.sort();
    tenants.dedup();
    let closed_because =
        (!row.shareable).then(|| row.not_shareable_reason.unwrap_or_else(|| "closed to sharing".to_owned()));
    Ok(AssetFacts {
        id: AssetId::new(row.id),
        code: row.code,
        kind: row.kind,
        owner: OrganizationId::new(row.owner_id),
        co_owners: shares
            .iter()
            .filter(|share| share.organization_id != row.owner_id)
            .map(|share| OrganizationId::new(share.organization_id))
            .collect(),
        lifecycle: StoreError::read_code("assets.lifecycle", &row.lifecycle)?,
        closed_because,
        units,
        tenants,
    })
}

fn unit(capacity: asset_capacity::Model, held: u32) -> StoreResult<UnitUse> {
    let nature = serde_json::from_value(serde_json::Value::String(capacity.nature))
        .map_err(|why| StoreError::undecodable("unit", why))?;
    let ledger = Ledger {
        installed: count(capacity.installed)?,
        own_use: count(capacity.own_use)?,
        blocked: count(capacity.blocked)?,
        policy_reserve: count(capacity.policy_reserve)?,
        reserved: count(capacity.reserved)?,
        active: count(capacity.active)?,
    };
    Ok(UnitUse { name: capacity.unit, nature, ledger, held })
}

fn count(number: i64) -> StoreResult<u32> {
    u32::try_from(number).map_err(|why| StoreError::undecodable("quantity", why))
}
