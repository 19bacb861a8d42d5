//! Surveys of assets: quantities counted in the field.

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

/// Result of a survey.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewAssetSurvey {
    /// Unit that was counted.
    unit: String,
    /// Number of units in use, including the owner's own.
    found: u32,
    observed_on: NaiveDate,
    /// Further observations of the surveyor.
    note: Option<String>,
}

#[derive(Debug, ApiResponse)]
enum Noted {
    /// The asset after the survey. Unregistered uses become occupancies without a tenant.
    #[oai(status = 201)]
    Asset(Json<Asset>, #[oai(header = "ETag")] String),
}

#[derive(Debug)]
pub struct AssetSurveys;

#[OpenApi]
impl AssetSurveys {
    /// Create a survey of an asset
    ///
    /// Records the quantities that a survey counted in the field.
    #[oai(path = "/assets/:asset_id/surveys", method = "post", operation_id = "asset_survey.create")]
    async fn note(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        asset_id: Path<Uuid>,
        body: Json<NewAssetSurvey>,
    ) -> Result<Noted, Problem> {
        let command = Survey {
            asset: AssetId::new(asset_id.0),
            unit: body.0.unit,
            found: body.0.found,
            observed_on: body.0.observed_on,
            reason: body.0.note,
        };
        let view = execute(&app, &request.context, command).await?.answer;
        let (asset, tag) = tagged(view);
        Ok(Noted::Asset(asset, tag))
    }
}
