//! What a sharing request holds.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AssetId, OrganizationId},
    money::Vnd,
    workflow::evidence::Reason,
};

/// All papers of a sharing request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Papers {
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// Something missing from the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What.
    pub item: String,
    /// Why it is needed.
    pub reason: String,
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

/// Work by the applicant in the owner's stead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfHelp {
    /// The contractor.
    pub contractor: String,
    /// What allows it to work there.
    pub approval: String,
    /// When it begins.
    pub starts_on: NaiveDate,
}

/// What self-help cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostClaim {
    /// How much.
    pub amount_vnd: Vnd,
    /// For what.
    pub explanation: String,
}

/// An announced entry to the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryNotice {
    /// Who.
    pub crew: String,
    /// When.
    pub on: NaiveDate,
}

/// What was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsBuilt {
    /// When it was finished.
    pub finished_on: NaiveDate,
    /// In words; photos and drawings are documents.
    pub summary: String,
}

/// What the owner holds against something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// In words.
    pub explanation: String,
    /// Whether it counts.
    pub weight: Weight,
}

/// Whether an objection counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It came with what proves it.
    Effective,
    /// It came without; it is recorded and stops nothing.
    Ineffective,
}

/// A further cable on the same places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlash {
    /// What.
    pub description: String,
    /// When the work begins.
    pub starts_on: NaiveDate,
    /// What the owner holds against it.
    pub objection: Option<Objection>,
    /// When it was finished.
    pub finished_on: Option<NaiveDate>,
}

/// The notice that ends the use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// By when the places must be empty.
    pub by: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who has confirmed that they are empty.
    pub confirmed_by: Vec<OrganizationId>,
}

/// The dispute over a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// What is asked of the dispute body.
    pub claim: String,
    /// How it ended.
    pub settlement: Option<String>,
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The owner is known.
    Addressed {
        /// Who.
        owner: OrganizationId,
    },
    /// Things are missing.
    Gaps {
        /// What.
        gaps: Vec<Gap>,
    },
    /// The applicant completed its request.
    Supplemented {
        /// The request now.
        request: Request,
    },
    /// A visit is arranged.
    SurveyArranged {
        /// The visit.
        survey: Survey,
    },
    /// What the visit found.
    Surveyed {
        /// The findings.
        findings: String,
    },
    /// The owner offers.
    Offered {
        /// What.
        offer: Offer,
    },
    /// The applicant would rather have it otherwise.
    Countered {
        /// How.
        counter: Counter,
    },
    /// The owner refuses.
    Refused {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// The applicant does the work itself.
    SelfHelped {
        /// How.
        self_help: SelfHelp,
    },
    /// What that cost.
    CostClaimed {
        /// How much.
        claim: CostClaim,
    },
    /// A crew is announced.
    EntryAnnounced {
        /// Which.
        notice: EntryNotice,
    },
    /// It is built.
    Built {
        /// What.
        as_built: AsBuilt,
    },
    /// The owner objects to what was built.
    Objected {
        /// How.
        objection: Objection,
    },
    /// A further cable is announced.
    OverlashAnnounced {
        /// Which.
        overlash: Overlash,
    },
    /// The owner objects to it.
    OverlashOpposed {
        /// How.
        objection: Objection,
    },
    /// The further cable is there.
    Overlashed {
        /// Since when.
        on: NaiveDate,
    },
    /// The use is to end.
    RemovalAnnounced {
        /// How.
        removal: Removal,
    },
    /// A side confirms that the places are empty.
    RemovalConfirmed {
        /// Which side.
        by: OrganizationId,
    },
    /// A dispute is open.
    Disputed {
        /// What is asked.
        claim: String,
    },
    /// It is settled.
    Settled {
        /// How.
        settlement: String,
    },
}

impl Papers {
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
            Entry::Disputed { claim } => self.dispute = Some(Dispute { claim, settlement: None }),
            Entry::Settled { settlement } => {
                if let Some(dispute) = self.dispute.as_mut() {
                    dispute.settlement = Some(settlement);
                }
            }
        }
    }
}
