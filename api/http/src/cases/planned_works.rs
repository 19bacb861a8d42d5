//! Planned works while they are drafts; from the day they are published they are moved by the actions of a case.

use chrono::NaiveDate;
use domain::cases::Kind;
use poem::web::Data;
use poem_openapi::{Object, param::Path, payload::Json};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

/// What is planned. A draft may be incomplete; what must be there is asked for when it is published.
#[derive(Debug, Object)]
struct NoticeDraft {
    /// A line that says what it is.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Which elements are involved, in words.
    #[oai(validator(max_length = 5000))]
    description: Option<String>,
    /// Where: a GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    /// The streets.
    #[oai(validator(max_length = 500))]
    address: Option<String>,
    starts_on: Option<NaiveDate>,
    duration_days: Option<u32>,
    /// When the final project is to be filed.
    final_project_on: Option<NaiveDate>,
    /// Whom to ask.
    #[oai(validator(max_length = 500))]
    contact: Option<String>,
    /// Whether public money pays for it.
    publicly_financed: Option<bool>,
    /// Why a street is dug that was closed only lately.
    #[oai(validator(max_length = 2000))]
    justification: Option<String>,
    /// For which of my organisations; needed only when I may file for several.
    applicant_id: Option<Uuid>,
    /// The earlier case that it follows. What is absent here is taken over from it.
    previous_case_id: Option<Uuid>,
    /// The family of rule packs, `vn-qn`; that of the server when absent.
    pack: Option<String>,
}

drafted_resource! {
    PlannedWorks, Kind::PlannedWorks, NoticeDraft, "Planned works", "/planned-works", "/planned-works/:case_id", "planned_works.create", "planned_works.get", "planned_works.edit"
}
