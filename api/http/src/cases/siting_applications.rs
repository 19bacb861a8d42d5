//! Drafts of siting applications. The actions of a case move an application after it is filed.

use domain::cases::Kind;
use domain::cases::site::Settlement;
use poem::web::Data;
use poem_openapi::{Enum, Object, param::Path, payload::Json};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

/// Content of a siting application. A draft may be incomplete; completeness is checked when it is
/// filed.
#[derive(Debug, Object)]
struct SitingApplicationDraft {
    /// Short title of the application.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Intended use of the site.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    /// Asset kind to build, such as `tower`.
    #[oai(validator(max_length = 80))]
    asset_kind: Option<String>,
    /// GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    #[oai(validator(max_length = 500))]
    address: Option<String>,
    /// Height in metres.
    height_m: Option<f64>,
    settlement: Option<SettlementType>,
    /// Reference to the plan for passive infrastructure.
    #[oai(validator(max_length = 300))]
    plan_reference: Option<String>,
    /// Reasons why nearby shareable assets are unsuitable, one entry for each asset.
    #[oai(validator(max_items = 100))]
    sharing_answers: Option<Vec<SharingFirstAnswer>>,
    /// Applicant; required only when the caller may file for several organisations.
    applicant_id: Option<Uuid>,
    /// Earlier case that this case follows. Absent fields are copied from it.
    previous_case_id: Option<Uuid>,
    /// Family of rule packs, such as `vn-qn`; defaults to that of the server.
    pack: Option<String>,
}

/// Settlement type of a place.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum SettlementType {
    /// Urban settlement.
    Urban,
    /// Rural settlement.
    Rural,
}

impl From<SettlementType> for Settlement {
    fn from(settlement: SettlementType) -> Self {
        match settlement {
            SettlementType::Urban => Self::Urban,
            SettlementType::Rural => Self::Rural,
        }
    }
}

/// Reason why a nearby asset is unsuitable: a sharing request for it, or a justification.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
struct SharingFirstAnswer {
    asset_id: Uuid,
    /// Sharing request of the applicant for the asset.
    sharing_case_id: Option<Uuid>,
    /// Justification; requires a `sharing_first_evidence` document.
    #[oai(validator(max_length = 2000))]
    justification: Option<String>,
}

drafted_resource! {
    SitingApplications, Kind::SitingApplication, SitingApplicationDraft,
    ["Create a draft of a siting application", "Get a siting application", "Update a draft of a siting application"],
    "/siting-applications", "/siting-applications/:case_id",
    "siting_application.create", "siting_application.get", "siting_application.update"
}
