//! Clean-up campaigns (chỉnh trang). A survey covers the poles and ducts of some streets.
//! Attachments of unknown owners get a tag and wait for a claim. Two people order the removal of
//! unclaimed attachments, and every operator tidies its own.

mod checks;
mod content;
mod effects;
mod measure;

pub use checks::{Guard, check, input_of};
pub use content::{Campaign, Content, Entry, Item, ItemStatus, Listed, Street};
pub use effects::{Effect, run};
pub use measure::{InUseBand, Measure, Moment};

use std::collections::BTreeSet;

use crate::ids::{AssetId, OccupancyId, OrganizationId};

/// The campaign's streets in the register, read in the transaction of a decision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CampaignFacts {
    /// The assets along the streets, or the assets listed before.
    pub assets: Vec<StreetAsset>,
    /// The band of the places in use of all these assets, by slot unit.
    pub in_use: Vec<InUseBand>,
    /// Whether more assets exist along the streets than one campaign holds.
    pub cut_off: bool,
    /// The active operators: each may own the items found.
    pub operators: Vec<OrganizationId>,
}

/// An asset along a street.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetAsset {
    pub asset: AssetId,
    /// The owner's code for the asset.
    pub code: String,
    /// The owner that answers for it.
    pub owner: OrganizationId,
    pub tenants: BTreeSet<OrganizationId>,
    /// The attachments of unknown owners.
    pub nobodys: Vec<Nobodys>,
}

/// An occupancy of an unknown owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Nobodys {
    pub occupancy: OccupancyId,
    pub unit: String,
    pub quantity: u32,
}
