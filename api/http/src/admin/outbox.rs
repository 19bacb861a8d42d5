//! The outbox: queued, sent and failed e-mail messages, and the retry of failed ones.

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
use api_app::mail::retry::{RESOURCE, RetryDeadMessages, RetryMessage};
use api_app::read_scope::read_scope_for_regulators;
use api_app::reads::entities::outbox::Model;
use api_app::reads::entities::status::MessageStatus;
use api_app::reads::labels;
use api_app::reads::outbox::{self, OutboxFilter};
use api_app::reads::outbox_retry::DeadMessages;

/// Delivery status of a message.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "OutboxMessageStatus", rename_all = "snake_case")]
enum Status {
    /// Waits for its next delivery attempt.
    Queued,
    /// A node is delivering the message.
    Leased,
    /// The mail server accepted the message.
    Sent,
    /// Delivery was given up.
    Dead,
}

impl From<Status> for MessageStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Queued => Self::Queued,
            Status::Leased => Self::Leased,
            Status::Sent => Self::Sent,
            Status::Dead => Self::Dead,
        }
    }
}

/// An e-mail message of the outbox.
#[derive(Debug, Object)]
struct OutboxMessage {
    id: Uuid,
    /// Identifier of the message template, such as `sharing.offered`.
    template: String,
    /// `legal` when the message has a legal effect, otherwise `information`.
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
    /// Response of the mail server.
    receipt: Option<String>,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    /// Rendered subject, once it exists. Present only for readers of the case and for the
    /// recipient.
    subject: Option<String>,
    text: Option<String>,
}

/// Selects the dead messages to retry. Without any filter, all dead messages are retried.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct OutboxRetry {
    /// Text that the last error must contain; case-sensitive.
    #[oai(validator(min_length = 1, max_length = 200))]
    error: Option<String>,
    /// Recipient organisation.
    organization_id: Option<Uuid>,
    /// Earliest creation time, inclusive.
    written_from: Option<DateTime<Utc>>,
    /// Latest creation time, exclusive.
    written_before: Option<DateTime<Utc>>,
}

impl From<OutboxRetry> for DeadMessages {
    fn from(body: OutboxRetry) -> Self {
        Self {
            error: body.error,
            organization: body.organization_id.map(OrganizationId::new),
            written_from: body.written_from,
            written_before: body.written_before,
        }
    }
}

/// Result of a retry.
#[derive(Debug, Object)]
struct OutboxRetryResult {
    /// Number of messages that were queued again.
    messages: u64,
}

#[derive(Debug)]
pub struct OutboxMessages;

#[OpenApi]
impl OutboxMessages {
    /// List outbox messages
    ///
    /// The newest message comes first.
    #[oai(path = "/outbox", method = "get", operation_id = "outbox_message.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        status: Query<Option<Status>>,
        case: Query<Option<Uuid>>,
        page: PageParameters,
    ) -> Result<Json<Page<OutboxMessage>>, Problem> {
        read_scope_for_regulators(app.store.read(), &app, &caller.0, &Permission::new(RESOURCE, "read")).await?;
        let page = page.wanted()?;
        let wanted = OutboxFilter {
            status: status.0.map(MessageStatus::from),
            case: case.0,
            before: page.position(),
            limit: page.rows(),
        };
        let rows = outbox::list(app.store.read(), &wanted).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: shown(&app, &caller.0, rows).await?, next_cursor }))
    }

    /// Get an outbox message
    #[oai(path = "/outbox/:message_id", method = "get", operation_id = "outbox_message.get")]
    async fn get(
        &self,
        app: Data<&App>,
        caller: Caller,
        message_id: Path<Uuid>,
    ) -> Result<Json<OutboxMessage>, Problem> {
        read_scope_for_regulators(app.store.read(), &app, &caller.0, &Permission::new(RESOURCE, "read")).await?;
        Ok(Json(message(&app, &caller.0, message_id.0).await?))
    }

    /// Retry all dead outbox messages
    ///
    /// Filters in the body narrow the selection.
    #[oai(path = "/outbox/retry", method = "post", operation_id = "outbox_message.retry_all")]
    async fn retry_all(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<OutboxRetry>,
    ) -> Result<Json<OutboxRetryResult>, Problem> {
        let done = execute(&app, &request.context, RetryDeadMessages { which: body.0.into() }).await?;
        Ok(Json(OutboxRetryResult { messages: done.answer }))
    }

    /// Retry a dead outbox message
    #[oai(path = "/outbox/:message_id/retry", method = "post", operation_id = "outbox_message.retry")]
    async fn retry(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        message_id: Path<Uuid>,
    ) -> Result<Json<OutboxMessage>, Problem> {
        read_scope_for_regulators(app.store.read(), &app, &request.actor, &Permission::new(RESOURCE, "read")).await?;
        execute(&app, &request.context, RetryMessage { message: OutboxId::new(message_id.0) }).await?;
        Ok(Json(message(&app, &request.actor, message_id.0).await?))
    }
}

async fn message(app: &App, actor: &Actor, id: Uuid) -> Result<OutboxMessage, AppError> {
    let row = outbox::find(app.store.read(), id).await?.ok_or(AppError::NotFound)?;
    shown(app, actor, vec![row]).await?.pop().ok_or(AppError::NotFound)
}

/// Converts messages for a reader. Subject and text are included only when the reader may read the
/// case.
async fn shown(app: &App, actor: &Actor, rows: Vec<Model>) -> Result<Vec<OutboxMessage>, AppError> {
    let cases: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.case_id).collect();
    let readable = queries::readable(app, actor, &cases).await?;
    let codes = labels::case_codes(app.store.read(), &cases).await?;
    let posted = rows.into_iter().map(|row| {
        let to_the_reader = row.user_id == Some(actor.user.uuid());
        let may_read = to_the_reader || row.case_id.is_some_and(|case| readable.contains(&case));
        let code = row.case_id.and_then(|case| codes.get(&case).cloned());
        OutboxMessage::of(row, code, if may_read { Text::Shown } else { Text::Withheld })
    });
    Ok(posted.collect())
}

/// Whether subject and text of a message are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Shown,
    Withheld,
}

impl OutboxMessage {
    fn of(row: Model, case_code: Option<String>, text: Text) -> Self {
        let rendered = row.rendered.as_ref().filter(|_| text == Text::Shown);
        let said = |face: &str| rendered?.get(face)?.as_str().map(str::to_owned);
        let (subject, text) = (said("subject"), said("text"));
        Self {
            id: row.id,
            template: row.template,
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
