//! Body shared by construction permit applications and commencement notices.

use chrono::NaiveDate;
use poem_openapi::{Enum, Object};
use serde_json::Value;
use uuid::Uuid;

use crate::cases::siting_applications::SettlementType;
use domain::cases::site::{Class, WorkKind};

/// Works to build. A draft may be incomplete; completeness is checked when it is filed.
#[derive(Debug, Object)]
pub(crate) struct ConstructionWorksDraft {
    /// Short title of the works.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    #[oai(validator(max_length = 5000))]
    description: Option<String>,
    work: Option<ConstructionWorksKind>,
    class: Option<ConstructionWorksClass>,
    /// Asset kind to build, such as `tower`.
    #[oai(validator(max_length = 80))]
    asset_kind: Option<String>,
    /// GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    #[oai(validator(max_length = 500))]
    address: Option<String>,
    /// Height in metres.
    height_m: Option<f64>,
    settlement: Option<SettlementType>,
    /// Whether the works follow the plan for passive infrastructure or an approved route.
    in_plan: Option<bool>,
    /// Siting case that approved the place.
    siting_case_id: Option<Uuid>,
    /// Planned start of construction.
    starts_on: Option<NaiveDate>,
    /// Applicant; required only when the caller may file for several organisations.
    pub(crate) applicant_id: Option<Uuid>,
    /// Earlier case that this case follows. Absent fields are copied from it.
    pub(crate) previous_case_id: Option<Uuid>,
    /// Family of rule packs, such as `vn-qn`; defaults to that of the server.
    pub(crate) pack: Option<String>,
}

/// Type of construction works.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum ConstructionWorksKind {
    /// Masts, poles, ducts, manholes, cabinets.
    TelecomPassive,
    /// A cable or line along an approved route.
    Line,
    /// A building.
    Building,
}

/// Class of works under the construction law.
#[derive(Debug, Clone, Copy, Enum)]
pub(crate) enum ConstructionWorksClass {
    #[oai(rename = "special")]
    Special,
    #[oai(rename = "I")]
    One,
    #[oai(rename = "II")]
    Two,
    #[oai(rename = "III")]
    Three,
    #[oai(rename = "IV")]
    Four,
}

impl From<ConstructionWorksKind> for WorkKind {
    fn from(kind: ConstructionWorksKind) -> Self {
        match kind {
            ConstructionWorksKind::TelecomPassive => Self::TelecomPassive,
            ConstructionWorksKind::Line => Self::Line,
            ConstructionWorksKind::Building => Self::Building,
        }
    }
}

impl From<ConstructionWorksClass> for Class {
    fn from(class: ConstructionWorksClass) -> Self {
        match class {
            ConstructionWorksClass::Special => Self::Special,
            ConstructionWorksClass::One => Self::I,
            ConstructionWorksClass::Two => Self::II,
            ConstructionWorksClass::Three => Self::III,
            ConstructionWorksClass::Four => Self::IV,
        }
    }
}
