//! An asset: what stands where, whose it is, and where in its life it is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{capacity::Ledger, kind::UnitNature, owners::Share};
use crate::{
    ids::{AreaId, AssetId, OrganizationId},
    place::Shape,
};

/// An asset as the register holds it; also what each of its versions keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// Its identity.
    pub id: AssetId,
    /// What its owner calls it.
    pub code: String,
    /// A kind of the catalogue.
    pub kind: String,
    /// Everyone who owns a share.
    pub owners: Vec<Share>,
    /// Where it stands.
    pub shape: Shape,
    /// The administrative unit, by place and date.
    pub area: Option<AreaId>,
    /// It lies in no unit; `area` is the nearest.
    pub area_is_nearest: bool,
    /// Where it stands, in words.
    pub address: Option<String>,
    /// What its kind says about it.
    pub attributes: Map<String, Value>,
    /// Where in its life it is.
    pub lifecycle: Lifecycle,
    /// The announced day of its end.
    pub decommission_on: Option<NaiveDate>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Critical infrastructure: hidden from all but those who have to do with it.
    pub critical: bool,
    /// Whether others may ask for room.
    pub shareable: bool,
    /// Why not.
    pub not_shareable_reason: Option<String>,
    /// Who says all this.
    pub source: Option<String>,
    /// The day it was true.
    pub observed_on: Option<NaiveDate>,
    /// How exact the place is.
    pub confidence: Confidence,
    /// What the owner says about its room.
    pub capacity: BTreeMap<String, Room>,
    /// How often it was changed, from 1.
    pub version: u64,
}

/// What an owner says about a unit of its asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Places or load.
    pub nature: UnitNature,
    /// What is there.
    pub installed: u32,
    /// What the owner uses itself.
    pub own_use: u32,
    /// What cannot be used.
    pub blocked: u32,
    /// What its policy keeps back.
    pub policy_reserve: u32,
}

impl Room {
    /// The ledger when nobody is on the asset.
    #[must_use]
    pub fn empty_ledger(self) -> Ledger {
        let Self { nature: _, installed, own_use, blocked, policy_reserve } = self;
        Ledger { installed, own_use, blocked, policy_reserve, reserved: 0, active: 0 }
    }
}

impl Asset {
    /// The owner who answers for it.
    #[must_use]
    pub fn owner(&self) -> Option<OrganizationId> {
        self.owners.iter().find(|share| share.answers).map(|share| share.organization)
    }

    /// The owners who are told, but do not answer.
    pub fn co_owners(&self) -> impl Iterator<Item = &Share> {
        self.owners.iter().filter(|share| !share.answers)
    }

    /// Whether everything that readers of the minimum see is the same in another version; the band of its room, which the
    /// ledgers tell, is no part of this.
    #[must_use]
    pub fn shows_same_minimum(&self, other: &Self) -> bool {
        let named = self.code == other.code && self.kind == other.kind && self.owner() == other.owner();
        let placed =
            self.shape == other.shape && (self.area, self.area_is_nearest) == (other.area, other.area_is_nearest);
        named && placed && self.lifecycle == other.lifecycle && self.shareable == other.shareable
    }

    /// Whether room on it may be asked for.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.shareable && self.lifecycle == Lifecycle::InService
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$item])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As stored and sent.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// Reads the word.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// Who may see an asset.
    Visibility {
        /// Everybody.
        Public = "public",
        /// Who is logged in.
        Operators = "operators",
        /// Its place and kind only, to whom it does not concern.
        Restricted = "restricted",
        /// Nobody whom it does not concern.
        Secret = "secret",
    }
}

words! {
    /// How exact a place is known.
    Confidence {
        /// Surveyed, within half a metre.
        A = "A",
        /// Mapped, within five metres.
        B = "B",
        /// Declared.
        C = "C",
        /// Unknown.
        D = "D",
    }
}

/// Where in its life an asset is.
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
