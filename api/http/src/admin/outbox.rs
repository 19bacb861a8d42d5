//! The post room's book: what left, what waits, what was given up, and another try for the latter.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::ids::{OrganizationId, OutboxId};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, Key};
use api_app::app::App;
use api_app::cases::queries;
use api_app::command_pipeline::{Permission, execute};
use api_app::error::AppError;
use api_app::mail::retry::{RESOURCE, RetryDeadLetters, RetryLetter};
use api_app::read_scope::read_scope_for_regulators;
use api_app::reads::entities::outbox::Model;
use api_app::reads::entities::status::LetterStatus;
use api_app::reads::labels;
use api_app::reads::outbox::{self, OutboxFilter};
use api_app::reads::outbox_retry::DeadLetters;

/// Where a letter stands.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "LetterStatus", rename_all = "snake_case")]
enum Status {
    /// It waits for its next attempt.
    Queued,
    /// A node is delivering it.
    Leased,
    /// The mail server took it.
    Sent,
    /// It was given up.
    Dead,
}

impl From<Status> for LetterStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Queued => Self::Queued,
            Status::Leased => Self::Leased,
            Status::Sent => Self::Sent,
            Status::Dead => Self::Dead,
        }
    }
}

/// A letter in the book.
#[derive(Debug, Object)]
#[oai(rename = "Letter")]
struct Posted {
    id: Uuid,
    /// Which letter, `sharing.offered`.
    letter: String,
    /// `legal` or `information`.
    legal_class: String,
    status: String,
    case_id: Option<Uuid>,
    case_code: Option<String>,
    user_id: Option<Uuid>,
    organization_id: Option<Uuid>,
    name: String,
    address: String,
    locale: String,
    attempts: i32,
    next_attempt_at: DateTime<Utc>,
    last_error: Option<String>,
    /// What the mail server answered.
    receipt: Option<String>,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    /// What it said, once it was rendered; only for those who may read its case, and for the person to whom it went.
    subject: Option<String>,
    text: Option<String>,
}

/// Which dead letters are sent again; all when nothing is said.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct OutboxRetry {
    /// Only those whose last error contains this text; upper and lower case differ.
    #[oai(validator(min_length = 1, max_length = 200))]
    error: Option<String>,
    /// Only those to this organisation.
    organization_id: Option<Uuid>,
    /// Only those written at this instant or later.
    written_from: Option<DateTime<Utc>>,
    /// Only those written before this instant.
    written_before: Option<DateTime<Utc>>,
}

impl From<OutboxRetry> for DeadLetters {
    fn from(body: OutboxRetry) -> Self {
        Self {
            error: body.error,
            organization: body.organization_id.map(OrganizationId::new),
            written_from: body.written_from,
            written_before: body.written_before,
        }
    }
}

/// What was sent again.
#[derive(Debug, Object)]
struct OutboxRetried {
    /// How many letters.
    letters: u64,
}

/// The resource.
#[derive(Debug)]
pub struct Outbox;

#[OpenApi]
impl Outbox {
    /// Letters, newest first
    #[oai(path = "/outbox", method = "get", operation_id = "outbox.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        status: Query<Option<Status>>,
        case: Query<Option<Uuid>>,
        page: PageParameters,
    ) -> Result<Json<Page<Posted>>, Problem> {
        read_scope_for_regulators(app.store.read(), &app, &caller.0, &Permission::new(RESOURCE, "read")).await?;
        let page = page.wanted()?;
        let wanted = OutboxFilter {
            status: status.0.map(LetterStatus::from),
            case: case.0,
            before: page.position(),
            limit: page.rows(),
        };
        let rows = outbox::list(app.store.read(), &wanted).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: shown(&app, &caller.0, rows).await?, next_cursor }))
    }

    /// A letter
    #[oai(path = "/outbox/:letter_id", method = "get", operation_id = "outbox.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, letter_id: Path<Uuid>) -> Result<Json<Posted>, Problem> {
        read_scope_for_regulators(app.store.read(), &app, &caller.0, &Permission::new(RESOURCE, "read")).await?;
        Ok(Json(letter(&app, &caller.0, letter_id.0).await?))
    }

    /// Send all dead letters again
    #[oai(path = "/outbox/retry", method = "post", operation_id = "outbox.retry_all")]
    async fn retry_all(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<OutboxRetry>,
    ) -> Result<Json<OutboxRetried>, Problem> {
        let done = execute(&app, &request.context, RetryDeadLetters { which: body.0.into() }).await?;
        Ok(Json(OutboxRetried { letters: done.answer }))
    }

    /// Send a dead letter again
    #[oai(path = "/outbox/:letter_id/retry", method = "post", operation_id = "outbox.retry")]
    async fn retry(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        letter_id: Path<Uuid>,
    ) -> Result<Json<Posted>, Problem> {
        read_scope_for_regulators(app.store.read(), &app, &request.actor, &Permission::new(RESOURCE, "read")).await?;
        execute(&app, &request.context, RetryLetter { letter: OutboxId::new(letter_id.0) }).await?;
        Ok(Json(letter(&app, &request.actor, letter_id.0).await?))
    }
}

async fn letter(app: &App, actor: &Actor, id: Uuid) -> Result<Posted, AppError> {
    let row = outbox::find(app.store.read(), id).await?.ok_or(AppError::NotFound)?;
    shown(app, actor, vec![row]).await?.pop().ok_or(AppError::NotFound)
}

/// Letters as a reader of the outbox sees them: where each stands, and the text of those whose case it may read.
async fn shown(app: &App, actor: &Actor, rows: Vec<Model>) -> Result<Vec<Posted>, AppError> {
    let cases: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.case_id).collect();
    let readable = queries::readable(app, actor, &cases).await?;
    let codes = labels::case_codes(app.store.read(), &cases).await?;
    let posted = rows.into_iter().map(|row| {
        let to_the_reader = row.user_id == Some(actor.user.uuid());
        let may_read = to_the_reader || row.case_id.is_some_and(|case| readable.contains(&case));
        let code = row.case_id.and_then(|case| codes.get(&case).cloned());
        Posted::of(row, code, if may_read { Text::Shown } else { Text::Withheld })
    });
    Ok(posted.collect())
}

/// Whether the text of a letter is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Shown,
    Withheld,
}

impl Posted {
    fn of(row: Model, case_code: Option<String>, text: Text) -> Self {
        let rendered = row.rendered.as_ref().filter(|_| text == Text::Shown);
        let said = |face: &str| rendered?.get(face)?.as_str().map(str::to_owned);
        let (subject, text) = (said("subject"), said("text"));
        Self {
            id: row.id,
            letter: row.letter,
            legal_class: row.legal_class,
            status: row.status.as_str().to_owned(),
            case_id: row.case_id,
            case_code,
            user_id: row.user_id,
            organization_id: row.organization_id,
            name: row.name,
            address: row.address,
            locale: row.locale,
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at,
            last_error: row.last_error,
            receipt: row.receipt,
            created_at: row.created_at,
            sent_at: row.sent_at,
            subject,
            text,
        }
    }
}
