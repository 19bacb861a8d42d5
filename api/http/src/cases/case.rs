//! Cases of every kind: read one, and its history, referrals and workflow diagram.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Actor, Stance},
    ids::{CaseId, OrganizationId},
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::Path,
    payload::{Json, PlainText},
};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::view::{self, Case, Detail, Party};
use crate::etag::etag_for;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch};
use crate::request_context;
use api_app::diagram;
use api_app::reads::{case_history, cases::StoredCase, organizations};
use api_app::{
    app::App,
    cases::{
        campaign_numbers::{self, TrailEntry},
        delete_draft::DeleteDraft,
        effective_law, queries,
    },
    command_pipeline::{execute, places},
    error::AppError,
};

/// An event of a case: one accepted command.
#[derive(Debug, Object)]
struct CaseEvent {
    seq: i64,
    /// Identifier of the action.
    action: String,
    comment: Option<String>,
    /// Person who performed the action; `hatang` for a time limit.
    actor_name: String,
    actor_organization: Option<Uuid>,
    actor_role: Option<String>,
    stance: String,
    at: DateTime<Utc>,
    /// Legal time at which the event took effect.
    legal_at: DateTime<Utc>,
    /// Details of the event.
    events: Value,
    /// Hash of the previous event. Absent, like `hash`, from the first event on in which the reader
    /// sees a band instead of the stored number.
    prev_hash: Option<String>,
    hash: Option<String>,
}

/// All events of a case, oldest first.
#[derive(Debug, Object)]
struct CaseEventList {
    items: Vec<CaseEvent>,
}

/// An opinion requested from an agency.
#[derive(Debug, Object)]
struct Referral {
    agency: Party,
    asked_at: DateTime<Utc>,
    /// Last day for the answer.
    due_on: NaiveDate,
    /// `consent`, `consent_with_conditions`, `objection`, `deemed_consent` or `escalated`; absent
    /// while the answer is pending.
    answer: Option<String>,
    text: Option<String>,
    /// Legal time of the answer, or of the deemed answer.
    answered_at: Option<DateTime<Utc>>,
    /// Legal clause of the deemed answer.
    clause: Option<String>,
}

#[derive(Debug, Object)]
struct ReferralList {
    items: Vec<Referral>,
}

#[derive(Debug, ApiResponse)]
enum CaseResponse {
    /// The case, with its version in `ETag`.
    #[oai(status = 200)]
    Case(Json<Case>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum DraftGone {
    /// The draft does not exist any more.
    #[oai(status = 204)]
    Gone,
}

#[derive(Debug, ApiResponse)]
enum Drawing {
    /// Diagram of the workflow with the current state marked.
    #[oai(status = 200, content_type = "image/svg+xml")]
    Svg(PlainText<String>),
}

#[derive(Debug)]
pub struct Cases;

#[OpenApi]
impl Cases {
    /// Get a case
    #[oai(path = "/cases/:case_id", method = "get", operation_id = "case.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<CaseResponse, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        found(&app, &caller.0, kept).await
    }

    /// Delete a draft
    ///
    /// The person who opened a draft can delete it until it is filed. The deletion removes its
    /// documents and messages too. A filed case is never deleted.
    #[oai(path = "/cases/:case_id", method = "delete", operation_id = "case.delete")]
    async fn remove(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        case_id: Path<Uuid>,
    ) -> Result<DraftGone, Problem> {
        let case = CaseId::new(case_id.0);
        let kind = queries::one(&app, &request.actor, case).await?.case.kind;
        execute(&app, &request.context, DeleteDraft { case, kind }).await?;
        Ok(DraftGone::Gone)
    }

    /// List the events of a case
    ///
    /// Lists every accepted command. Events are chained by hashes.
    #[oai(path = "/cases/:case_id/history", method = "get", operation_id = "case_event.list")]
    async fn history(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Json<CaseEventList>, Problem> {
        let case = CaseId::new(case_id.0);
        let kept = queries::one(&app, &caller.0, case).await?;
        let rows = case_history::of_case(app.store.read(), case).await?;
        // Only the applicant reads the edits that precede the filing.
        let party = places(&caller.0, &kept.parties).iter().any(|place| place.stance == Stance::Applicant);
        let shown = campaign_numbers::trail(&app, &caller.0, &kept, rows).await?;
        let items = shown.into_iter().filter(|shown| party || shown.row.action != "edit").map(entry).collect();
        Ok(Json(CaseEventList { items }))
    }

    /// List the referrals of a case
    ///
    /// Lists the opinions requested from other agencies and their answers.
    #[oai(path = "/cases/:case_id/referrals", method = "get", operation_id = "referral.list")]
    async fn referrals(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Json<ReferralList>, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let agencies: Vec<OrganizationId> = kept.case.referrals.iter().map(|asked| asked.agency).collect();
        let names = organizations::names(app.store.read(), &agencies).await.map_err(AppError::from)?;
        let items = kept.case.referrals.into_iter().map(|asked| Referral {
            agency: Party::named(asked.agency, &names, request_context::locale()),
            asked_at: asked.asked_at,
            due_on: asked.due_on,
            answer: asked.opinion.as_ref().map(|opinion| view::serialized(opinion.answer)),
            answered_at: asked.opinion.as_ref().map(|opinion| opinion.at),
            text: asked.opinion.as_ref().and_then(|opinion| opinion.text.clone()),
            clause: asked.opinion.and_then(|opinion| opinion.clause),
        });
        Ok(Json(ReferralList { items: items.collect() }))
    }

    /// Get the workflow diagram of a case
    ///
    /// Marks the current state and the path taken.
    #[oai(path = "/cases/:case_id/diagram.svg", method = "get", operation_id = "case.get_diagram")]
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
    let version = kept.case.version;
    let case = view::shown(app, reader, vec![kept], request_context::locale(), Detail::WithContent).await?.pop();
    let case = case.ok_or(AppError::NotFound)?;
    let tag = etag_for(reader, version, &case);
    Ok((case, tag))
}

async fn found(app: &App, reader: &Actor, kept: StoredCase) -> Result<CaseResponse, Problem> {
    let (case, tag) = found_case(app, reader, kept).await?;
    Ok(CaseResponse::Case(Json(case), tag))
}

fn entry(shown: TrailEntry) -> CaseEvent {
    let TrailEntry { row, prev_hash, hash } = shown;
    CaseEvent {
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
