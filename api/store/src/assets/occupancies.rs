//! The occupancies of assets: past, current and reserved.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, CaseId, OccupancyId, OrganizationId};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::StoreResult;
use crate::assets::asset_rows::CHUNK;
use crate::assets::ledger::whole;
use crate::entities::{occupancies, status::OccupancyStatus};

/// The use of units of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupancy {
    pub id: OccupancyId,
    pub asset: AssetId,
    pub unit: String,
    pub quantity: u32,
    /// The tenant; `None` for a discovered attachment without a known owner.
    pub tenant: Option<OrganizationId>,
    pub note: Option<String>,
    pub status: OccupancyStatus,
    /// The case that granted it.
    pub case: Option<CaseId>,
    pub reserved_until: Option<DateTime<Utc>>,
    pub active_since: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub end_reason: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Occupancies of an asset after a given one, in the order of their creation; restricted to the
/// tenants in `only` if given.
pub async fn of_asset<C: ConnectionTrait>(
    connection: &C,
    asset: AssetId,
    only: Option<&BTreeSet<OrganizationId>>,
    after: Option<OccupancyId>,
    limit: u64,
) -> StoreResult<Vec<Occupancy>> {
    use occupancies::Column;
    let mut query = occupancies::Entity::find().filter(Column::AssetId.eq(asset.uuid()));
    if let Some(tenants) = only {
        query = query.filter(Column::TenantId.is_in(tenants.iter().map(|tenant| tenant.uuid())));
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.uuid()));
    }
    let rows = query.order_by_asc(Column::Id).limit(limit).all(connection).await?;
    rows.into_iter().map(occupancy).collect()
}

/// The current tenants of these assets, reservations included.
pub async fn tenants<C: ConnectionTrait>(
    connection: &C,
    assets: &[AssetId],
) -> StoreResult<BTreeMap<AssetId, BTreeSet<OrganizationId>>> {
    use occupancies::Column;
    let mut found: BTreeMap<AssetId, BTreeSet<OrganizationId>> = BTreeMap::new();
    for chunk in assets.chunks(CHUNK) {
        let pairs: Vec<(Uuid, Option<Uuid>)> = occupancies::Entity::find()
            .select_only()
            .column(Column::AssetId)
            .column(Column::TenantId)
            .distinct()
            .filter(Column::AssetId.is_in(chunk.iter().map(|asset| asset.uuid())))
            .filter(Column::Status.ne(OccupancyStatus::Ended))
            .into_tuple()
            .all(connection)
            .await?;
        for (asset, tenant) in pairs {
            if let Some(tenant) = tenant {
                found.entry(AssetId::new(asset)).or_default().insert(OrganizationId::new(tenant));
            }
        }
    }
    Ok(found)
}

/// The subset of these assets that one of these tenants occupies now, under an agreement in force.
pub(crate) async fn tenanted<C: ConnectionTrait>(
    connection: &C,
    assets: &[AssetId],
    tenants: &BTreeSet<OrganizationId>,
) -> StoreResult<BTreeSet<AssetId>> {
    use occupancies::Column;
    let mut found = BTreeSet::new();
    for chunk in assets.chunks(CHUNK) {
        let ids: Vec<Uuid> = occupancies::Entity::find()
            .select_only()
            .column(Column::AssetId)
            .distinct()
            .filter(Column::AssetId.is_in(chunk.iter().map(|asset| asset.uuid())))
            .filter(Column::TenantId.is_in(tenants.iter().map(|tenant| tenant.uuid())))
            .filter(Column::Status.eq(OccupancyStatus::Active))
            .into_tuple()
            .all(connection)
            .await?;
        found.extend(ids.into_iter().map(AssetId::new));
    }
    Ok(found)
}

/// The current occupancies of an asset, reserved or in use.
pub async fn current<C: ConnectionTrait>(connection: &C, asset: AssetId) -> StoreResult<Vec<Occupancy>> {
    use occupancies::Column;
    let rows = occupancies::Entity::find()
        .filter(Column::AssetId.eq(asset.uuid()))
        .filter(Column::Status.ne(OccupancyStatus::Ended))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(occupancy).collect()
}

/// The current occupancies of some assets, reserved or in use, in the order of the assets.
pub async fn on<C: ConnectionTrait>(connection: &C, assets: &[AssetId]) -> StoreResult<Vec<Occupancy>> {
    of_assets(connection, assets, occupancies::Column::Status.ne(OccupancyStatus::Ended)).await
}

/// The occupancies in use of some assets, in the order of the assets.
pub async fn in_use<C: ConnectionTrait>(connection: &C, assets: &[AssetId]) -> StoreResult<Vec<Occupancy>> {
    of_assets(connection, assets, occupancies::Column::Status.eq(OccupancyStatus::Active)).await
}

async fn of_assets<C: ConnectionTrait>(
    connection: &C,
    assets: &[AssetId],
    which: SimpleExpr,
) -> StoreResult<Vec<Occupancy>> {
    use occupancies::Column;
    let mut found = Vec::new();
    for chunk in assets.chunks(CHUNK) {
        let rows = occupancies::Entity::find()
            .filter(Column::AssetId.is_in(chunk.iter().map(|asset| asset.uuid())))
            .filter(which.clone())
            .order_by_asc(Column::AssetId)
            .order_by_asc(Column::Id)
            .all(connection)
            .await?;
        for row in rows {
            found.push(occupancy(row)?);
        }
    }
    Ok(found)
}

fn occupancy(row: occupancies::Model) -> StoreResult<Occupancy> {
    Ok(Occupancy {
        id: row.id.into(),
        asset: row.asset_id.into(),
        unit: row.unit,
        quantity: whole("quantity", row.quantity)?,
        tenant: row.tenant_id.map(OrganizationId::new),
        note: row.note,
        status: row.status,
        case: row.case_id.map(CaseId::new),
        reserved_until: row.reserved_until,
        active_since: row.active_since,
        ended_at: row.ended_at,
        end_reason: row.end_reason,
        created_at: row.created_at,
    })
}
