//! Claims of unknown attachments in a clean-up campaign, and the work list of each operator.

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

/// A claim of a tagged attachment.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewCleanUpClaim {
    /// Number on the tag.
    #[oai(validator(minimum(value = "1")))]
    number: u32,
    /// Claiming organisation; required only when the caller may claim for several.
    organization_id: Option<Uuid>,
    /// Evidence of ownership: a plan, a mark on the cable or a contract.
    #[oai(validator(min_length = 3, max_length = 2000))]
    evidence: String,
}

#[derive(Debug, ApiResponse)]
enum Claimed {
    /// The campaign after the claim. The attachment becomes an active occupancy of the claimant.
    #[oai(status = 201)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
}

/// An attachment to clean up in a campaign.
#[derive(Debug, Object)]
struct CleanUpWork {
    /// Tenant of the attachment.
    organization: Party,
    asset_id: Uuid,
    /// Owner's code of the asset.
    asset_code: String,
    occupancy_id: Uuid,
    unit: String,
    quantity: u32,
    /// Number on the tag, when the attachment was claimed in this campaign.
    number: Option<u32>,
}

/// Work list of a campaign.
#[derive(Debug, Object)]
struct CleanUpWorkList {
    items: Vec<CleanUpWork>,
}

#[derive(Debug)]
pub struct CleanUpClaims;

#[OpenApi]
impl CleanUpClaims {
    /// Claim a tagged attachment
    ///
    /// The attachment must have no known tenant.
    #[oai(path = "/clean-up-campaigns/:case_id/claims", method = "post", operation_id = "clean_up_claim.create")]
    async fn claim(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        case_id: Path<Uuid>,
        body: Json<NewCleanUpClaim>,
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

    /// List the clean-up work of a campaign
    ///
    /// An operator sees its own work. The opener of the campaign and the regulator see all of it.
    #[oai(
        path = "/clean-up-campaigns/:case_id/work-list",
        method = "get",
        operation_id = "clean_up_campaign.list_work"
    )]
    async fn work_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Json<CleanUpWorkList>, Problem> {
        let works = work_list::of(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let offices: Vec<OrganizationId> = works.iter().map(|work| work.organization).collect();
        let names = organizations::names(app.store.read(), &offices).await.map_err(AppError::from)?;
        let shown = |work: Work| CleanUpWork {
            organization: Party::named(work.organization, &names, caller.0.locale),
            asset_id: work.asset.uuid(),
            asset_code: work.code,
            occupancy_id: work.occupancy.uuid(),
            unit: work.unit,
            quantity: work.quantity,
            number: work.number,
        };
        Ok(Json(CleanUpWorkList { items: works.into_iter().map(shown).collect() }))
    }
}
