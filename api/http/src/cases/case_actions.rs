//! Actions of a case: those that the caller may perform now, with what each takes, and their
//! performance and preview.

use domain::{
    access::Actor,
    ids::CaseId,
    messages::{Expected, FieldProblem},
    workflow::name::ActionId,
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::action_view::{self, AvailableActionList};
use crate::cases::case::found_case;
use crate::cases::preview_view::{self, CasePreview};
use crate::cases::view::Case;
use crate::etag::Tagged;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use crate::request_context;
use api_app::{
    app::App,
    cases::{
        available_actions::available_actions,
        perform_action::{self, PerformAction},
        preview, queries,
    },
    command_pipeline::{self, RequestContext},
    error::AppError,
};

#[derive(Debug, Object)]
struct ActionRequest {
    comment: Option<String>,
    /// Values of the fields of the action.
    data: Option<Value>,
}

#[derive(Debug, ApiResponse)]
enum Performed {
    /// The case, with its version in `ETag`.
    #[oai(status = 200)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
}

#[derive(Debug)]
pub struct CaseActions;

#[OpenApi]
impl CaseActions {
    /// List the available actions of a case
    ///
    /// Lists the actions that the caller may perform now, what each requires, and those that a rule
    /// refuses now although the caller or a colleague could expect them. An action in both lists
    /// waits for the case, such as for a document.
    #[oai(path = "/cases/:case_id/actions", method = "get", operation_id = "case_action.list")]
    async fn actions(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Tagged<AvailableActionList>, Problem> {
        let found = available_actions(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let list = action_view::list(&found, request_context::locale());
        Ok(Tagged::of_version(&caller.0, found.case.version, list))
    }

    /// Perform an action on a case
    #[oai(path = "/cases/:case_id/actions/:action", method = "post", operation_id = "case.perform_action")]
    async fn execute(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        case_id: Path<Uuid>,
        action: Path<String>,
        body: Json<ActionRequest>,
    ) -> Result<Performed, Problem> {
        let command = command(&app, &request.actor, (case_id.0, &action.0), body.0).await?;
        let performed = perform_action::perform_action(&app, &request.context, command).await?;
        let (case, tag) = found_case(&app, &request.actor, performed.answer).await?;
        Ok(Performed::Case(Json(case), tag))
    }

    /// Preview an action on a case
    ///
    /// Answers with the consequences that the action would have now, or with its refusal. Changes
    /// nothing.
    #[oai(path = "/cases/:case_id/actions/:action/preview", method = "post", operation_id = "case.preview_action")]
    async fn preview(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
        action: Path<String>,
        body: Json<ActionRequest>,
    ) -> Result<Json<CasePreview>, Problem> {
        let command = command(&app, &caller.0, (case_id.0, &action.0), body.0).await?;
        let request = RequestContext {
            caller: command_pipeline::Caller::Person(caller.0),
            if_match: None,
            idempotency: None,
            request_id: request_context::request_id().unwrap_or_default(),
        };
        let locale = request_context::locale();
        let found = preview::preview(&app, &request, &command, locale).await?;
        Ok(Json(preview_view::shown(&app, found, locale).await?))
    }
}

async fn command(
    app: &App,
    actor: &Actor,
    (case, action): (Uuid, &str),
    body: ActionRequest,
) -> Result<PerformAction, AppError> {
    let case = CaseId::new(case);
    let kept = queries::one(app, actor, case).await?;
    let action = ActionId::new(action).map_err(|_bad| AppError::NotFound)?;
    let data = match body.data {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(map)) => map,
        Some(_) => return Err(AppError::invalid("/data", FieldProblem::WrongType { expected: Expected::Object })),
    };
    Ok(PerformAction { case, kind: kept.case.kind, action, comment: body.comment, data })
}
