//! Data-quality issues: a probable error and the asset concerned.

use crate::{ids::AssetId, messages::QualityProblem};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// The kind of a probable error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Code {
    /// Two assets of one kind and owner are in one place.
    DuplicatePlace,
    /// Two assets of one kind and owner have the same tag.
    DuplicateTag,
    /// An end of a duct meets no chamber.
    LooseEnd,
    /// The kind does not allow the shape.
    ShapeOfKind,
    /// The stated length contradicts the drawn length.
    LengthMismatch,
    /// The asset is outside its administrative unit.
    OutsideArea,
    /// The ledger differs from the sum of reservations and occupancies.
    LedgerMismatch,
}

impl Code {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// The data cannot be true.
    Error,
    /// The data is probably wrong.
    Warning,
}

impl Severity {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The status of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    Open,
    /// A person has checked the data and declared them right.
    Dismissed,
    /// A later check no longer found the issue.
    Resolved,
}

impl Status {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A probable error in the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub code: Code,
    /// The asset; of two assets the one with the lower id.
    pub asset: AssetId,
    /// The second asset, if the issue concerns two.
    pub other: Option<AssetId>,
    /// The affected part: an end, a unit, a tag.
    pub part: String,
    /// The deviation, in metres, percent or units.
    pub measure: Option<f64>,
}

impl Finding {
    /// The key that identifies the issue when a later check finds it again.
    #[must_use]
    pub fn key(&self) -> String {
        let other = self.other.map(|other| other.to_string()).unwrap_or_default();
        format!("{}:{}:{other}:{}", self.code, self.asset, self.part)
    }
}

impl Code {
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::DuplicateTag | Self::ShapeOfKind | Self::LedgerMismatch => Severity::Error,
            Self::DuplicatePlace | Self::LooseEnd | Self::LengthMismatch | Self::OutsideArea => Severity::Warning,
        }
    }

    /// The explanation for readers.
    #[must_use]
    pub fn explanation(self, part: &str, measure: Option<f64>) -> QualityProblem {
        let (part, much) = (part.to_owned(), measure.unwrap_or(0.0));
        let whole = format!("{much:.0}");
        match self {
            Self::DuplicatePlace => QualityProblem::DuplicatePlace { metres: format!("{much:.1}") },
            Self::DuplicateTag => QualityProblem::DuplicateTag { tag: part },
            Self::LooseEnd if part == "start" => QualityProblem::LooseStart,
            Self::LooseEnd => QualityProblem::LooseEnd,
            Self::ShapeOfKind => QualityProblem::ShapeOfKind { shape: part },
            Self::LengthMismatch => QualityProblem::LengthMismatch { percent: whole },
            Self::OutsideArea => QualityProblem::OutsideArea { metres: whole },
            Self::LedgerMismatch => QualityProblem::LedgerMismatch { unit: part, difference: whole },
        }
    }
}
