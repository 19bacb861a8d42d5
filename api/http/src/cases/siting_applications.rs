//! Siting applications while they are drafts; from the day they are filed they are moved by the actions of a case.

use domain::cases::Kind;
use poem::web::Data;
use poem_openapi::{Enum, Object, param::Path, payload::Json};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

/// What is to stand where. A draft may be incomplete; what must be there is asked for when it is filed.
#[derive(Debug, Object)]
struct SitingDraft {
    /// A line that says what it is.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// What it is for.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    /// What is to stand there: a kind of the register, `tower`.
    #[oai(validator(max_length = 80))]
    asset_kind: Option<String>,
    /// Where: a GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    #[oai(validator(max_length = 500))]
    address: Option<String>,
    /// How high it will be, in metres.
    height_m: Option<f64>,
    settlement: Option<Settlement>,
    /// Where it stands in the plan for passive infrastructure.
    #[oai(validator(max_length = 300))]
    plan_reference: Option<String>,
    /// Why what stands near and could be shared does not do, asset by asset.
    #[oai(validator(max_items = 100))]
    sharing_answers: Option<Vec<SharingAnswerIn>>,
    /// For which of my organisations; needed only when I may file for several.
    applicant_id: Option<Uuid>,
    /// The earlier case that it follows. What is absent here is taken over from it.
    previous_case_id: Option<Uuid>,
    /// The family of rule packs, `vn-qn`; that of the server when absent.
    pack: Option<String>,
}

/// How densely a place is settled.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum Settlement {
    /// A town.
    Urban,
    /// The country.
    Rural,
}

/// Why an asset near the place does not do: the sharing request for it, or a reason.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
struct SharingAnswerIn {
    asset_id: Uuid,
    /// My sharing request for it.
    sharing_case_id: Option<Uuid>,
    /// Why it does not do; with `sharing_first_evidence` on file.
    #[oai(validator(max_length = 2000))]
    justification: Option<String>,
}

drafted_resource! {
    SitingApplications, Kind::SitingApplication, SitingDraft, "A siting application", "/siting-applications", "/siting-applications/:case_id", "siting_application.create", "siting_application.get", "siting_application.edit"
}
