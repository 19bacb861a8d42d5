//! Actions of a case: those that the caller may perform now, with what each takes, and their
//! performance.

use domain::{
    ids::CaseId,
    messages::{Expected, FieldProblem},
    workflow::{decide::possible, name::ActionId, sides},
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::case::found_case;
use crate::cases::view::{self, Case};
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use crate::request_context;
use api_app::reads::cases::StoredCase;
use api_app::{
    app::App,
    cases::{effective_law, perform_action, queries},
    command_pipeline::places,
    error::AppError,
};

/// An action that the caller may perform now.
#[derive(Debug, Object)]
struct AvailableAction {
    action: String,
    title: String,
    /// State after the action.
    leads_to: String,
    /// Fields that the action accepts in `data`.
    fields: Vec<ActionField>,
    /// Documents that must be attached.
    documents: Vec<String>,
    /// Refusal codes; at least one must be given when the action requires reasons.
    reasons: Vec<RefusalCode>,
    clause: Option<String>,
}

/// A field of an action.
#[derive(Debug, Object)]
struct ActionField {
    id: String,
    title: String,
    /// `text`, `integer`, `amount_vnd`, `date`, `choice`, `list` or `object`.
    form: String,
    /// Shape of the value: the member of `FieldValues` that describes it. Every list and every
    /// object has one.
    of: Option<String>,
    /// `required` or `optional`.
    need: String,
    choices: Vec<String>,
}

/// A refusal code with the evidence that it requires.
#[derive(Debug, Object)]
struct RefusalCode {
    code: String,
    title: String,
    /// Groups of evidence; each group needs at least one item.
    evidence: Vec<Vec<String>>,
    clause: Option<String>,
}

#[derive(Debug, Object)]
struct AvailableActionList {
    items: Vec<AvailableAction>,
}

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
    /// Lists the actions that the caller may perform now and what each requires.
    #[oai(path = "/cases/:case_id/actions", method = "get", operation_id = "case_action.list")]
    async fn actions(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Json<AvailableActionList>, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let ruling = effective_law::of(&app, &kept.case)?;
        let law = ruling.law();
        let doer = sides::doer(&kept.case, caller.0.user, places(&caller.0, &kept.parties));
        let items = possible(law, &kept.case, &doer).map(|action| possible_action(&law, &kept, action)).collect();
        Ok(Json(AvailableActionList { items }))
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

fn possible_action(law: &domain::cases::Law<'_>, kept: &StoredCase, action: &domain::cases::Action) -> AvailableAction {
    let locale = request_context::locale();
    let reasons = match action.reasons {
        domain::workflow::definition::Reasons::None => Vec::new(),
        domain::workflow::definition::Reasons::Coded => law
            .definition
            .refusal_codes
            .iter()
            .map(|code| RefusalCode {
                code: code.id.to_string(),
                title: code.title.get(locale).to_owned(),
                evidence: code
                    .needs
                    .iter()
                    .map(|group| group.any_of.iter().map(ToString::to_string).collect())
                    .collect(),
                clause: code.clause.clone(),
            })
            .collect(),
    };
    AvailableAction {
        action: action.id.to_string(),
        title: action.title.get(locale).to_owned(),
        leads_to: action.target(&kept.case.state).to_string(),
        fields: action
            .fields
            .iter()
            .map(|field| ActionField {
                id: field.id.to_string(),
                title: field.title.get(locale).to_owned(),
                form: view::word(field.form),
                of: field.of.map(|shape| shape.as_str().to_owned()),
                need: view::word(field.need),
                choices: field.choices.clone(),
            })
            .collect(),
        documents: action.documents.iter().map(ToString::to_string).collect(),
        reasons,
        clause: action.clause.clone(),
    }
}
