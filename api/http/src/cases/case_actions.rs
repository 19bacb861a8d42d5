//! Actions of a case: those that the caller may perform now, with what each takes, and their
//! performance.

use domain::{
    ids::CaseId,
    messages::{Expected, FieldProblem},
    workflow::name::ActionId,
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::action_view::{self, AvailableActionList};
use crate::cases::case::found_case;
use crate::cases::view::Case;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use crate::request_context;
use api_app::{
    app::App,
    cases::{available_actions::available_actions, perform_action, queries},
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
    ) -> Result<Json<AvailableActionList>, Problem> {
        let found = available_actions(&app, &caller.0, CaseId::new(case_id.0)).await?;
        Ok(Json(action_view::list(&found, request_context::locale())))
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
        let case = CaseId::new(case_id.0);
        let kept = queries::one(&app, &request.actor, case).await?;
        let named = ActionId::new(&action.0).map_err(|_bad| AppError::NotFound)?;
        let data = match body.0.data {
            None | Some(Value::Null) => serde_json::Map::new(),
            Some(Value::Object(map)) => map,
            Some(_) => {
                return Err(AppError::invalid("/data", FieldProblem::WrongType { expected: Expected::Object }).into());
            }
        };
        let command =
            perform_action::PerformAction { case, kind: kept.case.kind, action: named, comment: body.0.comment, data };
        let performed = perform_action::perform_action(&app, &request.context, command).await?;
        let (case, tag) = found_case(&app, &request.actor, performed.answer).await?;
        Ok(Performed::Case(Json(case), tag))
    }
}
