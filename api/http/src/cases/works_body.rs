//! What is said of works, in a permit application and in a commencement notice alike.

use chrono::NaiveDate;
use poem_openapi::{Enum, Object};
use serde_json::Value;
use uuid::Uuid;

use crate::cases::siting_applications::Settlement;

/// What is to be built. A draft may be incomplete; what must be there is asked for when it is filed.
#[derive(Debug, Object)]
pub(crate) struct WorksDraft {
    /// A line that says what it is.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    #[oai(validator(max_length = 5000))]
    description: Option<String>,
    work: Option<WorkKind>,
    class: Option<Class>,
    /// What will stand there: a kind of the register, `tower`.
    #[oai(validator(max_length = 80))]
    asset_kind: Option<String>,
    /// Where: a GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    #[oai(validator(max_length = 500))]
    address: Option<String>,
    /// How high it will be, in metres.
    height_m: Option<f64>,
    settlement: Option<Settlement>,
    /// Whether it follows the plan for passive infrastructure or an approved route.
    in_plan: Option<bool>,
    /// The approval of the place.
    siting_case_id: Option<Uuid>,
    /// The day on which building is to begin.
    starts_on: Option<NaiveDate>,
    /// For which of my organisations; needed only when I may file for several.
    pub(crate) applicant_id: Option<Uuid>,
    /// The earlier case that it follows. What is absent here is taken over from it.
    pub(crate) previous_case_id: Option<Uuid>,
    /// The family of rule packs, `vn-qn`; that of the server when absent.
    pub(crate) pack: Option<String>,
}

/// What kind of works it is.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum WorkKind {
    /// Masts, poles, ducts, manholes, cabinets.
    TelecomPassive,
    /// A cable or line along an approved route.
    Line,
    /// A building.
    Building,
}

/// The class under the construction law.
#[derive(Debug, Clone, Copy, Enum)]
enum Class {
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
