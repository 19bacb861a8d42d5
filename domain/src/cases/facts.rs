//! What the world around a case looks like, read in the same transaction as the decision.

use std::collections::BTreeMap;

use crate::{
    ids::{AssetId, OrganizationId},
    registry::{
        asset::Lifecycle,
        capacity::{Ledger, Overload},
        kind::UnitNature,
    },
};

/// The world around a case.
#[derive(Debug, Clone)]
pub struct Facts {
    /// From where on an asset is overloaded.
    pub overload: Overload,
    /// The assets the case is about.
    pub assets: BTreeMap<AssetId, AssetFact>,
    /// The agencies that can be asked, with their kind.
    pub agencies: BTreeMap<OrganizationId, String>,
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
