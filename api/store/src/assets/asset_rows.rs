//! Conversion between rows of the register and assets.

use std::collections::BTreeMap;

use domain::ids::{AreaId, AssetId, OrganizationId};
use domain::registry::asset::{Asset, UnitCapacity};
use domain::registry::owners::Share;
pub use domain::text::search_words as words;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use crate::assets::ledger::{LedgerAuthor, UnitBalance};
use crate::entities::{asset_owners, assets};
use crate::{StoreError, StoreResult, assets::ledger};
use api_geo::wkb;

/// An asset with its ledgers.
#[derive(Debug, Clone, PartialEq)]
pub struct Registered {
    pub asset: Asset,
    /// The balances of its units.
    pub balances: Vec<UnitBalance>,
    /// The version of the minimum information: it changes only with the minimum.
    pub public_version: u64,
}

/// The number of rows per statement.
pub(crate) const CHUNK: usize = 500;

/// Loads the owners and ledgers of rows; keeps the order of the rows.
pub(crate) async fn complete<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<assets::Model>,
) -> StoreResult<Vec<Registered>> {
    let ids: Vec<AssetId> = rows.iter().map(|row| AssetId::new(row.id)).collect();
    let (units, mut shares) = tokio::try_join!(ledger::balances(connection, &ids), shares(connection, &ids))?;
    let mut balances_by_asset: BTreeMap<AssetId, Vec<UnitBalance>> = BTreeMap::new();
    for balances in units {
        balances_by_asset.entry(balances.asset).or_default().push(balances);
    }
    rows.into_iter()
        .map(|row| {
            let balances = balances_by_asset.remove(&AssetId::new(row.id)).unwrap_or_default();
            let owners = shares.remove(&row.id).unwrap_or_default();
            let public_version = version(row.public_version)?;
            Ok(Registered { asset: asset(row, owners, &balances)?, balances, public_version })
        })
        .collect()
}

async fn shares<C: ConnectionTrait>(connection: &C, assets: &[AssetId]) -> StoreResult<BTreeMap<Uuid, Vec<Share>>> {
    let mut shares: BTreeMap<Uuid, Vec<Share>> = BTreeMap::new();
    for chunk in assets.chunks(CHUNK) {
        let found = asset_owners::Entity::find()
            .filter(asset_owners::Column::AssetId.is_in(chunk.iter().map(|id| id.uuid())))
            .filter(asset_owners::Column::ValidTo.is_null())
            .order_by_desc(asset_owners::Column::Answers)
            .order_by_asc(asset_owners::Column::OrganizationId)
            .all(connection)
            .await?;
        for row in found {
            shares.entry(row.asset_id).or_default().push(share(&row)?);
        }
    }
    Ok(shares)
}

fn share(row: &asset_owners::Model) -> StoreResult<Share> {
    Ok(Share {
        organization: OrganizationId::new(row.organization_id),
        basis_points: u16::try_from(row.share_basis_points).map_err(|why| StoreError::undecodable("share", why))?,
        answers: row.answers,
    })
}

fn asset(row: assets::Model, owners: Vec<Share>, balances: &[UnitBalance]) -> StoreResult<Asset> {
    let shape = wkb::read(&row.geometry).map_err(|why| StoreError::undecodable("geometry", why))?;
    let Value::Object(attributes) = row.attributes else {
        return Err(StoreError::unreadable("attributes", "not an object"));
    };
    let capacity = balances.iter().map(|unit| (unit.unit.clone(), capacity(unit))).collect();
    Ok(Asset {
        id: AssetId::new(row.id),
        code: row.code,
        kind: row.kind,
        owners,
        shape,
        area: row.area_id.map(AreaId::new),
        area_is_nearest: row.area_is_nearest,
        address: row.address,
        attributes,
        lifecycle: StoreError::read_code("assets.lifecycle", &row.lifecycle)?,
        decommission_on: row.decommission_on,
        visibility: StoreError::read_code("assets.visibility", &row.visibility)?,
        critical: row.critical,
        shareable: row.shareable,
        not_shareable_reason: row.not_shareable_reason,
        source: row.source,
        observed_on: row.observed_on,
        confidence: StoreError::read_code("assets.confidence", &row.confidence)?,
        capacity,
        version: version(row.version)?,
    })
}

/// Converts a stored version.
pub(crate) fn version(stored: i64) -> StoreResult<u64> {
    u64::try_from(stored).map_err(|why| StoreError::undecodable("version", why))
}

fn capacity(unit: &UnitBalance) -> UnitCapacity {
    UnitCapacity {
        nature: unit.nature,
        installed: unit.ledger.installed,
        own_use: unit.ledger.own_use,
        blocked: unit.ledger.blocked,
        policy_reserve: unit.ledger.policy_reserve,
    }
}

/// The row of an asset, with every column set.
pub(crate) fn row(asset: &Asset, import: Option<Uuid>, mover: LedgerAuthor<'_>) -> StoreResult<assets::ActiveModel> {
    let bounds = asset.shape.bounds();
    let owner = asset.owner().ok_or_else(|| StoreError::internal("an asset without an answering owner"))?;
    Ok(assets::ActiveModel {
        id: Set(asset.id.uuid()),
        code: Set(asset.code.clone()),
        kind: Set(asset.kind.clone()),
        owner_id: Set(owner.uuid()),
        area_id: Set(asset.area.map(AreaId::uuid)),
        area_is_nearest: Set(asset.area_is_nearest),
        address: Set(asset.address.clone()),
        geometry: Set(wkb::write(&asset.shape).map_err(StoreError::internal)?),
        min_lon: Set(bounds.west),
        max_lon: Set(bounds.east),
        min_lat: Set(bounds.south),
        max_lat: Set(bounds.north),
        attributes: Set(Value::Object(asset.attributes.clone())),
        lifecycle: Set(asset.lifecycle.as_str().to_owned()),
        decommission_on: Set(asset.decommission_on),
        visibility: Set(asset.visibility.as_str().to_owned()),
        critical: Set(asset.critical),
        shareable: Set(asset.shareable),
        not_shareable_reason: Set(asset.not_shareable_reason.clone()),
        source: Set(asset.source.clone()),
        observed_on: Set(asset.observed_on),
        confidence: Set(asset.confidence.as_str().to_owned()),
        search_text: Set(search_text(asset)),
        public_text: Set(public_text(asset)),
        import_id: Set(import),
        version: Set(i64::try_from(asset.version).map_err(StoreError::internal)?),
        public_version: Set(i64::try_from(asset.version).map_err(StoreError::internal)?),
        created_at: Set(mover.at),
        updated_at: Set(mover.at),
        public_updated_at: Set(mover.at),
        updated_by: Set(mover.by.map(domain::ids::UserId::uuid)),
        deleted_at: Set(None),
    })
}

/// The public search text of an asset: its code and kind.
#[must_use]
pub fn public_text(asset: &Asset) -> String {
    words(&format!("{} {}", asset.code, asset.kind)).join(" ")
}

/// The search text of an asset for readers with full disclosure: its code, kind, address, source
/// and text attributes.
#[must_use]
pub fn search_text(asset: &Asset) -> String {
    let texts = asset.attributes.values().filter_map(Value::as_str);
    let all: Vec<&str> =
        [Some(asset.code.as_str()), Some(asset.kind.as_str()), asset.address.as_deref(), asset.source.as_deref()]
            .into_iter()
            .flatten()
            .chain(texts)
            .collect();
    words(&all.join(" ")).join(" ")
}
