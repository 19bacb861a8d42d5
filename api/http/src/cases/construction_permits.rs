//! Applications for construction permits while they are drafts; from the day they are filed they are moved by the actions of a case.

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
    ConstructionPermits, Kind::ConstructionPermit, WorksDraft, "A permit, or the application for one", "/construction-permits", "/construction-permits/:case_id", "construction_permit.create", "construction_permit.get", "construction_permit.edit"
}
