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

/// An asset on paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssetView {
    /// Its identity.
    pub id: Uuid,
    /// The owner's code.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// Who answers for it.
    pub owner: Named,
    /// Where it stands.
    pub geometry: Shape,
    /// The administrative unit.
    pub area: Option<Area>,
    /// Open to sharing.
    pub shareable: bool,
    /// Where in its life it is.
    pub lifecycle: String,
    /// The band of its best slot unit.
    pub free_band: Option<Band>,
    /// The band of each of its units. Absent from answers that were stored before it existed.
    #[serde(default)]
    pub bands: Vec<(String, UnitBand)>,
    /// Whether the quantity that was asked for fits, or its owner must be asked.
    #[serde(default)]
    pub fit: Option<Fit>,
    /// Its version, as far as the reader sees it: that of the minimum moves only with the minimum.
    pub version: u64,
    /// What only those see whom it concerns.
    pub detail: Option<Detail>,
}

/// An organisation by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Which.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
}

/// An administrative unit by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its official code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The asset lies outside all units; this is the nearest.
    pub is_nearest: bool,
}

/// What only those see whom it concerns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// All who own it, when several do.
    pub co_owners: Vec<Owner>,
    /// Where it stands, in words.
    pub address: Option<String>,
    /// What its kind says about it.
    pub attributes: Map<String, Value>,
    /// Who may see it.
    pub visibility: String,
    /// Critical infrastructure.
    pub critical: bool,
    /// Why it is not shared.
    pub not_shareable_reason: Option<String>,
    /// The announced day of its end.
    pub decommission_on: Option<NaiveDate>,
    /// Its ledgers.
    pub capacity: Vec<Unit>,
    /// How loaded it is, by its worst unit.
    pub grade: Option<Grade>,
    /// Who says all this.
    pub source: Option<String>,
    /// The day it was true.
    pub observed_on: Option<NaiveDate>,
    /// How exact the place is.
    pub confidence: String,
}

/// A share in an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    /// Whose.
    pub organization_id: Uuid,
    /// By name.
    pub name: String,
    /// How much.
    pub share_percent: f64,
    /// Whether it answers for the asset.
    pub answers: bool,
}

/// The ledger of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The unit.
    pub unit: String,
    /// What is there.
    pub installed: u32,
    /// What the owner uses itself.
    pub own_use: u32,
    /// What cannot be used.
    pub blocked: u32,
    /// What the owner's policy keeps back.
    pub policy_reserve: u32,
    /// What is held for requests.
    pub reserved: u32,
    /// What tenants use.
    pub active: u32,
    /// What is free.
    pub free: u32,
}

/// The asset as it stands after a change, for the one who made it.
pub(crate) async fn after(context: &CommandContext<'_>, id: AssetId) -> Result<AssetView, AppError> {
    let locale = match &context.request.caller {
        Caller::Person(actor) => actor.locale,
        Caller::System => Locale::default(),
    };
    let found = assets::find(context.tx, id, &AssetVisibility::Everything).await?.ok_or(AppError::NotFound)?;
    let (sight, kinds) = (super::sight(context).await?, &context.app.policies.kinds);
    let lens = AssetReader { sight: &sight, locale, kinds, free_min: None };
    let sheets = sheets(context.tx, vec![found], lens).await?;
    sheets.into_iter().next().ok_or(AppError::NotFound)
}

/// Through what a reader looks at assets.
#[derive(Debug, Clone, Copy)]
pub struct AssetReader<'a> {
    /// How far.
    pub sight: &'a AssetVisibility,
    /// In which language.
    pub locale: Locale,
    /// From where on an asset is graded, and where its bands begin.
    pub kinds: &'a KindCatalogue,
    /// The quantity that the reader asks for.
    pub free_min: Option<u32>,
}

/// Assets as a reader sees them.
///
/// # Errors
/// When the database fails.
pub async fn sheets<C: Connection>(
    connection: &C,
    found: Vec<Registered>,
    lens: AssetReader<'_>,
) -> StoreResult<Vec<AssetView>> {
    let owners: BTreeSet<OrganizationId> =
        found.iter().flat_map(|one| one.asset.owners.iter().map(|share| share.organization)).collect();
    let areas: BTreeSet<AreaId> = found.iter().filter_map(|one| one.asset.area).collect();
    let (concern, names) = tokio::try_join!(
        disclosed::of(connection, found.iter().map(|one| &one.asset), lens.sight),
        Names::read(connection, owners, areas, lens.locale)
    )?;
    let rules = lens.kinds.bands();
    Ok(found.into_iter().map(|one| sheet(one, &concern, &names, (lens, &rules))).collect())
}

fn sheet(
    one: Registered,
    concern: &BTreeSet<AssetId>,
    names: &Names,
    (lens, rules): (AssetReader<'_>, &BandRules),
) -> AssetView {
    let Registered { asset, standing, public_version } = one;
    let (owner, in_full) = (asset.owner(), concern.contains(&asset.id));
    let band = |unit: &UnitBalance| (unit.unit.clone(), rules.of_unit(&unit.unit, unit.nature, unit.ledger.free()));
    let bands: Vec<(String, UnitBand)> = standing.iter().map(band).collect();
    let known = |unit: &UnitBalance| (unit.unit.clone(), unit.nature, unit.ledger);
    let fit = lens.free_min.map(|quantity| {
        let units = if in_full {
            KnownUnits::Ledgers(standing.iter().map(known).collect())
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
        free_band: rules.of_asset(standing.iter().map(|unit| (unit.unit.as_str(), unit.nature, &unit.ledger))),
        bands,
        fit,
        version: if in_full { asset.version } else { public_version },
        code: asset.code.clone(),
        kind: asset.kind.clone(),
        geometry: asset.shape.clone(),
        detail: in_full.then(|| detail(asset, &standing, names, lens.kinds.overload)),
    }
}

fn detail(asset: Asset, standing: &[UnitBalance], names: &Names, overload: Overload) -> Detail {
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
        capacity: standing.iter().map(unit).collect(),
        grade: standing.iter().map(|unit| unit.ledger.grade(overload)).max(),
        source: asset.source,
        observed_on: asset.observed_on,
        confidence: asset.confidence.as_str().to_owned(),
    }
}

fn unit(standing: &UnitBalance) -> Unit {
    let ledger = standing.ledger;
    Unit {
        unit: standing.unit.clone(),
        installed: ledger.installed,
        own_use: ledger.own_use,
        blocked: ledger.blocked,
        policy_reserve: ledger.policy_reserve,
        reserved: ledger.reserved,
        active: ledger.active,
        free: ledger.free(),
    }
}
