//! An asset: what stands where, whose it is, and where in its life it is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

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
    pub(crate) fn shows_same_minimum(&self, other: &Self) -> bool {
        let named = self.code == other.code && self.kind == other.kind && self.owner() == other.owner();
        let placed =
            self.shape == other.shape && (self.area, self.area_is_nearest) == (other.area, other.area_is_nearest);
        named && placed && self.lifecycle == other.lifecycle && self.shareable == other.shareable
    }

    /// Whether it is there only for those who have to do with it.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.critical || self.visibility == Visibility::Secret
    }

    /// Whether a change moves the version that readers of the minimum see: when the asset comes into their sight, and
    /// when something of the minimum changes in their sight. What changes while it is hidden is not counted.
    #[must_use]
    pub fn moves_public_version(before: &Self, after: &Self) -> bool {
        !after.is_hidden() && (before.is_hidden() || !before.shows_same_minimum(after))
    }

    /// Whether a change moves the instant that readers of the minimum see. Unlike the version it also moves while the
    /// asset is hidden, for those with a reservation, who still read the minimum. All others see only the instant at
    /// which the asset comes into their sight, or a later one.
    #[must_use]
    pub fn moves_public_instant(before: &Self, after: &Self) -> bool {
        Self::moves_public_version(before, after) || !before.shows_same_minimum(after)
    }

    /// Whether room on it may be asked for.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.shareable && self.lifecycle == Lifecycle::InService
    }
}

/// Who may see an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Who is logged in.
    Operators,
    /// Its place and kind only, to whom it does not concern.
    Restricted,
    /// Nobody whom it does not concern.
    Secret,
}

impl Visibility {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How exact a place is known.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
pub enum Confidence {
    /// Surveyed, within half a metre.
    A,
    /// Mapped, within five metres.
    B,
    /// Declared.
    C,
    /// Unknown.
    D,
}

impl Confidence {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Where in its life an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
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
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, json};
    use uuid::Uuid;

    use super::{Asset, Confidence, Lifecycle, Visibility};
    use crate::{ids::AssetId, place::Shape};

    /// How an asset stands to readers of the minimum.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Standing {
        Open,
        Secret,
        Critical,
    }

    fn asset(standing: Standing, code: &str, address: &str) -> Asset {
        Asset {
            id: AssetId::new(Uuid::from_u128(1)),
            code: code.to_owned(),
            kind: "pole".to_owned(),
            owners: Vec::new(),
            shape: Shape::try_from(json!({"type": "Point", "coordinates": [107.08, 20.95]})).unwrap(),
            area: None,
            area_is_nearest: false,
            address: Some(address.to_owned()),
            attributes: Map::new(),
            lifecycle: Lifecycle::InService,
            decommission_on: None,
            visibility: if standing == Standing::Secret { Visibility::Secret } else { Visibility::Operators },
            critical: standing == Standing::Critical,
            shareable: true,
            not_shareable_reason: None,
            source: None,
            observed_on: None,
            confidence: Confidence::C,
            capacity: BTreeMap::new(),
            version: 1,
        }
    }

    #[test]
    fn the_public_view_moves_with_the_minimum_and_when_an_asset_comes_into_sight() {
        use Standing::{Critical, Open, Secret};
        // From, to, the code and the address after the change; whether the public version and the public instant move.
        let table = [
            (Open, Open, "A", "x", false, false),
            (Open, Open, "A", "y", false, false),
            (Open, Open, "B", "x", true, true),
            (Open, Secret, "A", "x", false, false),
            (Open, Critical, "B", "x", false, true),
            (Secret, Secret, "A", "y", false, false),
            (Secret, Secret, "B", "x", false, true),
            (Secret, Critical, "A", "x", false, false),
            (Critical, Critical, "B", "y", false, true),
            (Secret, Open, "A", "x", true, true),
            (Critical, Open, "A", "y", true, true),
            (Critical, Open, "B", "x", true, true),
        ];
        for (from, to, code, address, version, instant) in table {
            let (before, after) = (asset(from, "A", "x"), asset(to, code, address));
            let moved = (Asset::moves_public_version(&before, &after), Asset::moves_public_instant(&before, &after));
            assert_eq!(moved, (version, instant), "{from:?} to {to:?}, {code} {address}");
        }
        // Nor does it matter how an asset in sight is open.
        let public = Asset { visibility: Visibility::Public, ..asset(Open, "A", "x") };
        assert!(!Asset::moves_public_instant(&public, &asset(Open, "A", "x")));
    }
}
