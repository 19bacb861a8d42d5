//! Sharing requests while they are drafts; from the day they are filed they are moved by the actions of a case.

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

/// A new request. With `previous_case_id`, what is absent is taken over from that case.
#[derive(Debug, Object)]
struct NewSharingRequest {
    /// A line that says what it is. It must be there unless it is taken over.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// What the room is for.
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    /// The room, asset by asset; all of one owner.
    #[oai(validator(max_items = 3000))]
    elements: Option<Vec<ElementIn>>,
    equipment: Option<EquipmentIn>,
    /// The day from which it is wanted.
    starts_on: Option<NaiveDate>,
    /// For which of my organisations; needed only when I may file for several.
    applicant_id: Option<Uuid>,
    /// The refused, withdrawn or lapsed case that it follows.
    previous_case_id: Option<Uuid>,
}

/// What changes of a draft; what is absent stays.
#[derive(Debug, Object)]
struct SharingRequestPatch {
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    #[oai(validator(max_length = 5000))]
    purpose: Option<String>,
    #[oai(validator(max_items = 3000))]
    elements: Option<Vec<ElementIn>>,
    equipment: Option<EquipmentIn>,
    starts_on: Option<NaiveDate>,
}

/// Room on one asset.
#[derive(Debug, Object)]
struct ElementIn {
    asset_id: Uuid,
    units: Vec<UnitIn>,
}

/// So many of a unit.
#[derive(Debug, Object)]
struct UnitIn {
    /// `attachment_position`, `bore` …: a unit of the asset's kind.
    unit: String,
    #[oai(validator(minimum(value = "1")))]
    quantity: u32,
}

/// What is to be put on each asset.
#[derive(Debug, Object)]
struct EquipmentIn {
    #[oai(default, validator(max_length = 2000))]
    description: String,
    #[oai(validator(minimum(value = "0")))]
    weight_kg: Option<f64>,
    #[oai(validator(minimum(value = "0")))]
    diameter_mm: Option<f64>,
    /// Effective wind area.
    #[oai(validator(minimum(value = "0")))]
    epa_m2: Option<f64>,
    #[oai(validator(minimum(value = "0")))]
    power_w: Option<f64>,
}

#[derive(Debug, ApiResponse)]
enum Found {
    /// The request.
    #[oai(status = 200)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
    /// The new draft.
    #[oai(status = 201)]
    Opened(Json<Case>, #[oai(header = "ETag")] String, #[oai(header = "Location")] String),
}

/// The resource.
#[derive(Debug)]
pub struct SharingRequests;

#[OpenApi]
impl SharingRequests {
    /// Open a draft
    #[oai(path = "/sharing-requests", method = "post", operation_id = "sharing_request.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewSharingRequest>,
    ) -> Result<Found, Problem> {
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
        Ok(Found::Opened(Json(case), tag, place))
    }

    /// A request
    #[oai(path = "/sharing-requests/:case_id", method = "get", operation_id = "sharing_request.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Found, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let (case, tag) = found_case(&app, &caller.0, kept).await?;
        Ok(Found::Case(Json(case), tag))
    }

    /// Rewrite a draft
    #[oai(path = "/sharing-requests/:case_id", method = "patch", operation_id = "sharing_request.edit")]
    async fn edit(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        case_id: Path<Uuid>,
        body: Json<SharingRequestPatch>,
    ) -> Result<Found, Problem> {
        let case = CaseId::new(case_id.0);
        let before = queries::one(&app, &request.actor, case).await?;
        let Draft::SharingRequest(old) = Draft::from(&before.case.papers) else {
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
        Ok(Found::Case(Json(case), tag))
    }
}

/// What was asked for in an earlier case: the data, none of what was decided on it (acceptance scenario 10).
async fn asked_before(app: &App, actor: &Actor, case: CaseId) -> Result<sharing::Request, AppError> {
    match queries::one(app, actor, case).await {
        Ok(kept) => match Draft::from(&kept.case.papers) {
            Draft::SharingRequest(request) => Ok(request),
            Draft::SitingApplication(_)
            | Draft::ConstructionPermit(_)
            | Draft::CommencementNotice(_)
            | Draft::PlannedWorks(_)
            | Draft::Dispute(_)
            | Draft::InformationRequest(_)
            | Draft::CleanUpCampaign(_) => Ok(empty()),
        },
        // What cannot be followed is said in one place, with its pointer.
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

fn elements(wanted: Vec<ElementIn>) -> Vec<sharing::Element> {
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

fn equipment(said: &EquipmentIn) -> sharing::Equipment {
    sharing::Equipment {
        description: nfc(said.description.trim()),
        weight_kg: said.weight_kg,
        diameter_mm: said.diameter_mm,
        epa_m2: said.epa_m2,
        power_w: said.power_w,
    }
}
