//! Drafts of clean-up campaigns. The actions of a case move a campaign after it is opened.

use domain::cases::Kind;
use poem::web::Data;
use poem_openapi::{Object, param::Path, payload::Json};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::drafts::{self, Drafted, Filing, drafted_resource};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::app::App;

/// A street or a part of a settlement.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct CleanUpStreet {
    /// Common name of the street.
    #[oai(validator(min_length = 1, max_length = 300))]
    name: String,
    /// GeoJSON geometry in longitude and latitude: a line or an area.
    place: Value,
}

/// Place and purpose of a clean-up campaign. A draft may be incomplete; completeness is checked
/// when it is opened.
#[derive(Debug, Object)]
struct CleanUpCampaignDraft {
    /// Short title of the campaign.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Intended improvement.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    #[oai(validator(max_items = 50))]
    streets: Option<Vec<CleanUpStreet>>,
    /// Distance from a street, in metres, within which assets belong to it.
    #[oai(validator(maximum(value = "200")))]
    within_m: Option<u32>,
    /// Contact for questions.
    #[oai(validator(max_length = 500))]
    contact: Option<String>,
    /// Applicant; required only when the caller may file for several organisations.
    applicant_id: Option<Uuid>,
    /// Earlier case that this case follows. Absent fields are copied from it.
    previous_case_id: Option<Uuid>,
    /// Family of rule packs, such as `vn-qn`; defaults to that of the server.
    pack: Option<String>,
}

drafted_resource! {
    CleanUpCampaigns, Kind::CleanUpCampaign, CleanUpCampaignDraft,
    ["Create a draft of a clean-up campaign", "Get a clean-up campaign", "Update a draft of a clean-up campaign"],
    "/clean-up-campaigns", "/clean-up-campaigns/:case_id",
    "clean_up_campaign.create", "clean_up_campaign.get", "clean_up_campaign.update"
}
