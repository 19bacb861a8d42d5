//! Drafts of commencement notices: works that need a notice, and no permit.

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
    CommencementNotices, Kind::CommencementNotice, ConstructionWorksDraft,
    ["Create a draft of a commencement notice", "Get a commencement notice", "Update a draft of a commencement notice"],
    "/commencement-notices", "/commencement-notices/:case_id",
    "commencement_notice.create", "commencement_notice.get", "commencement_notice.update"
}
