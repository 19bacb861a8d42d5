//! An asset: its place, its owners and its lifecycle.

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

/// An asset of the register; each of its versions has the same data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    pub id: AssetId,
    /// The owner's code for the asset.
    pub code: String,
    /// A kind of the catalogue.
    pub kind: String,
    /// The owners with their shares.
    pub owners: Vec<Share>,
    pub shape: Shape,
    /// The administrative unit, by place and date.
    pub area: Option<AreaId>,
    /// The asset is outside all units; `area` is the nearest.
    pub area_is_nearest: bool,
    /// The location in words.
    pub address: Option<String>,
    /// The attributes that the kind defines.
    pub attributes: Map<String, Value>,
    pub lifecycle: Lifecycle,
    /// The announced day of decommissioning.
    pub decommission_on: Option<NaiveDate>,
    /// The readers who may see the asset.
    pub visibility: Visibility,
    /// Critical infrastructure: hidden from all readers without a relation to the asset.
    pub critical: bool,
    /// Whether others may request capacity.
    pub shareable: bool,
    /// Why the asset is closed to sharing.
    pub not_shareable_reason: Option<String>,
    /// The origin of the data.
    pub source: Option<String>,
    /// The day for which the data are true.
    pub observed_on: Option<NaiveDate>,
    /// The accuracy of the position.
    pub confidence: Confidence,
    /// The owner's statement of the capacity, by unit.
    pub capacity: BTreeMap<String, UnitCapacity>,
    /// The number of changes, starting at 1.
    pub version: u64,
}

/// The owner's statement of one unit of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCapacity {
    /// Whether it counts slots or load.
    pub nature: UnitNature,
    pub installed: u32,
    /// The owner's own use.
    pub own_use: u32,
    /// The part that nobody can use.
    pub blocked: u32,
    /// The part that the owner's policy reserves.
    pub policy_reserve: u32,
}

impl UnitCapacity {
    #[must_use]
    pub fn empty_ledger(self) -> Ledger {
        let Self { nature: _, installed, own_use, blocked, policy_reserve } = self;
        Ledger { installed, own_use, blocked, policy_reserve, reserved: 0, active: 0 }
    }
}

impl Asset {
    /// The owner that answers for the asset.
    #[must_use]
    pub fn owner(&self) -> Option<OrganizationId> {
        self.owners.iter().find(|share| share.answers).map(|share| share.organization)
    }

    /// The owners who receive notifications but are not responsible.
    pub fn co_owners(&self) -> impl Iterator<Item = &Share> {
        self.owners.iter().filter(|share| !share.answers)
    }

    /// Reports whether readers of the minimum see the same in another version. The band of capacity
    /// comes from the ledgers and is not part of this comparison.
    #[must_use]
    pub(crate) fn shows_same_minimum(&self, other: &Self) -> bool {
        let named = self.code == other.code && self.kind == other.kind && self.owner() == other.owner();
        let placed =
            self.shape == other.shape && (self.area, self.area_is_nearest) == (other.area, other.area_is_nearest);
        named && placed && self.lifecycle == other.lifecycle && self.shareable == other.shareable
    }

    /// Reports whether only readers with a relation to the asset can see it.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.critical || self.visibility == Visibility::Secret
    }

    /// Whether a change increments the version for readers of the minimum: when the asset becomes
    /// visible to these readers, and when a visible field of the minimum changes. Changes of a
    /// hidden asset do not count.
    #[must_use]
    pub fn moves_public_version(before: &Self, after: &Self) -> bool {
        !after.is_hidden() && (before.is_hidden() || !before.shows_same_minimum(after))
    }

    /// Whether a change moves the instant for readers of the minimum. Unlike the version, the
    /// instant also moves while the asset is hidden, for organisations with a reservation, which
    /// still read the minimum. All others see only the instant at which the asset becomes visible,
    /// or a later one.
    #[must_use]
    pub fn moves_public_instant(before: &Self, after: &Self) -> bool {
        Self::moves_public_version(before, after) || !before.shows_same_minimum(after)
    }

    #[must_use]
    pub fn is_open(&self) -> bool {
        self.shareable && self.lifecycle == Lifecycle::InService
    }
}

/// The readers who may see an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Visibility {
    /// Everybody, also without a login.
    Public,
    /// All users with a login.
    Operators,
    /// Others see only place and kind.
    Restricted,
    /// Nobody else sees the asset at all.
    Secret,
}

impl Visibility {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The accuracy of a position.
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
    /// Declared by its owner.
    C,
    /// The origin is unknown.
    D,
}

impl Confidence {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The lifecycle of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Lifecycle {
    Planned,
    UnderConstruction,
    InService,
    /// No further load allowed: inspection, overload, disaster.
    Restricted,
    /// The tenants have received the notice of decommissioning.
    DecommissionNotified,
    /// Taken out of use.
    Withdrawn,
    Removed,
    /// Found or imported, not confirmed.
    Unverified,
    /// More than one organisation claims the asset.
    DisputedOwnership,
    /// Exists only in records.
    LostRecord,
}

impl Lifecycle {
    /// The form in the database and in the API.
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

    /// The visibility of an asset for readers of the minimum.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Disclosure {
        Open,
        Secret,
        Critical,
    }

    fn asset(disclosure: Disclosure, code: &str, address: &str) -> Asset {
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
            visibility: if disclosure == Disclosure::Secret { Visibility::Secret } else { Visibility::Operators },
            critical: disclosure == Disclosure::Critical,
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
    fn the_public_version_moves_with_the_minimum_and_when_an_asset_becomes_visible() {
        use Disclosure::{Critical, Open, Secret};
        // Before, after, the code and the address after the change; whether the public version and
        // the public instant move.
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
        // The kind of openness of a visible asset does not matter.
        let public = Asset { visibility: Visibility::Public, ..asset(Open, "A", "x") };
        assert!(!Asset::moves_public_instant(&public, &asset(Open, "A", "x")));
    }
}
