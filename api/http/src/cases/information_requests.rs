//! Drafts of information requests. The actions of a case move a request after it is submitted.

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

/// Content of an information request. A draft may be incomplete; completeness is checked when it is
/// submitted.
#[derive(Debug, Object)]
struct InformationRequestDraft {
    /// Short title of the request.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Owner of the assets.
    owner_id: Option<Uuid>,
    /// GeoJSON geometry in longitude and latitude: an area, a route or a point.
    place: Option<Value>,
    /// Distance around the place, in metres.
    #[oai(validator(maximum(value = "2000")))]
    within_m: Option<u32>,
    /// Intended use of the answer.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    /// Applicant; required only when the caller may file for several organisations.
    applicant_id: Option<Uuid>,
    /// Earlier case that this case follows. Absent fields are copied from it.
    previous_case_id: Option<Uuid>,
    /// Family of rule packs, such as `vn-qn`; defaults to that of the server.
    pack: Option<String>,
}

drafted_resource! {
    InformationRequests, Kind::InformationRequest, InformationRequestDraft,
    ["Create a draft of an information request", "Get an information request", "Update a draft of an information request"],
    "/information-requests", "/information-requests/:case_id",
    "information_request.create", "information_request.get", "information_request.update"
}
