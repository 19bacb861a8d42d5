//! Information requests while they are drafts; from the day they are submitted they are moved by the actions of a case.

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

/// What is asked of an owner. A draft may be incomplete; what must be there is asked for when it is submitted.
#[derive(Debug, Object)]
struct InquiryDraft {
    /// A line that says what it is.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Whose assets.
    owner_id: Option<Uuid>,
    /// Where: a GeoJSON geometry in longitude and latitude, an area, a route or a point.
    place: Option<Value>,
    /// How far around it, in metres.
    #[oai(validator(maximum(value = "2000")))]
    within_m: Option<u32>,
    /// What the answer is for.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    /// For which of my organisations; needed only when I may file for several.
    applicant_id: Option<Uuid>,
    /// The earlier case that it follows. What is absent here is taken over from it.
    previous_case_id: Option<Uuid>,
    /// The family of rule packs, `vn-qn`; that of the server when absent.
    pack: Option<String>,
}

drafted_resource! {
    InformationRequests, Kind::InformationRequest, InquiryDraft, "An information request", "/information-requests", "/information-requests/:case_id", "information_requests.create", "information_requests.get", "information_requests.edit"
}
