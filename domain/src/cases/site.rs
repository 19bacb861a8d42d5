//! The planned works and their place: the common part of siting applications and construction
//! cases.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// Settlement density; laws and distances depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Settlement {
    Urban,
    Rural,
}

/// The kind of works, as defined by the law on construction.
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
    /// The form in the database, in the API and in policies.
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
    #[serde(rename = "special")]
    #[strum(serialize = "special")]
    Special,
    I,
    II,
    III,
    IV,
}

/// Why an existing asset nearby is not suitable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingAnswer {
    pub asset_id: crate::ids::AssetId,
    /// The applicant's sharing request for the asset.
    pub sharing_case_id: Option<crate::ids::CaseId>,
    pub justification: Option<String>,
}
