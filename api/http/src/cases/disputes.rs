//! Drafts of disputes. The actions of a case move a dispute after it is filed.

use domain::cases::Kind;
use poem::web::Data;
use poem_openapi::{Object, param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

/// Claim of a dispute. A draft may be incomplete; completeness is checked when it is filed.
#[derive(Debug, Object)]
struct DisputeDraft {
    /// Short title of the dispute.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Disputed case: a sharing request or planned works to which the applicant is a party.
    case_id: Option<Uuid>,
    /// Facts of the dispute.
    #[oai(validator(max_length = 20000))]
    claim: Option<String>,
    /// Decision requested from the dispute body.
    #[oai(validator(max_length = 5000))]
    remedy: Option<String>,
    /// Applicant; required only when the caller may file for several organisations.
    applicant_id: Option<Uuid>,
    /// Earlier case that this case follows. Absent fields are copied from it.
    previous_case_id: Option<Uuid>,
    /// Family of rule packs, such as `vn-qn`; defaults to that of the server.
    pack: Option<String>,
}

drafted_resource! {
    Disputes, Kind::Dispute, DisputeDraft,
    ["Create a draft of a dispute", "Get a dispute", "Update a draft of a dispute"],
    "/disputes", "/disputes/:case_id",
    "dispute.create", "dispute.get", "dispute.update"
}
