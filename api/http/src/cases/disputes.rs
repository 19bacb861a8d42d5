//! Disputes while they are drafts; from the day they are filed they are moved by the actions of a case.

use domain::cases::Kind;
use poem::web::Data;
use poem_openapi::{Object, param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

/// What is claimed. A draft may be incomplete; what must be there is asked for when it is filed.
#[derive(Debug, Object)]
struct ClaimDraft {
    /// A line that says what it is.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// The case it is about: a sharing request or planned works in which I take part.
    case_id: Option<Uuid>,
    /// What happened.
    #[oai(validator(max_length = 20000))]
    claim: Option<String>,
    /// What the dispute body is asked to do.
    #[oai(validator(max_length = 5000))]
    remedy: Option<String>,
    /// For which of my organisations; needed only when I may file for several.
    applicant_id: Option<Uuid>,
    /// The earlier case that it follows. What is absent here is taken over from it.
    previous_case_id: Option<Uuid>,
    /// The family of rule packs, `vn-qn`; that of the server when absent.
    pack: Option<String>,
}

drafted_resource! {
    Disputes, Kind::Dispute, ClaimDraft, "A dispute", "/disputes", "/disputes/:case_id", "disputes.create", "disputes.get", "disputes.edit"
}
