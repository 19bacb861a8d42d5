//! Commencement notices while they are drafts: for works that need no permit, but a notice with the papers of one.

use domain::cases::Kind;
use poem::web::Data;
use poem_openapi::{param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::cases::works_body::WorksDraft;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

drafted_resource! {
    CommencementNotices, Kind::CommencementNotice, WorksDraft, "A commencement notice", "/commencement-notices", "/commencement-notices/:case_id", "commencement_notice.create", "commencement_notice.get", "commencement_notice.edit"
}
