//! What the world around a case looks like, read in the same transaction as the decision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    CaseRules,
    cleanup::CampaignFacts,
    construction::{Announcement, Demand, Resolved},
    information::Disclosure,
};
use crate::{
    ids::{AreaId, AssetId, CaseId, OrganizationId},
    registry::{
        asset::Lifecycle,
        capacity::{Ledger, Overload},
        kind::UnitNature,
    },
    text::Localized,
    workflow::{definition::Phase, event::Outcome, rules::Scene},
};

/// The world around a case.
#[derive(Debug, Clone)]
pub struct Facts {
    /// From where on an asset is overloaded.
    pub overload: Overload,
    /// All that are one house with the applicant since a merger, itself among them.
    pub affiliates: BTreeSet<OrganizationId>,
    /// The assets the case is about.
    pub assets: BTreeMap<AssetId, AssetFact>,
    /// The agencies that can be asked, with their kind.
    pub agencies: BTreeMap<OrganizationId, String>,
    /// The authorities in office, by name.
    pub offices: BTreeMap<OrganizationId, Localized>,
    /// Who is competent for the place on this day.
    pub jurisdiction: Option<Jurisdiction>,
    /// Who is told, besides those who take part.
    pub informed: Vec<OrganizationId>,
    /// The protected zones in which the place lies.
    pub zones: Vec<Zone>,
    /// What stands near the place and could be shared instead of building anew.
    pub nearby: Vec<Nearby>,
    /// Other cases to which this one refers, as far as the applicant may refer to them.
    pub linked: BTreeMap<CaseId, Linked>,
    /// Which of the organisations that a case names as owners exist.
    pub holders: BTreeSet<OrganizationId>,
    /// What an owner can tell of a place.
    pub disclosable: Disclosure,
    /// The streets of a campaign as the register has them.
    pub scenery: CampaignFacts,
    /// Works near the place after which the street still rests, by code.
    pub resting: Vec<String>,
    /// The way that the law sends the works.
    pub route: Option<Resolved>,
    /// The papers that the pack demands for the works; nothing when it demands none.
    pub demand: Option<Demand>,
    /// Whether works in a street were announced; nothing when they need no notice.
    pub announcement: Option<Announcement>,
    /// The code of the national list that the next dossier gets.
    pub dossier_code: Option<String>,
    /// When the dossier that this one follows was received by an office that was not competent.
    pub first_received_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// A world with nothing in it.
    #[must_use]
    pub fn empty(overload: Overload) -> Self {
        Self {
            overload,
            affiliates: BTreeSet::new(),
            assets: BTreeMap::new(),
            agencies: BTreeMap::new(),
            offices: BTreeMap::new(),
            jurisdiction: None,
            informed: Vec::new(),
            zones: Vec::new(),
            nearby: Vec::new(),
            linked: BTreeMap::new(),
            holders: BTreeSet::new(),
            disclosable: Disclosure { items: Vec::new(), cut_off: false },
            scenery: CampaignFacts::default(),
            resting: Vec::new(),
            route: None,
            demand: None,
            announcement: None,
            dossier_code: None,
            first_received_at: None,
        }
    }
}

/// Whether an organisation is the applicant of a case, or one house with it.
#[must_use]
pub(crate) fn is_own(scene: &Scene<'_, CaseRules>, organization: OrganizationId) -> bool {
    organization == scene.case.applicant || scene.facts.affiliates.contains(&organization)
}

/// Who is competent for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The office of the unit with the largest share of the place.
    pub lead: Competent,
    /// The offices of the other units that it touches.
    pub others: Vec<Competent>,
}

/// An office that is competent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competent {
    /// The office.
    pub office: OrganizationId,
    /// What it is called.
    pub name: Localized,
    /// The unit for which it is.
    pub area: Option<AreaId>,
}

/// A protected zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// What it is called.
    pub name: Localized,
    /// The agency that must be heard.
    pub agency: OrganizationId,
}

/// An asset near a place that has room.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearby {
    /// The asset.
    pub asset: AssetId,
    /// The owner's code for it.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// How far away.
    pub metres: f64,
}

/// Another case, seen from one that refers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// What people call it.
    pub code: String,
    /// Its kind.
    pub kind: super::Kind,
    /// Where in its life it is.
    pub phase: Phase,
    /// Who applied.
    pub applicant: OrganizationId,
    /// The owner that was asked, when it was a request to one.
    pub owner: Option<OrganizationId>,
    /// What was decided on it last.
    pub outcome: Option<Outcome>,
    /// The assets it is about.
    pub assets: Vec<AssetId>,
}

impl Linked {
    /// Whether it is an approval in force.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.phase == Phase::InForce && matches!(self.outcome, Some(Outcome::Granted | Outcome::GrantedWithConditions))
    }
}

/// An asset as it stands.
#[derive(Debug, Clone)]
pub struct AssetFact {
    /// The owner's code for it.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// Who answers for it.
    pub owner: OrganizationId,
    /// Who else owns a share.
    pub co_owners: Vec<OrganizationId>,
    /// Where in its life it is.
    pub lifecycle: Lifecycle,
    /// Why it is not shared, if it is not.
    pub closed_because: Option<String>,
    /// Its room.
    pub units: BTreeMap<String, UnitFact>,
    /// Who is on it now.
    pub tenants: Vec<OrganizationId>,
}

/// The room of one unit.
#[derive(Debug, Clone)]
pub struct UnitFact {
    /// Whether it is counted in places or in load.
    pub nature: UnitNature,
    /// The ledger.
    pub ledger: Ledger,
    /// What this case already holds of it.
    pub held: u32,
}

impl UnitFact {
    /// What this case still needs for so many units.
    #[must_use]
    pub fn missing(&self, wanted: u32) -> u32 {
        wanted.saturating_sub(self.held)
    }

    /// Whether that much is there, what the case holds included.
    #[must_use]
    pub fn has_room_for(&self, wanted: u32) -> bool {
        self.missing(wanted) <= self.ledger.free()
    }
}
