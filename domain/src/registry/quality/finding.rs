//! A finding: what is probably wrong, with which asset.

use crate::{ids::AssetId, messages::QualityProblem};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// What is probably wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Code {
    /// Two assets of one kind and owner stand in one place.
    DuplicatePlace,
    /// Two assets of one kind and owner bear the same tag.
    DuplicateTag,
    /// An end of a duct meets no chamber.
    LooseEnd,
    /// It is drawn as something its kind cannot be.
    ShapeOfKind,
    /// Its stated length contradicts the drawn one.
    LengthMismatch,
    /// It lies outside its administrative unit.
    OutsideArea,
    /// Its ledger is not the sum of who is on it.
    LedgerMismatch,
}

impl Code {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// It cannot be true.
    Error,
    /// It is probably wrong.
    Warning,
}

impl Severity {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// It stands.
    Open,
    /// Somebody has looked, and says that it is right as it is.
    Dismissed,
    /// It was found no longer.
    Resolved,
}

impl Status {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What is probably wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// With which asset; of two the one with the lower id.
    pub asset: AssetId,
    /// And the other, when it is about two.
    pub other: Option<AssetId>,
    /// With which part of it: an end, a unit, a tag.
    pub part: String,
    /// How far from what it should be, in metres, percent or units.
    pub measure: Option<f64>,
}

impl Finding {
    /// What makes it the same finding when it is found again.
    #[must_use]
    pub fn key(&self) -> String {
        let other = self.other.map(|other| other.to_string()).unwrap_or_default();
        format!("{}:{}:{other}:{}", self.code, self.asset, self.part)
    }
}

impl Code {
    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::DuplicateTag | Self::ShapeOfKind | Self::LedgerMismatch => Severity::Error,
            Self::DuplicatePlace | Self::LooseEnd | Self::LengthMismatch | Self::OutsideArea => Severity::Warning,
        }
    }

    /// In words.
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
