//! Applications for construction permits while they are drafts; from the day they are filed they are moved by the actions of a case.

use domain::cases::Kind;
use poem::{Request, web::Data};
use poem_openapi::{
    param::{Header, Path},
    payload::Json,
    types::ToJSON,
};
use uuid::Uuid;

use super::{
    caller::Caller,
    drafts::{self, Drafted, Filing, drafted_resource},
    problem::Problem,
    request::{self, Headers},
    works_body::WorksDraft,
};
use api_app::house::House;

drafted_resource! {
    ConstructionPermits, Kind::ConstructionPermit, WorksDraft, "A permit, or the application for one", "/construction-permits", "/construction-permits/:case_id", "construction_permit.create", "construction_permit.get", "construction_permit.edit"
}
