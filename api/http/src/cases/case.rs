//! Cases of every kind: the list, one of them, what can be done, doing it, and its trail.

use chrono::{DateTime, NaiveDate, Utc};
use domain::messages::{Expected, FieldProblem};
use domain::{
    access::{Actor, Stance},
    cases::Kind,
    ids::{CaseId, OrganizationId},
    workflow::{decide::possible, name::ActionId, sides},
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::Path,
    payload::{Json, PlainText},
};
use serde_json::Value;
use strum::VariantArray;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::view::{self, Case, Party};
use crate::etag::etag;
use crate::page::{Page, PageParameters};
use crate::parameter_set::query_parameters;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use crate::request_context;
use api_app::diagram;
use api_app::reads::{
    case_history,
    case_list::{self, CaseFilter},
    cases::StoredCase,
    organizations,
};
use api_app::{
    app::App,
    cases::{
        campaign_numbers::{self, TrailEntry},
        effective_law, perform_action, queries,
    },
    command_pipeline::places,
    error::AppError,
};

/// Something that I may do now.
#[derive(Debug, Object)]
struct Possible {
    action: String,
    /// In the reader's language.
    title: String,
    /// The state after it.
    leads_to: String,
    /// What must or can be said with it, in `data`.
    fields: Vec<FieldView>,
    /// The documents that must be on file.
    documents: Vec<String>,
    /// The refusal codes of which at least one must be given, when it needs reasons.
    reasons: Vec<ReasonView>,
    /// Where it stands in the law.
    clause: Option<String>,
}

/// A field of an action.
#[derive(Debug, Object)]
struct FieldView {
    id: String,
    title: String,
    /// `text`, `integer`, `amount_vnd`, `date`, `choice`, `list` or `object`.
    form: String,
    /// `required` or `optional`.
    need: String,
    choices: Vec<String>,
}

/// A refusal code with the evidence it needs.
#[derive(Debug, Object)]
struct ReasonView {
    code: String,
    title: String,
    /// Of each group at least one.
    evidence: Vec<Vec<String>>,
    clause: Option<String>,
}

/// What I may do now.
#[derive(Debug, Object)]
struct PossibleActions {
    items: Vec<Possible>,
}

/// An action to be done.
#[derive(Debug, Object)]
struct Doing {
    /// Words with it.
    comment: Option<String>,
    /// What the action's fields ask for.
    data: Option<Value>,
}

/// One accepted command.
#[derive(Debug, Object)]
struct Entry {
    seq: i64,
    /// What was done.
    action: String,
    comment: Option<String>,
    /// Who did it; `hatang` for the clock.
    actor_name: String,
    actor_organization: Option<Uuid>,
    actor_role: Option<String>,
    /// How the organisation stood to the case.
    stance: String,
    /// When it was written down.
    at: DateTime<Utc>,
    /// When it took effect, as the law sees it.
    legal_at: DateTime<Utc>,
    /// Everything that happened.
    events: Value,
    /// The hash of the entry before. Absent, as `hash` is, from the first entry on in which I read a band and the stored entry
    /// has the number.
    prev_hash: Option<String>,
    /// The hash of this entry as it is stored.
    hash: Option<String>,
}

/// The whole trail, oldest first.
#[derive(Debug, Object)]
struct Trail {
    items: Vec<Entry>,
}

/// An opinion that was asked of an agency.
#[derive(Debug, Object)]
struct ReferralView {
    agency: Party,
    asked_at: DateTime<Utc>,
    /// The last day for the answer.
    due_on: NaiveDate,
    /// `consent`, `consent_with_conditions`, `objection`, `deemed_consent` or `escalated`; absent while it is awaited.
    answer: Option<String>,
    text: Option<String>,
    /// When it was given, or when its silence was read, as the law sees it.
    answered_at: Option<DateTime<Utc>>,
    /// Where the reading of silence stands in the law.
    clause: Option<String>,
}

/// The opinions that were asked, oldest first.
#[derive(Debug, Object)]
struct Referrals {
    items: Vec<ReferralView>,
}

#[derive(Debug, ApiResponse)]
enum Found {
    /// The case.
    #[oai(status = 200)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Drawing {
    /// The machine with the state of the case marked.
    #[oai(status = 200, content_type = "image/svg+xml")]
    Svg(PlainText<String>),
}

query_parameters! {
    /// What a list of cases is narrowed to.
    #[derive(Debug)]
    pub(crate) struct CaseParameters {
        kind: Option<String>,
        state: Option<String>,
        area: Option<Uuid>,
        applicant: Option<Uuid>,
        overdue: Option<bool>,
        /// Only those that I opened.
        mine: Option<bool>,
    }
}

/// The resource.
#[derive(Debug)]
pub struct Cases;

#[OpenApi]
impl Cases {
    /// Cases that I may see, the last changed first
    #[oai(path = "/cases", method = "get", operation_id = "case.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        asked: CaseParameters,
        page: PageParameters,
    ) -> Result<Json<Page<Case>>, Problem> {
        let actor = caller.0;
        let page = page.wanted()?;
        let kinds = match asked.kind.as_deref() {
            None => Kind::VARIANTS.to_vec(),
            Some(word) => {
                vec![word.parse::<Kind>().ok().ok_or_else(|| AppError::invalid("kind", FieldProblem::NotACaseKind))?]
            }
        };
        let scopes = queries::scopes(&app, &actor, &kinds)?;
        let wanted = CaseFilter {
            scopes,
            state: asked.state,
            applicant: asked.applicant.map(OrganizationId::new),
            area: asked.area,
            overdue: asked.overdue,
            opened_by: asked.mine.filter(|mine| *mine).map(|_| actor.user),
            before: page.position(),
            limit: page.rows(),
        };
        let rows = case_list::list(app.store.read(), &wanted).await?;
        let (rows, next_cursor) = page.cut(rows, |kept| (kept.updated_at, kept.case.id.uuid()));
        Ok(Json(Page { items: view::shown(&app, &actor, rows, request_context::locale()).await?, next_cursor }))
    }

    /// A case
    #[oai(path = "/cases/:case_id", method = "get", operation_id = "case.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Found, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        found(&app, &caller.0, kept).await
    }

    /// What I may do now, with what is required
    #[oai(path = "/cases/:case_id/actions", method = "get", operation_id = "case.actions")]
    async fn actions(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Json<PossibleActions>, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let ruling = effective_law::of(&app, &kept.case)?;
        let law = ruling.law();
        let doer = sides::doer(&kept.case, caller.0.user, places(&caller.0, &kept.parties));
        let items = possible(law, &kept.case, &doer).map(|action| possible_action(&law, &kept, action)).collect();
        Ok(Json(PossibleActions { items }))
    }

    /// Do it
    #[oai(path = "/cases/:case_id/actions/:action", method = "post", operation_id = "case.act")]
    async fn execute(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        case_id: Path<Uuid>,
        action: Path<String>,
        body: Json<Doing>,
    ) -> Result<Found, Problem> {
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
        found(&app, &request.actor, perform_action::perform_action(&app, &request.context, command).await?.answer).await
    }

    /// The trail: every accepted command, chained by hashes
    #[oai(path = "/cases/:case_id/history", method = "get", operation_id = "case.history")]
    async fn history(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Json<Trail>, Problem> {
        let case = CaseId::new(case_id.0);
        let kept = queries::one(&app, &caller.0, case).await?;
        let rows = case_history::of_case(app.store.read(), case).await?;
        // Those who joined later than the draft do not read how it came about before it was filed.
        let party = places(&caller.0, &kept.parties).iter().any(|place| place.stance == Stance::Applicant);
        let shown = campaign_numbers::trail(&app, &caller.0, &kept, rows).await?;
        let items = shown.into_iter().filter(|shown| party || shown.row.action != "edit").map(entry).collect();
        Ok(Json(Trail { items }))
    }

    /// The opinions asked of other agencies, and what they said
    #[oai(path = "/cases/:case_id/referrals", method = "get", operation_id = "case.referrals")]
    async fn referrals(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Json<Referrals>, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let agencies: Vec<OrganizationId> = kept.case.referrals.iter().map(|asked| asked.agency).collect();
        let names = organizations::names(app.store.read(), &agencies).await.map_err(AppError::from)?;
        let items = kept.case.referrals.into_iter().map(|asked| ReferralView {
            agency: Party::named(asked.agency, &names, request_context::locale()),
            asked_at: asked.asked_at,
            due_on: asked.due_on,
            answer: asked.opinion.as_ref().map(|opinion| view::word(opinion.answer)),
            answered_at: asked.opinion.as_ref().map(|opinion| opinion.at),
            text: asked.opinion.as_ref().and_then(|opinion| opinion.text.clone()),
            clause: asked.opinion.and_then(|opinion| opinion.clause),
        });
        Ok(Json(Referrals { items: items.collect() }))
    }

    /// The machine of the case, with its state and the way it came marked
    #[oai(path = "/cases/:case_id/diagram.svg", method = "get", operation_id = "case.diagram")]
    async fn diagram(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Drawing, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let ruling = effective_law::of(&app, &kept.case)?;
        let law = ruling.law();
        let history = diagram::workflow::CaseHistory { current: &kept.case.state, taken: &kept.case.taken };
        let drawing = diagram::workflow::drawing(
            law.definition,
            kept.case.pack.as_str(),
            request_context::locale(),
            Some(history),
        );
        Ok(Drawing::Svg(PlainText(diagram::svg(&drawing))))
    }
}

pub(crate) async fn found_case(app: &App, reader: &Actor, kept: StoredCase) -> Result<(Case, String), AppError> {
    let tag = etag(kept.case.version);
    let case =
        view::shown(app, reader, vec![kept], request_context::locale()).await?.pop().ok_or(AppError::NotFound)?;
    Ok((case, tag))
}

async fn found(app: &App, reader: &Actor, kept: StoredCase) -> Result<Found, Problem> {
    let (case, tag) = found_case(app, reader, kept).await?;
    Ok(Found::Case(Json(case), tag))
}

fn possible_action(law: &domain::cases::Law<'_>, kept: &StoredCase, action: &domain::cases::Action) -> Possible {
    let locale = request_context::locale();
    let reasons = match action.reasons {
        domain::workflow::definition::Reasons::None => Vec::new(),
        domain::workflow::definition::Reasons::Coded => law
            .definition
            .refusal_codes
            .iter()
            .map(|code| ReasonView {
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
    Possible {
        action: action.id.to_string(),
        title: action.title.get(locale).to_owned(),
        leads_to: action.target(&kept.case.state).to_string(),
        fields: action
            .fields
            .iter()
            .map(|field| FieldView {
                id: field.id.to_string(),
                title: field.title.get(locale).to_owned(),
                form: view::word(field.form),
                need: view::word(field.need),
                choices: field.choices.clone(),
            })
            .collect(),
        documents: action.documents.iter().map(ToString::to_string).collect(),
        reasons,
        clause: action.clause.clone(),
    }
}

fn entry(shown: TrailEntry) -> Entry {
    let TrailEntry { row, prev_hash, hash } = shown;
    Entry {
        seq: row.seq,
        action: row.action,
        comment: row.comment,
        actor_name: row.actor_name,
        actor_organization: row.actor_organization,
        actor_role: row.actor_role,
        stance: row.stance,
        at: row.at,
        legal_at: row.legal_at,
        events: row.events,
        prev_hash,
        hash,
    }
}
