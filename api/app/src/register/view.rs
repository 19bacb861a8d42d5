//! An asset as its reader may see it: everything, or the minimum that competitors get.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::ids::{AreaId, AssetId, OrganizationId};
use domain::place::Shape;
use domain::planning::fitness::KnownUnits;
use domain::registry::asset::Asset;
use domain::registry::band::{Band, BandRules, Fit, UnitBand};
use domain::registry::capacity::{Grade, Overload};
use domain::registry::kind::KindCatalogue;
use domain::text::Locale;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::names::Names;
use crate::command_pipeline::{Caller, CommandContext};
use crate::error::AppError;
use api_store::assets::ledger::UnitBalance;
use api_store::assets::{self, Registered};
use api_store::visibility::AssetVisibility;
use api_store::{Connection, StoreResult, assets::disclosed};

/// An asset in the form for output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssetView {
    pub id: Uuid,
    /// The code that the owner gave it.
    pub code: String,
    pub kind: String,
    /// The owner that answers for it.
    pub owner: Named,
    pub geometry: Shape,
    /// The administrative unit of its position.
    pub area: Option<Area>,
    /// Whether the asset is open to sharing.
    pub shareable: bool,
    pub lifecycle: String,
    /// The band of the asset's best slot unit.
    pub free_band: Option<Band>,
    /// The band of each unit. Absent from responses stored before this field existed.
    #[serde(default)]
    pub bands: Vec<(String, UnitBand)>,
    /// Whether the requested quantity fits, or the owner must be asked.
    #[serde(default)]
    pub fit: Option<Fit>,
    /// The version that the reader sees: the version of the minimum changes only with the minimum.
    pub version: u64,
    /// The part for the organisations concerned.
    pub detail: Option<Detail>,
}

/// An organisation with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

/// An administrative unit with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// The official code of the unit.
    pub code: String,
    pub name: String,
    /// Whether the asset lies outside all units and this unit is the nearest.
    pub is_nearest: bool,
}

/// The part of an asset that only the organisations concerned see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// All owners, when there are several.
    pub co_owners: Vec<Owner>,
    /// The location as text.
    pub address: Option<String>,
    /// The attributes of the asset's kind.
    pub attributes: Map<String, Value>,
    pub visibility: String,
    pub critical: bool,
    pub not_shareable_reason: Option<String>,
    /// The announced last day of the asset.
    pub decommission_on: Option<NaiveDate>,
    /// The capacity ledger of each unit.
    pub capacity: Vec<Unit>,
    /// The load grade, by the worst unit.
    pub grade: Option<Grade>,
    /// The source of the data.
    pub source: Option<String>,
    /// The day of the observation.
    pub observed_on: Option<NaiveDate>,
    /// The accuracy of the location.
    pub confidence: String,
}

/// A share in an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    pub organization_id: Uuid,
    pub name: String,
    pub share_percent: f64,
    /// Whether this owner is responsible for the asset.
    pub answers: bool,
}

/// The ledger of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub unit: String,
    pub installed: u32,
    /// The quantity that the owner uses itself.
    pub own_use: u32,
    /// The quantity that nobody can use.
    pub blocked: u32,
    /// The quantity that the owner's policy reserves.
    pub policy_reserve: u32,
    /// The quantity reserved for requests.
    pub reserved: u32,
    /// The quantity that tenants use.
    pub active: u32,
    pub free: u32,
}

/// The asset after a change, as its author sees it.
pub(crate) async fn after(context: &CommandContext<'_>, id: AssetId) -> Result<AssetView, AppError> {
    let locale = match &context.request.caller {
        Caller::Person(actor) => actor.locale,
        Caller::System => Locale::default(),
    };
    let found = assets::find(context.tx, id, &AssetVisibility::Everything).await?.ok_or(AppError::NotFound)?;
    let (visibility, kinds) = (super::visibility(context).await?, &context.app.policies.kinds);
    let lens = AssetReader { visibility: &visibility, locale, kinds, free_min: None };
    let views = views(context.tx, vec![found], lens).await?;
    views.into_iter().next().ok_or(AppError::NotFound)
}

/// The reader's visibility, language and query, for rendering assets.
#[derive(Debug, Clone, Copy)]
pub struct AssetReader<'a> {
    pub visibility: &'a AssetVisibility,
    pub locale: Locale,
    /// The catalogue with the thresholds of grades and bands.
    pub kinds: &'a KindCatalogue,
    /// The quantity that the reader asks for.
    pub free_min: Option<u32>,
}

/// Renders assets for a reader.
pub async fn views<C: Connection>(
    connection: &C,
    found: Vec<Registered>,
    lens: AssetReader<'_>,
) -> StoreResult<Vec<AssetView>> {
    let owners: BTreeSet<OrganizationId> =
        found.iter().flat_map(|one| one.asset.owners.iter().map(|share| share.organization)).collect();
    let areas: BTreeSet<AreaId> = found.iter().filter_map(|one| one.asset.area).collect();
    let (concern, names) = tokio::try_join!(
        disclosed::of(connection, found.iter().map(|one| &one.asset), lens.visibility),
        Names::read(connection, owners, areas, lens.locale)
    )?;
    let rules = lens.kinds.bands();
    Ok(found.into_iter().map(|one| view(one, &concern, &names, (lens, &rules))).collect())
}

fn view(
    one: Registered,
    concern: &BTreeSet<AssetId>,
    names: &Names,
    (lens, rules): (AssetReader<'_>, &BandRules),
) -> AssetView {
    let Registered { asset, balances, public_version } = one;
    let (owner, in_full) = (asset.owner(), concern.contains(&asset.id));
    let band = |unit: &UnitBalance| (unit.unit.clone(), rules.of_unit(&unit.unit, unit.nature, unit.ledger.free()));
    let bands: Vec<(String, UnitBand)> = balances.iter().map(band).collect();
    let known = |unit: &UnitBalance| (unit.unit.clone(), unit.nature, unit.ledger);
    let fit = lens.free_min.map(|quantity| {
        let units = if in_full {
            KnownUnits::Ledgers(balances.iter().map(known).collect())
        } else {
            KnownUnits::Bands(bands.clone())
        };
        units.best_fit(quantity)
    });
    AssetView {
        id: asset.id.uuid(),
        owner: Named {
            id: owner.map(OrganizationId::uuid).unwrap_or_default(),
            name: owner.map(|owner| names.organization(owner)).unwrap_or_default().to_owned(),
        },
        area: asset.area.and_then(|area| names.area(area)).map(|(code, name)| Area {
            code: code.to_owned(),
            name: name.to_owned(),
            is_nearest: asset.area_is_nearest,
        }),
        shareable: asset.shareable,
        lifecycle: asset.lifecycle.as_str().to_owned(),
        free_band: rules.of_asset(balances.iter().map(|unit| (unit.unit.as_str(), unit.nature, &unit.ledger))),
        bands,
        fit,
        version: if in_full { asset.version } else { public_version },
        code: asset.code.clone(),
        kind: asset.kind.clone(),
        geometry: asset.shape.clone(),
        detail: in_full.then(|| detail(asset, &balances, names, lens.kinds.overload)),
    }
}

fn detail(asset: Asset, balances: &[UnitBalance], names: &Names, overload: Overload) -> Detail {
    let shares = if asset.owners.len() > 1 { asset.owners.as_slice() } else { &[] };
    Detail {
        co_owners: shares
            .iter()
            .map(|share| Owner {
                organization_id: share.organization.uuid(),
                name: names.organization(share.organization).to_owned(),
                share_percent: f64::from(share.basis_points) / 100.0,
                answers: share.answers,
            })
            .collect(),
        address: asset.address,
        attributes: asset.attributes,
        visibility: asset.visibility.as_str().to_owned(),
        critical: asset.critical,
        not_shareable_reason: asset.not_shareable_reason,
        decommission_on: asset.decommission_on,
        capacity: balances.iter().map(unit).collect(),
        grade: balances.iter().map(|unit| unit.ledger.grade(overload)).max(),
        source: asset.source,
        observed_on: asset.observed_on,
        confidence: asset.confidence.as_str().to_owned(),
    }
}

fn unit(balances: &UnitBalance) -> Unit {
    let ledger = balances.ledger;
    Unit {
        unit: balances.unit.clone(),
        installed: ledger.installed,
        own_use: ledger.own_use,
        blocked: ledger.blocked,
        policy_reserve: ledger.policy_reserve,
        reserved: ledger.reserved,
        active: ledger.active,
        free: ledger.free(),
    }
}
