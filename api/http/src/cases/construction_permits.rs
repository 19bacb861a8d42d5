//! Drafts of construction permit applications. The actions of a case move an application after it
//! is filed.

use domain::cases::Kind;
use poem::web::Data;
use poem_openapi::{param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::cases::works_body::ConstructionWorksDraft;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

drafted_resource! {
    ConstructionPermits, Kind::ConstructionPermit, ConstructionWorksDraft,
    ["Create a construction permit application", "Get a construction permit", "Update a construction permit application"],
    "/construction-permits", "/construction-permits/:case_id",
    "construction_permit.create", "construction_permit.get", "construction_permit.update"
}
