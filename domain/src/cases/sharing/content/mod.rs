//! The content of a sharing request.

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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub request: Request,
    /// The addressed owner; known from the day of submission.
    pub owner: Option<OrganizationId>,
    /// The gaps that the owner found.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Visits to the place.
    #[serde(default)]
    pub surveys: Vec<Survey>,
    /// The owner's offers; the last one is current.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// The applicant's answers to the offers.
    #[serde(default)]
    pub counters: Vec<Counter>,
    /// The reasons of a refusal.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The work that the applicant does in the owner's stead.
    pub self_help: Option<SelfHelp>,
    /// The cost of that work.
    pub cost_claim: Option<CostClaim>,
    /// Announced entries to the place.
    #[serde(default)]
    pub entries: Vec<EntryNotice>,
    pub as_built: Option<AsBuilt>,
    /// The owner's objections to the built work.
    #[serde(default)]
    pub objections: Vec<Objection>,
    /// Further cables on the same places.
    #[serde(default)]
    pub overlashes: Vec<Overlash>,
    /// The notice that ends the use.
    pub removal: Option<Removal>,
    pub dispute: Option<Dispute>,
}

/// The request; the applicant's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub title: String,
    /// The purpose of the capacity.
    pub purpose: String,
    /// The capacity by asset.
    pub elements: Vec<Element>,
    /// The equipment that the applicant plans.
    pub equipment: Equipment,
    /// The first day of use.
    pub starts_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    pub asset_id: AssetId,
    /// The amounts by unit.
    pub units: Vec<UnitAmount>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitAmount {
    /// The unit, for example `attachment_position`.
    pub unit: String,
    /// The number of units, at least 1.
    pub quantity: u32,
}

/// The planned equipment, per element.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equipment {
    pub description: String,
    pub weight_kg: Option<f64>,
    /// Cable diameter in millimetres.
    pub diameter_mm: Option<f64>,
    /// Effective wind area in square metres.
    pub epa_m2: Option<f64>,
    /// Power consumption in watts.
    pub power_w: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub on: NaiveDate,
    /// The findings; absent until the visit.
    pub findings: Option<String>,
}

/// The offer of the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub rent_vnd_per_month: Vnd,
    pub terms: String,
    /// The work needed before the attachment.
    pub make_ready: Vec<MakeReady>,
    /// The estimated cost of that work.
    pub estimate_vnd: Option<Vnd>,
}

/// Work on one asset before sharing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeReady {
    pub asset_id: AssetId,
    pub work: String,
}

/// The applicant's answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The rent that the applicant offers.
    pub rent_vnd_per_month: Option<Vnd>,
    pub terms: String,
}

impl Content {
    /// The content of a new draft.
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
