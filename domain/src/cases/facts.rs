//! The facts around a case, read in the same transaction as the decision.

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

/// The facts around a case.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The threshold of overload on an asset.
    pub overload: Overload,
    /// The applicant and its affiliates since a merger.
    pub affiliates: BTreeSet<OrganizationId>,
    /// The assets of the case.
    pub assets: BTreeMap<AssetId, AssetFact>,
    /// The agencies that can give opinions, with their kind.
    pub agencies: BTreeMap<OrganizationId, String>,
    /// The active authorities, by name.
    pub offices: BTreeMap<OrganizationId, Localized>,
    /// The competent offices for the place on this day.
    pub jurisdiction: Option<Jurisdiction>,
    /// The organisations that receive notifications besides the parties.
    pub informed: Vec<OrganizationId>,
    /// The protected zones that contain the place.
    pub zones: Vec<Zone>,
    /// The shareable assets near the place, as an alternative to new construction.
    pub nearby: Vec<Nearby>,
    /// The referenced cases, as far as the applicant may reference them.
    pub linked: BTreeMap<CaseId, Linked>,
    /// The existing organisations among those that a case names as owners.
    pub holders: BTreeSet<OrganizationId>,
    /// The information that an owner can disclose on a place.
    pub disclosable: Disclosure,
    /// The campaign's streets in the register.
    pub scenery: CampaignFacts,
    /// Works near the place that cause a dig moratorium, by code.
    pub resting: Vec<String>,
    /// The route that the law prescribes for the works.
    pub route: Option<Resolved>,
    /// The documents that the pack requires for the works; `None` when it requires none.
    pub demand: Option<Demand>,
    /// Whether works in a street were announced; `None` when they need no notice.
    pub announcement: Option<Announcement>,
    /// The next code of the national list.
    pub dossier_code: Option<String>,
    /// The receipt of the preceding dossier by an office that was not competent.
    pub first_received_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// Facts about no asset and no document.
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

/// Reports whether an organisation is the applicant of a case or an affiliate.
#[must_use]
pub(crate) fn is_own(scene: &Scene<'_, CaseRules>, organization: OrganizationId) -> bool {
    organization == scene.case.applicant || scene.facts.affiliates.contains(&organization)
}

/// The competent offices for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The office of the unit with the largest share of the place.
    pub lead: Competent,
    /// The offices of the other units that the place touches.
    pub others: Vec<Competent>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competent {
    pub office: OrganizationId,
    pub name: Localized,
    /// The unit of the office's competence.
    pub area: Option<AreaId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub name: Localized,
    /// The agency that must be consulted.
    pub agency: OrganizationId,
}

/// An asset near a place with free capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearby {
    pub asset: AssetId,
    /// The owner's code for the asset.
    pub code: String,
    pub kind: String,
    /// The distance in metres.
    pub metres: f64,
}

/// Another case, from the view of a case that references it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The code for people; a draft has none.
    pub code: Option<String>,
    pub kind: super::Kind,
    pub phase: Phase,
    pub applicant: OrganizationId,
    /// The addressed owner of a request.
    pub owner: Option<OrganizationId>,
    /// The latest decision of the case.
    pub outcome: Option<Outcome>,
    pub assets: Vec<AssetId>,
}

impl Linked {
    /// Reports whether the case is an approval in force.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.phase == Phase::InForce && matches!(self.outcome, Some(Outcome::Granted | Outcome::GrantedWithConditions))
    }
}

#[derive(Debug, Clone)]
pub struct AssetFact {
    /// The owner's code for the asset.
    pub code: String,
    pub kind: String,
    /// The owner that answers for it.
    pub owner: OrganizationId,
    /// The owners of further shares.
    pub co_owners: Vec<OrganizationId>,
    pub lifecycle: Lifecycle,
    /// Why the asset is closed to sharing, if it is.
    pub closed_because: Option<String>,
    /// The capacity by unit.
    pub units: BTreeMap<String, UnitFact>,
    pub tenants: Vec<OrganizationId>,
}

/// The capacity of one unit.
#[derive(Debug, Clone)]
pub struct UnitFact {
    /// Whether it counts slots or load.
    pub nature: UnitNature,
    pub ledger: Ledger,
    /// The amount that this case already holds.
    pub held: u32,
}

impl UnitFact {
    /// The amount that this case still needs.
    #[must_use]
    pub fn missing(&self, wanted: u32) -> u32 {
        wanted.saturating_sub(self.held)
    }

    /// Reports whether the capacity suffices, including the amount that the case holds.
    #[must_use]
    pub fn has_capacity_for(&self, wanted: u32) -> bool {
        self.missing(wanted) <= self.ledger.free()
    }
}
