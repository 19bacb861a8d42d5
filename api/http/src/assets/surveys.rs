//! Surveys of assets: what was counted in the field.

use chrono::NaiveDate;
use domain::ids::AssetId;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::assets::asset::tagged;
use crate::assets::bodies::Asset;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use api_app::app::App;
use api_app::command_pipeline::execute;
use api_app::register_cases::Survey;

/// What a survey has counted.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewSurvey {
    /// The unit that was counted.
    unit: String,
    /// How many are in use, the owner's own included.
    found: u32,
    observed_on: NaiveDate,
    /// What else was seen.
    note: Option<String>,
}

#[derive(Debug, ApiResponse)]
enum Noted {
    /// It is noted; what nobody had registered is now an occupancy of nobody.
    #[oai(status = 201)]
    Asset(Json<Asset>, #[oai(header = "ETag")] String),
}

/// The resource.
#[derive(Debug)]
pub struct AssetSurveys;

#[OpenApi]
impl AssetSurveys {
    /// Note what a survey found on an asset
    #[oai(path = "/assets/:asset_id/surveys", method = "post", operation_id = "asset.survey")]
    async fn note(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        asset_id: Path<Uuid>,
        body: Json<NewSurvey>,
    ) -> Result<Noted, Problem> {
        let command = Survey {
            asset: AssetId::new(asset_id.0),
            unit: body.0.unit,
            found: body.0.found,
            observed_on: body.0.observed_on,
            reason: body.0.note,
        };
        let sheet = execute(&app, &request.context, command).await?.answer;
        let (asset, tag) = tagged(sheet);
        Ok(Noted::Asset(asset, tag))
    }
}
