//! An asset and its life.

use serde::{Deserialize, Serialize};

/// Where in its life an asset is (DOMAIN 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Intended.
    Planned,
    /// Being built.
    UnderConstruction,
    /// In use.
    InService,
    /// Not to be loaded further: inspection, overload, disaster.
    Restricted,
    /// Its end is announced to the tenants.
    DecommissionNotified,
    /// Taken out of use.
    Withdrawn,
    /// Gone.
    Removed,
    /// Found or imported, not confirmed.
    Unverified,
    /// More than one claims it.
    DisputedOwnership,
    /// On paper only.
    LostRecord,
}

impl Lifecycle {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Planned,
        Self::UnderConstruction,
        Self::InService,
        Self::Restricted,
        Self::DecommissionNotified,
        Self::Withdrawn,
        Self::Removed,
        Self::Unverified,
        Self::DisputedOwnership,
        Self::LostRecord,
    ];

    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderConstruction => "under_construction",
            Self::InService => "in_service",
            Self::Restricted => "restricted",
            Self::DecommissionNotified => "decommission_notified",
            Self::Withdrawn => "withdrawn",
            Self::Removed => "removed",
            Self::Unverified => "unverified",
            Self::DisputedOwnership => "disputed_ownership",
            Self::LostRecord => "lost_record",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }
}
