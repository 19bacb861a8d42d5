//! Clean-up campaigns while they are drafts; from the day they are opened they are moved by the actions of a case.

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

/// A street, or a part of a town.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct CampaignStreet {
    /// What people call it.
    #[oai(validator(min_length = 1, max_length = 300))]
    name: String,
    /// Where: a GeoJSON geometry in longitude and latitude, a line or an area.
    place: Value,
}

/// Where it is tidied, and what for. A draft may be incomplete; what must be there is asked for when it is opened.
#[derive(Debug, Object)]
struct CampaignDraft {
    /// A line that says what it is.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// What is to be better afterwards.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    /// The streets.
    #[oai(validator(max_items = 50))]
    streets: Option<Vec<CampaignStreet>>,
    /// How far beside a street things belong to it, in metres.
    #[oai(validator(maximum(value = "200")))]
    within_m: Option<u32>,
    /// Whom to ask.
    #[oai(validator(max_length = 500))]
    contact: Option<String>,
    /// For which of my organisations; needed only when I may file for several.
    applicant_id: Option<Uuid>,
    /// The earlier case that it follows. What is absent here is taken over from it.
    previous_case_id: Option<Uuid>,
    /// The family of rule packs, `vn-qn`; that of the server when absent.
    pack: Option<String>,
}

drafted_resource! {
    CleanUpCampaigns, Kind::CleanUpCampaign, CampaignDraft, "A clean-up campaign", "/clean-up-campaigns", "/clean-up-campaigns/:case_id", "clean_up_campaigns.create", "clean_up_campaigns.get", "clean_up_campaigns.edit"
}
