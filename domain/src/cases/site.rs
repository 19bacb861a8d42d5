//! What is to be built where: the part that siting applications and construction cases share.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// How densely a place is settled; laws and distances differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Settlement {
    /// A town.
    Urban,
    /// The country.
    Rural,
}

/// What kind of works it is, as the law on construction tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum WorkKind {
    /// Masts, poles, ducts, manholes, cabinets.
    TelecomPassive,
    /// A cable or line along an approved route.
    Line,
    /// A building, with or without telecom equipment.
    Building,
}

impl WorkKind {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The class of the works under the construction law.
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
pub enum Class {
    /// Special.
    #[serde(rename = "special")]
    #[strum(serialize = "special")]
    Special,
    /// I.
    I,
    /// II.
    II,
    /// III.
    III,
    /// IV.
    IV,
}

/// Why what stands near does not do, asset by asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingAnswer {
    /// The asset that could be shared.
    pub asset_id: crate::ids::AssetId,
    /// The applicant's sharing request for it.
    pub sharing_case_id: Option<crate::ids::CaseId>,
    /// Why it does not do.
    pub justification: Option<String>,
}
