//! What hangs in the streets of a clean-up campaign: claiming what is nobody's, and the work list of each operator.

use domain::ids::{CaseId, OrganizationId};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::case::found_case;
use crate::cases::view::{Case, Party};
use crate::problem::Problem;
use crate::request::{CommandRequest, Key};
use api_app::reads::organizations;
use api_app::{
    app::App,
    cases::work_list::{self, Work},
    command_pipeline::execute,
    error::AppError,
    register_cases::TenancyClaim,
};

/// A claim of something that bears a tag.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewClaim {
    /// The number of its tag.
    #[oai(validator(minimum(value = "1")))]
    number: u32,
    /// For which of my organisations; needed only when I may claim for several.
    organization_id: Option<Uuid>,
    /// How it is known to be ours: a plan, a mark on the cable, a contract.
    #[oai(validator(min_length = 3, max_length = 2000))]
    evidence: String,
}

#[derive(Debug, ApiResponse)]
enum Claimed {
    /// From now on it is in use by the one who claimed it; the campaign as it stands now.
    #[oai(status = 201)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
}

/// Something that hangs in the streets of a campaign and is to be tidied.
#[derive(Debug, Object)]
struct CampaignWork {
    /// Whose it is.
    organization: Party,
    asset_id: Uuid,
    /// The owner's code for the asset.
    asset_code: String,
    occupancy_id: Uuid,
    unit: String,
    quantity: u32,
    /// The number of its tag, when it was claimed in this campaign.
    number: Option<u32>,
}

/// The work list of a campaign.
#[derive(Debug, Object)]
struct WorkList {
    items: Vec<CampaignWork>,
}

/// The resource.
#[derive(Debug)]
pub struct CleanUpClaims;

#[OpenApi]
impl CleanUpClaims {
    /// Claim what bears a tag and is nobody's
    #[oai(path = "/clean-up-campaigns/:case_id/claims", method = "post", operation_id = "clean_up_campaigns.claim")]
    async fn claim(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        case_id: Path<Uuid>,
        body: Json<NewClaim>,
    ) -> Result<Claimed, Problem> {
        let campaign = CaseId::new(case_id.0);
        api_app::cases::clock::settle(&app, campaign).await?;
        let command = TenancyClaim {
            campaign,
            number: body.0.number,
            claimant: body.0.organization_id.map(OrganizationId::new),
            evidence: body.0.evidence,
        };
        let kept = execute(&app, &request.context, command).await?.answer;
        let (case, tag) = found_case(&app, &request.actor, kept).await?;
        Ok(Claimed::Case(Json(case), tag))
    }

    /// What is to be tidied: for an operator its own, for who opened the campaign and the regulator everybody's
    #[oai(
        path = "/clean-up-campaigns/:case_id/work-list",
        method = "get",
        operation_id = "clean_up_campaigns.work_list"
    )]
    async fn work_list(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Json<WorkList>, Problem> {
        let works = work_list::of(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let offices: Vec<OrganizationId> = works.iter().map(|work| work.organization).collect();
        let names = organizations::names(app.store.read(), &offices).await.map_err(AppError::from)?;
        let shown = |work: Work| CampaignWork {
            organization: Party::named(work.organization, &names, caller.0.locale),
            asset_id: work.asset.uuid(),
            asset_code: work.code,
            occupancy_id: work.occupancy.uuid(),
            unit: work.unit,
            quantity: work.quantity,
            number: work.number,
        };
        Ok(Json(WorkList { items: works.into_iter().map(shown).collect() }))
    }
}
