//! Clean-up campaigns (chỉnh trang): the poles and ducts of some streets are surveyed, what hangs there and is nobody's is tagged and
//! waits to be claimed, what nobody claims is taken down by order of two people, and every operator tidies what is its own.

mod checks;
mod content;
mod effects;
mod measure;

pub use checks::{Guard, check};
pub use content::{Campaign, Content, Entry, Item, ItemStatus, Listed, Street};
pub use effects::{Effect, run};
pub use measure::{InUseBand, Measure, Moment};

use std::collections::BTreeSet;

use crate::ids::{AssetId, OccupancyId, OrganizationId};

/// The streets of a campaign as the register has them, read in the transaction of a decision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CampaignFacts {
    /// What stands beside the streets, or what was listed before.
    pub assets: Vec<StreetAsset>,
    /// In which band the places in use of all these assets are, by slot unit.
    pub in_use: Vec<InUseBand>,
    /// Whether there is more beside the streets than one campaign holds.
    pub cut_off: bool,
    /// The operators in office: what is found may be theirs.
    pub operators: Vec<OrganizationId>,
}

/// An asset beside a street.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetAsset {
    /// The asset.
    pub asset: AssetId,
    /// The owner's code for it.
    pub code: String,
    /// Who answers for it.
    pub owner: OrganizationId,
    /// Who is on it.
    pub tenants: BTreeSet<OrganizationId>,
    /// What is on it and nobody's.
    pub nobodys: Vec<Nobodys>,
}

/// The use of an asset by nobody knows whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Nobodys {
    /// The occupancy.
    pub occupancy: OccupancyId,
    /// The unit.
    pub unit: String,
    /// How much.
    pub quantity: u32,
}
