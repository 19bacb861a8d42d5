//! What a sharing request holds.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    cases::gap::Gap,
    ids::{AssetId, OrganizationId},
    money::Vnd,
    workflow::evidence::Reason,
};

mod entry;
mod works;

pub use entry::Entry;
pub use works::{AsBuilt, CostClaim, Dispute, EntryNotice, Objection, Overlash, Removal, SelfHelp, Weight};

/// All papers of a sharing request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What is asked for.
    pub request: Request,
    /// The owner it is addressed to; known from the day it is submitted.
    pub owner: Option<OrganizationId>,
    /// What the owner found missing.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Visits to the place.
    #[serde(default)]
    pub surveys: Vec<Survey>,
    /// The owner's offers, the last one standing.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// The applicant's answers to them.
    #[serde(default)]
    pub counters: Vec<Counter>,
    /// Why it was refused.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The work that the applicant does in the owner's stead.
    pub self_help: Option<SelfHelp>,
    /// What that work cost.
    pub cost_claim: Option<CostClaim>,
    /// Announced entries to the place.
    #[serde(default)]
    pub entries: Vec<EntryNotice>,
    /// What was built.
    pub as_built: Option<AsBuilt>,
    /// What the owner holds against it.
    #[serde(default)]
    pub objections: Vec<Objection>,
    /// Further cables on the same places.
    #[serde(default)]
    pub overlashes: Vec<Overlash>,
    /// The notice that ends it.
    pub removal: Option<Removal>,
    /// The dispute.
    pub dispute: Option<Dispute>,
}

/// What is asked for; the applicant's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// A line that says what it is.
    pub title: String,
    /// What the room is for.
    pub purpose: String,
    /// The room, asset by asset.
    pub elements: Vec<Element>,
    /// What is to be put there.
    pub equipment: Equipment,
    /// The day from which it is wanted.
    pub starts_on: Option<NaiveDate>,
}

/// Room on one asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// The asset.
    pub asset_id: AssetId,
    /// How much of what.
    pub units: Vec<UnitAmount>,
}

/// So many of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitAmount {
    /// The unit, `attachment_position`.
    pub unit: String,
    /// How many; at least 1.
    pub quantity: u32,
}

/// What is to be put there, per element.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equipment {
    /// In words.
    pub description: String,
    /// Weight.
    pub weight_kg: Option<f64>,
    /// Diameter of the cable.
    pub diameter_mm: Option<f64>,
    /// Effective wind area.
    pub epa_m2: Option<f64>,
    /// Power drawn.
    pub power_w: Option<f64>,
}

/// A visit to the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// When.
    pub on: NaiveDate,
    /// What was found; absent until the visit.
    pub findings: Option<String>,
}

/// The owner's offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Rent.
    pub rent_vnd_per_month: Vnd,
    /// The conditions.
    pub terms: String,
    /// What must be done before.
    pub make_ready: Vec<MakeReady>,
    /// What that is expected to cost.
    pub estimate_vnd: Option<Vnd>,
}

/// Work on one asset before it can be shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeReady {
    /// The asset.
    pub asset_id: AssetId,
    /// The work.
    pub work: String,
}

/// The applicant's answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The rent it would pay.
    pub rent_vnd_per_month: Option<Vnd>,
    /// Its conditions.
    pub terms: String,
}

impl Content {
    /// The papers of a fresh draft.
    #[must_use]
    pub fn new(request: Request) -> Self {
        Self {
            request,
            owner: None,
            gaps: Vec::new(),
            surveys: Vec::new(),
            offers: Vec::new(),
            counters: Vec::new(),
            reasons: Vec::new(),
            self_help: None,
            cost_claim: None,
            entries: Vec::new(),
            as_built: None,
            objections: Vec::new(),
            overlashes: Vec::new(),
            removal: None,
            dispute: None,
        }
    }

    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::Addressed { owner } => self.owner = Some(owner),
            Entry::Gaps { gaps } => self.gaps = gaps,
            Entry::Supplemented { request } => {
                self.request = request;
                self.gaps.clear();
            }
            Entry::SurveyArranged { survey } => self.surveys.push(survey),
            Entry::Surveyed { findings } => {
                if let Some(survey) = self.surveys.last_mut() {
                    survey.findings = Some(findings);
                }
            }
            Entry::Offered { offer } => self.offers.push(offer),
            Entry::Countered { counter } => self.counters.push(counter),
            Entry::Refused { reasons } => self.reasons = reasons,
            Entry::SelfHelped { self_help } => self.self_help = Some(self_help),
            Entry::CostClaimed { claim } => self.cost_claim = Some(claim),
            Entry::EntryAnnounced { notice } => self.entries.push(notice),
            Entry::Built { as_built } => self.as_built = Some(as_built),
            Entry::Objected { objection } => self.objections.push(objection),
            Entry::OverlashAnnounced { overlash } => self.overlashes.push(overlash),
            Entry::OverlashOpposed { objection } => {
                if let Some(overlash) = self.overlashes.last_mut() {
                    overlash.objection = Some(objection);
                }
            }
            Entry::Overlashed { on } => {
                if let Some(overlash) = self.overlashes.last_mut() {
                    overlash.finished_on = Some(on);
                }
            }
            Entry::RemovalAnnounced { removal } => self.removal = Some(removal),
            Entry::RemovalConfirmed { by } => {
                if let Some(removal) = self.removal.as_mut().filter(|removal| !removal.confirmed_by.contains(&by)) {
                    removal.confirmed_by.push(by);
                }
            }
            Entry::Disputed { code, claim } => self.dispute = Some(Dispute { code, claim, settlement: None }),
            Entry::Settled { settlement } => {
                if let Some(dispute) = self.dispute.as_mut() {
                    dispute.settlement = Some(settlement);
                }
            }
        }
    }
}
