//! Drafts of planned works. The actions of a case move planned works after they are published.

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

/// Content of a notice of planned works. A draft may be incomplete; completeness is checked when it
/// is published.
#[derive(Debug, Object)]
struct PlannedWorkDraft {
    /// Short title of the works.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Affected network elements, in words.
    #[oai(validator(max_length = 5000))]
    description: Option<String>,
    /// GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    /// Names of the streets.
    #[oai(validator(max_length = 500))]
    address: Option<String>,
    starts_on: Option<NaiveDate>,
    duration_days: Option<u32>,
    /// Planned filing day of the final project.
    final_project_on: Option<NaiveDate>,
    /// Contact for questions.
    #[oai(validator(max_length = 500))]
    contact: Option<String>,
    /// Whether the works are publicly financed.
    publicly_financed: Option<bool>,
    /// Reason for digging in a street under a dig moratorium.
    #[oai(validator(max_length = 2000))]
    justification: Option<String>,
    /// Applicant; required only when the caller may file for several organisations.
    applicant_id: Option<Uuid>,
    /// Earlier case that this case follows. Absent fields are copied from it.
    previous_case_id: Option<Uuid>,
    /// Family of rule packs, such as `vn-qn`; defaults to that of the server.
    pack: Option<String>,
}

drafted_resource! {
    PlannedWorks, Kind::PlannedWorks, PlannedWorkDraft,
    ["Create a draft of planned works", "Get planned works", "Update a draft of planned works"],
    "/planned-works", "/planned-works/:case_id",
    "planned_work.create", "planned_work.get", "planned_work.update"
}
