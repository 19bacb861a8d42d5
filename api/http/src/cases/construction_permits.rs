//! Applications for construction permits while they are drafts; from the day they are filed they are moved by the actions of a case.

use domain::cases::Kind;
use poem::{Request, web::Data};
use poem_openapi::{
    param::{Header, Path},
    payload::Json,
    types::ToJSON,
};
use uuid::Uuid;

use api_app::caller::Caller;
use api_app::cases::drafts::{self, Drafted, Filing, drafted_resource};
use api_app::cases::works_body::WorksDraft;
use api_app::problem::Problem;
use api_app::request::{self, Headers};
use api_app::house::House;

drafted_resource! {
    ConstructionPermits, Kind::ConstructionPermit, WorksDraft, "A permit, or the application for one", "/construction-permits", "/construction-permits/:case_id", "construction_permit.create", "construction_permit.get", "construction_permit.edit"
}
