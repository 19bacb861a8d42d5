//! Drafts of every kind of case: open, read and update. An update merges the given fields into the
//! draft.

use domain::{
    access::Actor,
    cases::{Draft, Kind},
    decode::decode,
    ids::{CaseId, OrganizationId},
    workflow::fields::tidied,
};
use poem_openapi::{ApiResponse, payload::Json, types::ToJSON};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::cases::case::found_case;
use crate::cases::view::Case;
use api_app::reads::cases::StoredCase;
use api_app::{
    app::App,
    cases::{
        draft::{Open, Redraft},
        queries,
    },
    command_pipeline::{RequestContext, execute},
    error::AppError,
};

/// Fields of a new draft that are not part of its content.
const BESIDE: [&str; 3] = ["applicant_id", "previous_case_id", "pack"];

#[derive(Debug, ApiResponse)]
pub(crate) enum Drafted {
    /// The case, with its version in `ETag`.
    #[oai(status = 200)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
    /// The new draft, with its version in `ETag`.
    #[oai(status = 201)]
    Opened(Json<Case>, #[oai(header = "ETag")] String, #[oai(header = "Location")] String),
}

/// Applicant, previous case and rule pack of a new draft.
#[derive(Debug, Default)]
pub(crate) struct Filing {
    pub(crate) applicant_id: Option<Uuid>,
    pub(crate) previous_case_id: Option<Uuid>,
    pub(crate) pack: Option<String>,
}

/// Opens a draft of a kind. Fields that are not given are copied from the previous case, if there
/// is one.
pub(crate) async fn open(
    app: &App,
    context: &RequestContext,
    actor: &Actor,
    kind: Kind,
    said: &impl ToJSON,
    filing: Filing,
) -> Result<Drafted, AppError> {
    let before = match filing.previous_case_id {
        None => blank(kind),
        Some(previous) => match queries::one(app, actor, CaseId::new(previous)).await {
            Ok(kept) if kept.case.kind == *kind.as_str() => Draft::from(&kept.case.content),
            // A previous case that cannot be followed is reported once, with its pointer.
            Ok(_) | Err(AppError::NotFound) => blank(kind),
            Err(failure) => return Err(failure),
        },
    };
    let command = Open {
        draft: laid_over(&before, said)?,
        applicant: filing.applicant_id.map(OrganizationId::new),
        previous: filing.previous_case_id.map(CaseId::new),
        pack: filing.pack,
    };
    let kept = execute(app, context, command).await?.answer;
    let place = format!("/api/v1/cases/{}", kept.case.id);
    let (case, tag) = found_case(app, actor, kept).await?;
    Ok(Drafted::Opened(Json(case), tag, place))
}

/// Reads a case of a kind.
pub(crate) async fn get(app: &App, actor: &Actor, kind: Kind, id: Uuid) -> Result<Drafted, AppError> {
    shown(app, actor, of_kind(app, actor, kind, id).await?).await
}

/// Updates a draft of any kind.
pub(crate) async fn edit(
    app: &App,
    context: &RequestContext,
    actor: &Actor,
    kind: Kind,
    id: Uuid,
    said: &impl ToJSON,
) -> Result<Drafted, AppError> {
    let before = of_kind(app, actor, kind, id).await?;
    let draft = laid_over(&Draft::from(&before.case.content), said)?;
    let kept = execute(app, context, Redraft { case: CaseId::new(id), draft }).await?.answer;
    shown(app, actor, kept).await
}

async fn of_kind(app: &App, actor: &Actor, kind: Kind, id: Uuid) -> Result<StoredCase, AppError> {
    let kept = queries::one(app, actor, CaseId::new(id)).await?;
    if kept.case.kind == *kind.as_str() { Ok(kept) } else { Err(AppError::NotFound) }
}

async fn shown(app: &App, reader: &Actor, kept: StoredCase) -> Result<Drafted, AppError> {
    let (case, tag) = found_case(app, reader, kept).await?;
    Ok(Drafted::Case(Json(case), tag))
}

fn blank(kind: Kind) -> Draft {
    use domain::cases::{
        construction::Works, dispute::Claim, information::Inquiry, sharing, siting::Application, works::Notice,
    };
    match kind {
        Kind::SharingRequest => Draft::SharingRequest(sharing::Request::default()),
        Kind::SitingApplication => Draft::SitingApplication(Application::default()),
        Kind::ConstructionPermit => Draft::ConstructionPermit(Works::default()),
        Kind::CommencementNotice => Draft::CommencementNotice(Works::default()),
        Kind::PlannedWorks => Draft::PlannedWorks(Notice::default()),
        Kind::Dispute => Draft::Dispute(Claim::default()),
        Kind::InformationRequest => Draft::InformationRequest(Inquiry::default()),
        Kind::CleanUpCampaign => Draft::CleanUpCampaign(domain::cases::cleanup::Campaign::default()),
    }
}

fn laid_over(before: &Draft, said: &impl ToJSON) -> Result<Draft, AppError> {
    let said = said.to_json().unwrap_or(Value::Null);
    Ok(match before {
        Draft::SharingRequest(request) => Draft::SharingRequest(merged(request, said)?),
        Draft::SitingApplication(site) => Draft::SitingApplication(merged(site, said)?),
        Draft::ConstructionPermit(works) => Draft::ConstructionPermit(merged(works, said)?),
        Draft::CommencementNotice(works) => Draft::CommencementNotice(merged(works, said)?),
        Draft::PlannedWorks(notice) => Draft::PlannedWorks(merged(notice, said)?),
        Draft::Dispute(claim) => Draft::Dispute(merged(claim, said)?),
        Draft::InformationRequest(inquiry) => Draft::InformationRequest(merged(inquiry, said)?),
        Draft::CleanUpCampaign(campaign) => Draft::CleanUpCampaign(merged(campaign, said)?),
    })
}

fn merged<T: Serialize + DeserializeOwned>(before: &T, said: Value) -> Result<T, AppError> {
    let mut whole = serde_json::to_value(before).map_err(AppError::internal)?;
    if let (Value::Object(whole), Value::Object(said)) = (&mut whole, said) {
        for (key, value) in said.into_iter().filter(|(key, value)| !value.is_null() && !BESIDE.contains(&key.as_str()))
        {
            if key == "place" {
                on_earth(&value, "/place")?;
            }
            if let ("streets", Value::Array(streets)) = (key.as_str(), &value) {
                for (at, street) in streets.iter().enumerate() {
                    on_earth(street.get("place").unwrap_or(&Value::Null), &format!("/streets/{at}/place"))?;
                }
            }
            whole.insert(key, tidied(value));
        }
    }
    decode(&whole, "").map_err(|fault| AppError::Invalid(vec![fault]))
}

fn on_earth(place: &Value, pointer: &str) -> Result<(), AppError> {
    let shape = domain::place::ReceivedShape::from_geojson(place);
    shape.map(|_| ()).map_err(|why| AppError::invalid(pointer, why))
}

/// Defines the resource of a kind of draft: create, get and update.
macro_rules! drafted_resource {
    ($name:ident, $kind:expr, $body:ident, [$create_doc:tt, $get_doc:tt, $update_doc:tt], $collection:tt, $one:tt, $create:tt, $get:tt, $edit:tt) => {
        #[derive(Debug)]
        pub struct $name;

        #[poem_openapi::OpenApi]
        impl $name {
            #[doc = $create_doc]
            #[oai(path = $collection, method = "post", operation_id = $create)]
            async fn create(
                &self,
                app: Data<&App>,
                request: CommandRequest<Key>,
                body: Json<$body>,
            ) -> Result<Drafted, Problem> {
                let filing = Filing {
                    applicant_id: body.0.applicant_id,
                    previous_case_id: body.0.previous_case_id,
                    pack: body.0.pack.clone(),
                };
                Ok(drafts::open(&app, &request.context, &request.actor, $kind, &body.0, filing).await?)
            }

            #[doc = $get_doc]
            #[oai(path = $one, method = "get", operation_id = $get)]
            async fn get(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Drafted, Problem> {
                Ok(drafts::get(&app, &caller.0, $kind, case_id.0).await?)
            }

            #[doc = $update_doc]
            ///
            /// Absent fields keep their value.
            #[oai(path = $one, method = "patch", operation_id = $edit)]
            async fn edit(
                &self,
                app: Data<&App>,
                request: CommandRequest<IfMatch>,
                case_id: Path<Uuid>,
                body: Json<$body>,
            ) -> Result<Drafted, Problem> {
                Ok(drafts::edit(&app, &request.context, &request.actor, $kind, case_id.0, &body.0).await?)
            }
        }
    };
}

pub(crate) use drafted_resource;
