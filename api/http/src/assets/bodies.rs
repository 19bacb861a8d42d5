//! Representation of assets in responses.

use chrono::NaiveDate;
use domain::registry::band;
use poem_openapi::Object;
use serde_json::Value;
use uuid::Uuid;

use crate::assets::bands::{AssetUnitBand, Band};
use api_app::register::view;

pub(crate) use crate::assets::bands::Fit;

/// An asset. Readers with minimum access receive the fields up to `version`.
#[derive(Debug, Object)]
pub(crate) struct Asset {
    id: Uuid,
    /// Code assigned by the owner; unique for each owner.
    code: String,
    kind: String,
    owner: Organization,
    /// GeoJSON geometry in WGS 84.
    geometry: Value,
    #[oai(skip_serializing_if_is_none)]
    area: Option<Area>,
    shareable: bool,
    lifecycle: String,
    /// Band of the slot unit with the most free capacity; absent when the asset has no slot unit.
    /// `GET /asset-kinds` lists the thresholds.
    #[oai(skip_serializing_if_is_none)]
    free_band: Option<Band>,
    /// Free-capacity band of each unit.
    bands: Vec<AssetUnitBand>,
    /// Whether the requested quantity fits. Present only when a quantity was requested; `ask_owner`
    /// never occurs for readers of exact numbers.
    #[oai(skip_serializing_if_is_none)]
    fit: Option<Fit>,
    version: u64,
    /// All owners; present when there are several.
    #[oai(skip_serializing_if_is_none)]
    co_owners: Option<Vec<Owner>>,
    #[oai(skip_serializing_if_is_none)]
    address: Option<String>,
    #[oai(skip_serializing_if_is_none)]
    attributes: Option<Value>,
    #[oai(skip_serializing_if_is_none)]
    visibility: Option<String>,
    #[oai(skip_serializing_if_is_none)]
    critical: Option<bool>,
    #[oai(skip_serializing_if_is_none)]
    not_shareable_reason: Option<String>,
    /// Announced day of decommissioning.
    #[oai(skip_serializing_if_is_none)]
    decommission_on: Option<NaiveDate>,
    #[oai(skip_serializing_if_is_none)]
    capacity: Option<Vec<Ledger>>,
    /// `green`, `amber` or `red`, by the unit with the highest load.
    #[oai(skip_serializing_if_is_none)]
    grade: Option<String>,
    #[oai(skip_serializing_if_is_none)]
    source: Option<String>,
    #[oai(skip_serializing_if_is_none)]
    observed_on: Option<NaiveDate>,
    /// `A` surveyed, `B` mapped, `C` declared, `D` unknown.
    #[oai(skip_serializing_if_is_none)]
    confidence: Option<String>,
}

impl Asset {
    /// Returns the asset with the fit of a requested quantity.
    pub(crate) fn with_fit(self, fit: Option<band::Fit>) -> Self {
        Self { fit: fit.and_then(Fit::from_answer), ..self }
    }
}

/// Identifier and name of an organisation.
#[derive(Debug, Object)]
#[oai(rename = "AssetOrganization")]
pub(crate) struct Organization {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

/// Administrative unit of an asset.
#[derive(Debug, Object)]
#[oai(rename = "AssetArea")]
struct Area {
    code: String,
    name: String,
    /// Whether the asset is outside all units and this is the nearest one.
    is_nearest: bool,
}

/// Share of an organisation in an asset.
#[derive(Debug, Object)]
#[oai(rename = "AssetOwner")]
struct Owner {
    organization_id: Uuid,
    name: String,
    share_percent: f64,
    /// Whether this owner answers requests.
    answers: bool,
}

/// Capacity of a unit of an asset.
#[derive(Debug, Object)]
#[oai(rename = "AssetCapacity")]
struct Ledger {
    unit: String,
    installed: u32,
    own_use: u32,
    blocked: u32,
    policy_reserve: u32,
    reserved: u32,
    active: u32,
    free: u32,
}

impl From<view::AssetView> for Asset {
    fn from(view: view::AssetView) -> Self {
        let mut asset = Self {
            id: view.id,
            code: view.code,
            kind: view.kind,
            owner: Organization { id: view.owner.id, name: view.owner.name },
            geometry: view.geometry.to_geojson(),
            area: view.area.map(|area| Area { code: area.code, name: area.name, is_nearest: area.is_nearest }),
            shareable: view.shareable,
            lifecycle: view.lifecycle,
            free_band: view.free_band.map(Band::from),
            bands: view.bands.into_iter().map(AssetUnitBand::from).collect(),
            fit: view.fit.and_then(Fit::from_answer),
            version: view.version,
            co_owners: None,
            address: None,
            attributes: None,
            visibility: None,
            critical: None,
            not_shareable_reason: None,
            decommission_on: None,
            capacity: None,
            grade: None,
            source: None,
            observed_on: None,
            confidence: None,
        };
        if let Some(detail) = view.detail {
            asset.co_owners = Some(detail.co_owners.iter().map(owner).collect());
            asset.address = detail.address;
            asset.attributes = Some(Value::Object(detail.attributes));
            asset.visibility = Some(detail.visibility);
            asset.critical = Some(detail.critical);
            asset.not_shareable_reason = detail.not_shareable_reason;
            asset.decommission_on = detail.decommission_on;
            asset.capacity = Some(detail.capacity.iter().map(ledger).collect());
            asset.grade = detail.grade.map(|grade| grade.as_str().to_owned());
            asset.source = detail.source;
            asset.observed_on = detail.observed_on;
            asset.confidence = Some(detail.confidence);
        }
        asset
    }
}

fn owner(share: &view::Owner) -> Owner {
    Owner {
        organization_id: share.organization_id,
        name: share.name.clone(),
        share_percent: share.share_percent,
        answers: share.answers,
    }
}

fn ledger(unit: &view::Unit) -> Ledger {
    let view::Unit { unit, installed, own_use, blocked, policy_reserve, reserved, active, free } = unit.clone();
    Ledger { unit, installed, own_use, blocked, policy_reserve, reserved, active, free }
}
