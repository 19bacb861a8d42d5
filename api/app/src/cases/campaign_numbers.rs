//! The usage numbers of a clean-up campaign, as far as a reader may see them.
//!
//! Competitors take part in a campaign, so its events hold bands. A reader who sees all assets of
//! the campaign in full reads the number, which the register has as of the instant of the
//! measurement. Events from before the introduction of bands hold a number: they stay unchanged,
//! and only the same readers read it.

use std::collections::BTreeSet;

use domain::access::Actor;
use domain::cases::CaseContent;
use domain::cases::cleanup::{self, Measure};
use domain::ids::AssetId;
use domain::registry::band::BandRules;
use domain::registry::kind::UnitNature;
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use crate::register;
use api_store::assets::{self, disclosed, ledger};
use api_store::cases::StoredCase;
use api_store::entities::case_history::Model;
use api_store::visibility::AssetVisibility;

/// The assets that a person sees in full.
enum InFull {
    All,
    These(BTreeSet<AssetId>),
}

/// A history entry for a reader.
#[derive(Debug)]
pub struct TrailEntry {
    /// The entry; the other two fields say which of its hashes are shown.
    pub row: Model,
    /// The hash of the previous entry; `None` when a reader could guess a hidden number from it.
    pub prev_hash: Option<String>,
    /// The hash of this entry; `None` for the same reason.
    pub hash: Option<String>,
}

/// Cases for a reader: the measurements of campaigns with numbers, or with bands only.
pub async fn for_reader(app: &App, actor: &Actor, mut cases: Vec<StoredCase>) -> Result<Vec<StoredCase>, AppError> {
    let listed = cases.iter().filter_map(measured).flat_map(listed_in).collect::<BTreeSet<_>>();
    if listed.is_empty() {
        return Ok(cases);
    }
    let in_full = InFull::of(app, actor, &listed).await?;
    let rules = app.policies.kinds.bands();
    for kept in &mut cases {
        let CaseContent::CleanUpCampaign(content) = &mut kept.case.content else { continue };
        let assets: Vec<AssetId> = listed_in(content).collect();
        for stored in [&mut content.before, &mut content.after] {
            let Some(measure) = stored.take() else { continue };
            *stored = Some(if in_full.holds(&assets) {
                with_number(app, measure, &assets, &rules).await?
            } else {
                measure.without_number(&rules)
            });
        }
    }
    Ok(cases)
}

/// The history of a case for a reader. An entry with a number that the reader may not see shows the
/// band. The hash of such an entry and all later hashes are omitted, because a reader could guess
/// the number and check the guess against them.
pub async fn trail(app: &App, actor: &Actor, kept: &StoredCase, rows: Vec<Model>) -> Result<Vec<TrailEntry>, AppError> {
    let has_number = rows.iter().flat_map(events).any(|event| number(event).is_some());
    let hides = match measured(kept) {
        Some(content) if has_number => {
            let assets: Vec<AssetId> = listed_in(content).collect();
            !InFull::of(app, actor, &assets.iter().copied().collect()).await?.holds(&assets)
        }
        Some(_) | None => false,
    };
    if !hides {
        let shown =
            |row: Model| TrailEntry { prev_hash: Some(row.prev_hash.clone()), hash: Some(row.hash.clone()), row };
        return Ok(rows.into_iter().map(shown).collect());
    }
    without_numbers(rows, &app.policies.kinds.bands())
}

fn without_numbers(rows: Vec<Model>, rules: &BandRules) -> Result<Vec<TrailEntry>, AppError> {
    let mut hash_before = Some(String::new());
    let mut shown = Vec::with_capacity(rows.len());
    for mut row in rows {
        let prev_hash = hash_before.take().map(|_| row.prev_hash.clone());
        let mut is_whole = prev_hash.is_some();
        for event in row.events.as_array_mut().into_iter().flatten().filter(|event| number(event).is_some()) {
            let Some(stored) = event.pointer_mut(MEASURE) else { continue };
            let measure: Measure = serde_json::from_value(stored.take()).map_err(AppError::internal)?;
            *stored = serde_json::to_value(measure.without_number(rules)).map_err(AppError::internal)?;
            is_whole = false;
        }
        let hash = is_whole.then(|| row.hash.clone());
        hash_before.clone_from(&hash);
        shown.push(TrailEntry { row, prev_hash, hash });
    }
    Ok(shown)
}

/// The JSON pointer of a measurement in a campaign event.
const MEASURE: &str = "/entry/measure";

fn events(row: &Model) -> impl Iterator<Item = &Value> {
    row.events.as_array().into_iter().flatten()
}

/// The number in an event.
fn number(event: &Value) -> Option<&Value> {
    event.pointer(MEASURE)?.get("in_use")
}

/// The content of a campaign with a measurement.
fn measured(kept: &StoredCase) -> Option<&cleanup::Content> {
    match &kept.case.content {
        CaseContent::CleanUpCampaign(content) if content.before.is_some() || content.after.is_some() => Some(content),
        CaseContent::CleanUpCampaign(_)
        | CaseContent::SharingRequest(_)
        | CaseContent::SitingApplication(_)
        | CaseContent::ConstructionPermit(_)
        | CaseContent::CommencementNotice(_)
        | CaseContent::PlannedWorks(_)
        | CaseContent::Dispute(_)
        | CaseContent::InformationRequest(_) => None,
    }
}

fn listed_in(content: &cleanup::Content) -> impl Iterator<Item = AssetId> {
    content.assets.iter().map(|listed| listed.asset_id)
}

async fn with_number(app: &App, measure: Measure, assets: &[AssetId], rules: &BandRules) -> Result<Measure, AppError> {
    let mut measure = measure.banded(rules);
    if let (None, Some(at)) = (measure.in_use, measure.at) {
        let used = ledger::in_use_at(app.store.read(), assets, at).await?;
        let places = used.iter().filter(|(unit, _)| !is_budget(app, unit)).map(|(_, quantity)| *quantity);
        measure.in_use = Some(places.fold(0, u32::saturating_add));
    }
    Ok(measure)
}

/// Whether a unit is a load and not a count of places. A unit that is no longer in the catalogue
/// was a count of places.
fn is_budget(app: &App, unit: &str) -> bool {
    let mut known = app.policies.kinds.kinds.iter().filter_map(|kind| kind.unit(unit));
    known.any(|unit| unit.nature == UnitNature::Budget)
}

impl InFull {
    async fn of(app: &App, actor: &Actor, assets: &BTreeSet<AssetId>) -> Result<Self, AppError> {
        let visibility = match register::queries::visibility(app, actor).await {
            Ok(visibility) => visibility,
            Err(AppError::Forbidden(_)) => return Ok(Self::These(BTreeSet::new())),
            Err(failure) => return Err(failure),
        };
        if visibility == AssetVisibility::Everything {
            return Ok(Self::All);
        }
        let ids: Vec<AssetId> = assets.iter().copied().collect();
        let found = assets::find_many(app.store.read(), &ids, &visibility).await?;
        let opened = disclosed::of(app.store.read(), found.iter().map(|found| &found.asset), &visibility).await?;
        Ok(Self::These(opened))
    }

    fn holds(&self, assets: &[AssetId]) -> bool {
        match self {
            Self::All => true,
            Self::These(seen) => assets.iter().all(|asset| seen.contains(asset)),
        }
    }
}
