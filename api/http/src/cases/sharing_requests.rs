//! Drafts of sharing requests. The actions of a case move a request after it is filed.

use chrono::NaiveDate;
use domain::{
    access::Actor,
    cases::{Draft, sharing},
    ids::{AssetId, CaseId, OrganizationId},
    text::nfc,
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::case::found_case;
use crate::cases::view::Case;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::{
    app::App,
    cases::{
        draft::{Open, Redraft},
        queries,
    },
    command_pipeline::execute,
    error::AppError,
};

/// A new sharing request. A draft may be incomplete; completeness is checked when it is submitted.
/// With `previous_case_id`, absent fields are copied from that case.
#[derive(Debug, Object)]
struct NewSharingRequest {
    /// Short title of the request. Required when the request is submitted.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Intended use of the capacity.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    /// Requested capacity of each asset; all assets must have the same owner.
    #[oai(validator(max_items = 3000))]
    elements: Option<Vec<SharingElement>>,
    equipment: Option<SharingEquipment>,
    /// First day of use.
    starts_on: Option<NaiveDate>,
    /// Applicant; required only when the caller may file for several organisations.
    applicant_id: Option<Uuid>,
    /// Refused, withdrawn or lapsed case that this request follows.
    previous_case_id: Option<Uuid>,
}

/// Changes of a draft; absent fields keep their value.
#[derive(Debug, Object)]
struct SharingRequestPatch {
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    #[oai(validator(max_items = 3000))]
    elements: Option<Vec<SharingElement>>,
    equipment: Option<SharingEquipment>,
    starts_on: Option<NaiveDate>,
}

/// Requested capacity of an asset.
#[derive(Debug, Object)]
struct SharingElement {
    asset_id: Uuid,
    units: Vec<SharingQuantity>,
}

/// A quantity of a unit.
#[derive(Debug, Object)]
struct SharingQuantity {
    /// Unit of the asset kind, such as `attachment_position` or `bore`.
    unit: String,
    #[oai(validator(minimum(value = "1")))]
    quantity: u32,
}

/// Equipment to install on each asset.
#[derive(Debug, Object)]
struct SharingEquipment {
    #[oai(default, validator(max_length = 2000))]
    description: String,
    #[oai(validator(minimum(value = "0")))]
    weight_kg: Option<f64>,
    #[oai(validator(minimum(value = "0")))]
    diameter_mm: Option<f64>,
    /// Effective projected area exposed to wind.
    #[oai(validator(minimum(value = "0")))]
    epa_m2: Option<f64>,
    #[oai(validator(minimum(value = "0")))]
    power_w: Option<f64>,
}

#[derive(Debug, ApiResponse)]
enum SharingRequestResponse {
    /// The sharing request, with its version in `ETag`.
    #[oai(status = 200)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
    /// The new draft, with its version in `ETag`.
    #[oai(status = 201)]
    Opened(Json<Case>, #[oai(header = "ETag")] String, #[oai(header = "Location")] String),
}

#[derive(Debug)]
pub struct SharingRequests;

#[OpenApi]
impl SharingRequests {
    /// Create a draft of a sharing request
    #[oai(path = "/sharing-requests", method = "post", operation_id = "sharing_request.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewSharingRequest>,
    ) -> Result<SharingRequestResponse, Problem> {
        let new = body.0;
        let before = match new.previous_case_id {
            Some(previous) => asked_before(&app, &request.actor, CaseId::new(previous)).await?,
            None => empty(),
        };
        let command = Open {
            draft: Draft::SharingRequest(sharing::Request {
                title: new.title.map_or(before.title, |title| nfc(title.trim())),
                purpose: new.purpose.map_or(before.purpose, |purpose| nfc(purpose.trim())),
                elements: new.elements.map_or(before.elements, elements),
                equipment: new.equipment.as_ref().map_or(before.equipment, equipment),
                starts_on: new.starts_on.or(before.starts_on),
            }),
            pack: None,
            applicant: new.applicant_id.map(OrganizationId::new),
            previous: new.previous_case_id.map(CaseId::new),
        };
        let kept = execute(&app, &request.context, command).await?.answer;
        let place = format!("/api/v1/cases/{}", kept.case.id);
        let (case, tag) = found_case(&app, &request.actor, kept).await?;
        Ok(SharingRequestResponse::Opened(Json(case), tag, place))
    }

    /// Get a sharing request
    #[oai(path = "/sharing-requests/:case_id", method = "get", operation_id = "sharing_request.get")]
    async fn get(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<SharingRequestResponse, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let (case, tag) = found_case(&app, &caller.0, kept).await?;
        Ok(SharingRequestResponse::Case(Json(case), tag))
    }

    /// Update a draft of a sharing request
    ///
    /// Absent fields keep their value.
    #[oai(path = "/sharing-requests/:case_id", method = "patch", operation_id = "sharing_request.update")]
    async fn edit(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        case_id: Path<Uuid>,
        body: Json<SharingRequestPatch>,
    ) -> Result<SharingRequestResponse, Problem> {
        let case = CaseId::new(case_id.0);
        let before = queries::one(&app, &request.actor, case).await?;
        let Draft::SharingRequest(old) = Draft::from(&before.case.content) else {
            return Err(AppError::NotFound.into());
        };
        let patch = body.0;
        let written = sharing::Request {
            title: patch.title.map_or(old.title, |title| nfc(title.trim())),
            purpose: patch.purpose.map_or(old.purpose, |purpose| nfc(purpose.trim())),
            elements: patch.elements.map_or(old.elements, elements),
            equipment: patch.equipment.as_ref().map_or(old.equipment, equipment),
            starts_on: patch.starts_on.or(old.starts_on),
        };
        let kept =
            execute(&app, &request.context, Redraft { case, draft: Draft::SharingRequest(written) }).await?.answer;
        let (case, tag) = found_case(&app, &request.actor, kept).await?;
        Ok(SharingRequestResponse::Case(Json(case), tag))
    }
}

/// Reads the content of an earlier request, without its decisions (acceptance scenario 10).
async fn asked_before(app: &App, actor: &Actor, case: CaseId) -> Result<sharing::Request, AppError> {
    match queries::one(app, actor, case).await {
        Ok(kept) => match Draft::from(&kept.case.content) {
            Draft::SharingRequest(request) => Ok(request),
            Draft::SitingApplication(_)
            | Draft::ConstructionPermit(_)
            | Draft::CommencementNotice(_)
            | Draft::PlannedWorks(_)
            | Draft::Dispute(_)
            | Draft::InformationRequest(_)
            | Draft::CleanUpCampaign(_) => Ok(empty()),
        },
        // A previous case that cannot be followed is reported once, with its pointer.
        Err(AppError::NotFound) => Ok(empty()),
        Err(failure) => Err(failure),
    }
}

fn empty() -> sharing::Request {
    sharing::Request {
        title: String::new(),
        purpose: String::new(),
        elements: Vec::new(),
        equipment: sharing::Equipment::default(),
        starts_on: None,
    }
}

fn elements(wanted: Vec<SharingElement>) -> Vec<sharing::Element> {
    wanted
        .into_iter()
        .map(|element| sharing::Element {
            asset_id: AssetId::new(element.asset_id),
            units: element
                .units
                .into_iter()
                .map(|unit| sharing::UnitAmount { unit: unit.unit, quantity: unit.quantity })
                .collect(),
        })
        .collect()
}

fn equipment(said: &SharingEquipment) -> sharing::Equipment {
    sharing::Equipment {
        description: nfc(said.description.trim()),
        weight_kg: said.weight_kg,
        diameter_mm: said.diameter_mm,
        epa_m2: said.epa_m2,
        power_w: said.power_w,
    }
}
