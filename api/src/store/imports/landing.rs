//! A chunk of new assets into the register, many rows a statement: the asset, its owners, its first version, its ledgers
//! with their entries, and the tenants it comes with.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{AreaId, ImportId, OrganizationId, UserId};
use domain::registry::asset::{Asset, Room};
use domain::registry::kind::UnitNature;
use domain::registry::owners::Share;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde_json::Value;
use uuid::Uuid;

use super::CHUNK;
use crate::store::rows::{asset_capacity, asset_owners, asset_versions, assets, capacity_entries, occupancies};
use super::shapes;
use crate::store::{StoreFailure, Stored, Tx, fresh};

/// Whose batch it is, and what every row of it says.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The batch.
    pub import: ImportId,
    /// The owner of its assets.
    pub owner: OrganizationId,
    /// Who asked for it.
    pub by: Option<UserId>,
    /// That person's name.
    pub by_name: Option<String>,
    /// The legal day of the import.
    pub today: NaiveDate,
    /// The instant of the chunk.
    pub at: DateTime<Utc>,
}

/// One asset, ready to be written.
#[derive(Debug, Clone)]
pub struct Landing {
    /// The asset.
    pub asset: Asset,
    /// Why it is there, for its first version.
    pub reason: String,
    /// What tenants of the same chunk use of its units.
    pub active: BTreeMap<String, i64>,
}

/// A tenant on an asset of the same chunk.
#[derive(Debug, Clone)]
pub struct Lodging {
    /// The asset.
    pub asset: Uuid,
    /// The unit.
    pub unit: String,
    /// How much.
    pub quantity: i64,
    /// Whose.
    pub tenant: Uuid,
    /// What is known besides.
    pub note: Option<String>,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
}

/// Writes assets with the tenants they come with.
///
/// # Errors
/// [`crate::store::StoreFailure::Conflict`] when a code was registered meanwhile.
pub async fn land(tx: &Tx, batch: &Batch, landings: Vec<Landing>, lodgings: &[Lodging]) -> Stored<()> {
    let mut rows = Vec::with_capacity(landings.len());
    let mut owners = Vec::with_capacity(landings.len());
    let mut versions = Vec::with_capacity(landings.len());
    let mut ledgers = Vec::new();
    let mut entries = Vec::new();
    for Landing { asset, reason, active } in landings {
        let id = asset.id.uuid();
        owners.extend(asset.owners.iter().map(|share| owner(batch, id, *share)));
        versions.push(version(batch, &asset, reason)?);
        for (unit, room) in &asset.capacity {
            entries.push(declared(batch, id, unit, *room));
            ledgers.push(ledger(id, unit, *room, active.get(unit).copied().unwrap_or(0)));
        }
        rows.push(row(batch, asset)?);
    }
    let mut tenants = Vec::with_capacity(lodgings.len());
    for lodging in lodgings {
        let occupancy = occupancy(batch, lodging);
        entries.push(occupied(batch, lodging, occupancy.id));
        tenants.push(occupancies::ActiveModel::from(occupancy));
    }
    for chunk in rows.chunks(CHUNK) {
        assets::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for chunk in owners.chunks(CHUNK) {
        asset_owners::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for chunk in versions.chunks(CHUNK) {
        asset_versions::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for chunk in ledgers.chunks(CHUNK) {
        asset_capacity::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for chunk in tenants.chunks(CHUNK) {
        occupancies::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for chunk in entries.chunks(CHUNK) {
        capacity_entries::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn row(batch: &Batch, asset: Asset) -> Stored<assets::ActiveModel> {
    let bounds = asset.shape.bounds();
    let owner = asset.owner().unwrap_or(batch.owner);
    Ok(assets::ActiveModel {
        id: Set(asset.id.uuid()),
        search_text: Set(shapes::search_text(&asset)),
        geometry: Set(shapes::to_wkb(&asset.shape)?),
        code: Set(asset.code),
        kind: Set(asset.kind),
        owner_id: Set(owner.uuid()),
        area_id: Set(asset.area.map(AreaId::uuid)),
        area_is_nearest: Set(asset.area_is_nearest),
        address: Set(asset.address),
        min_lon: Set(bounds.west),
        max_lon: Set(bounds.east),
        min_lat: Set(bounds.south),
        max_lat: Set(bounds.north),
        attributes: Set(Value::Object(asset.attributes)),
        lifecycle: Set(asset.lifecycle.as_str().to_owned()),
        decommission_on: Set(asset.decommission_on),
        visibility: Set(asset.visibility.as_str().to_owned()),
        critical: Set(asset.critical),
        shareable: Set(asset.shareable),
        not_shareable_reason: Set(asset.not_shareable_reason),
        source: Set(asset.source),
        observed_on: Set(asset.observed_on),
        confidence: Set(asset.confidence.as_str().to_owned()),
        import_id: Set(Some(batch.import.uuid())),
        version: Set(1),
        created_at: Set(batch.at),
        updated_at: Set(batch.at),
        updated_by: Set(batch.by.map(UserId::uuid)),
        deleted_at: Set(None),
    })
}

fn owner(batch: &Batch, asset: Uuid, share: Share) -> asset_owners::ActiveModel {
    asset_owners::ActiveModel {
        id: Set(fresh::id(batch.at)),
        asset_id: Set(asset),
        organization_id: Set(share.organization.uuid()),
        share_basis_points: Set(i32::from(share.basis_points)),
        answers: Set(share.answers),
        valid_from: Set(batch.today),
        valid_to: Set(None),
    }
}

fn version(batch: &Batch, asset: &Asset, reason: String) -> Stored<asset_versions::ActiveModel> {
    Ok(asset_versions::ActiveModel {
        asset_id: Set(asset.id.uuid()),
        version: Set(1),
        at: Set(batch.at),
        by_user: Set(batch.by.map(UserId::uuid)),
        by_name: Set(batch.by_name.clone()),
        by_organization: Set(Some(batch.owner.uuid())),
        verb: Set("import".to_owned()),
        reason: Set(Some(reason)),
        snapshot: Set(serde_json::to_value(asset).map_err(|fault| StoreFailure::Internal(fault.to_string()))?),
    })
}

fn ledger(asset: Uuid, unit: &str, room: Room, active: i64) -> asset_capacity::ActiveModel {
    let nature = match room.nature {
        UnitNature::Slot => "slot",
        UnitNature::Budget => "budget",
    };
    asset_capacity::ActiveModel {
        asset_id: Set(asset),
        unit: Set(unit.to_owned()),
        nature: Set(nature.to_owned()),
        installed: Set(room.installed.into()),
        own_use: Set(room.own_use.into()),
        blocked: Set(room.blocked.into()),
        policy_reserve: Set(room.policy_reserve.into()),
        reserved: Set(0),
        active: Set(active),
        version: Set(1),
    }
}

fn declared(batch: &Batch, asset: Uuid, unit: &str, room: Room) -> capacity_entries::ActiveModel {
    capacity_entries::ActiveModel {
        installed_delta: Set(room.installed.into()),
        own_use_delta: Set(room.own_use.into()),
        blocked_delta: Set(room.blocked.into()),
        policy_reserve_delta: Set(room.policy_reserve.into()),
        ..entry(batch, asset, unit, "declare")
    }
}

fn occupied(batch: &Batch, lodging: &Lodging, occupancy: Uuid) -> capacity_entries::ActiveModel {
    capacity_entries::ActiveModel {
        active_delta: Set(lodging.quantity),
        occupancy_id: Set(Some(occupancy)),
        organization_id: Set(Some(lodging.tenant)),
        ..entry(batch, lodging.asset, &lodging.unit, "activate")
    }
}

fn entry(batch: &Batch, asset: Uuid, unit: &str, kind: &str) -> capacity_entries::ActiveModel {
    capacity_entries::ActiveModel {
        id: Set(fresh::id(batch.at)),
        asset_id: Set(asset),
        unit: Set(unit.to_owned()),
        kind: Set(kind.to_owned()),
        installed_delta: Set(0),
        own_use_delta: Set(0),
        blocked_delta: Set(0),
        policy_reserve_delta: Set(0),
        reserved_delta: Set(0),
        active_delta: Set(0),
        case_id: Set(None),
        occupancy_id: Set(None),
        organization_id: Set(None),
        by_user: Set(batch.by.map(UserId::uuid)),
        at: Set(batch.at),
        reason: Set(Some(format!("import {}", batch.import))),
    }
}

fn occupancy(batch: &Batch, lodging: &Lodging) -> occupancies::Model {
    occupancies::Model {
        id: fresh::id(batch.at),
        asset_id: lodging.asset,
        unit: lodging.unit.clone(),
        quantity: lodging.quantity,
        tenant_id: Some(lodging.tenant),
        note: lodging.note.clone(),
        status: "active".to_owned(),
        case_id: None,
        import_id: Some(batch.import.uuid()),
        reserved_at: None,
        reserved_until: None,
        active_since: Some(lodging.since.unwrap_or(batch.at)),
        ended_at: None,
        end_reason: None,
        version: 1,
        created_at: batch.at,
    }
}
