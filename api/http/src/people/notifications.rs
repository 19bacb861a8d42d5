//! Notifications of a person, and a stream of new ones.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::text::Locale;
use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use crate::caller::{Caller, session_token};
use crate::page::PageParameters;
use crate::people::notification_stream::{Events, Reader, position};
use crate::people::watched::{StreamEvent, Watched};
use crate::problem::Problem;
use crate::request::{CommandRequest, Key};
use crate::request_context;
use api_app::app::App;
use api_app::command_pipeline::{Permission, execute};
use api_app::error::AppError;
use api_app::mail::queries::{MarkRead, RESOURCE};
use api_app::mail::words::Write;
use api_app::people::login::token_hash;
use api_app::read_scope::read_scope;
use api_app::reads::entities::notifications::Model;
use api_app::reads::notifications::{self, NotificationFilter};
use api_app::reads::sequencer::Sequencer;

/// A notification of a person.
#[derive(Debug, Object)]
pub(crate) struct Notification {
    id: Uuid,
    /// Identifier of the message template, such as `sharing.offered`.
    template: String,
    /// `legal` when the notification has a legal effect, otherwise `information`.
    legal_class: String,
    title: String,
    body: String,
    case_id: Option<Uuid>,
    case_code: Option<String>,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

/// A page of notifications.
#[derive(Debug, Object)]
struct NotificationPage {
    items: Vec<Notification>,
    next_cursor: Option<String>,
    /// Number of all unread notifications.
    unread: u64,
}

/// Handlers of notifications, with the message renderer.
pub struct Notifications {
    /// Renders the subject and text of a message.
    pub write: Arc<Write>,
    /// Assigns positions in the stream to notifications.
    pub sequencer: Sequencer,
}

#[OpenApi]
impl Notifications {
    /// List the caller's notifications
    ///
    /// The newest notification comes first.
    #[oai(path = "/notifications", method = "get", operation_id = "notification.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Only unread notifications.
        unread: Query<Option<bool>>,
        page: PageParameters,
    ) -> Result<Json<NotificationPage>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let page = page.wanted()?;
        let which = if unread.0 == Some(true) { NotificationFilter::Unread } else { NotificationFilter::All };
        let (db, user) = (app.store.read(), caller.0.user);
        let rows = notifications::of_user(db, user, which, page.position(), page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        let unread = notifications::unread(db, user).await?;
        let locale = request_context::locale();
        let items = rows.into_iter().map(|row| shown(&*self.write, locale, row)).collect();
        Ok(Json(NotificationPage { items, next_cursor, unread }))
    }

    /// Mark a notification as read
    #[oai(path = "/notifications/:notification_id/read", method = "post", operation_id = "notification.mark_read")]
    async fn read(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        notification_id: Path<Uuid>,
    ) -> Result<Json<Notification>, Problem> {
        let user = request.actor.user;
        execute(&app, &request.context, MarkRead { notice: notification_id.0 }).await?;
        let row = notifications::find(app.store.read(), user, notification_id.0).await?.ok_or(AppError::NotFound)?;
        Ok(Json(shown(&*self.write, request_context::locale(), row)))
    }

    /// Stream the caller's notifications
    ///
    /// The `id` of an event is its position. With the id of the last received event in
    /// `Last-Event-ID`, the stream resumes after that event, on any node. Without it, the stream
    /// starts at the current position and sends that position in a first event without content. Ids
    /// increase and are not consecutive. After the server is restored from a backup, a stream can
    /// repeat unread notifications.
    ///
    /// A page names the cases and tasks that it shows in `cases` and `tasks`. The stream then sends
    /// their present versions, and every later change, in events named `case` and `task`. These
    /// events have no id.
    #[oai(path = "/notifications/stream", method = "get", operation_id = "notification.stream")]
    async fn stream(
        &self,
        app: Data<&App>,
        request: &Request,
        caller: Caller,
        /// Id of the event after which the stream resumes.
        #[oai(name = "Last-Event-ID")]
        last_event_id: Header<Option<String>>,
        /// Identifiers of at most 100 cases, separated by commas.
        cases: Query<Option<String>>,
        /// Identifiers of at most 100 tasks, separated by commas.
        tasks: Query<Option<String>>,
    ) -> Result<Events<StreamEvent>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let last = last_event_id.0.as_deref().map(position).transpose()?;
        let watched = Watched::parse(cases.0.as_deref(), tasks.0.as_deref())?;
        let token_hash = token_hash(session_token(request)?);
        let (app, sequencer, user) = (app.clone(), self.sequencer.clone(), caller.0.user);
        let (write, locale) = (self.write.clone(), request_context::locale());
        let reader = Reader { app, sequencer, token_hash, user, watched };
        let events = reader.events(last, move |row| shown(&*write, locale, row)).await?;
        Ok(Events::of(events))
    }
}

fn shown(write: &Write, locale: Locale, row: Model) -> Notification {
    let (title, body) = match write(&row.template, locale, &row.payload) {
        Ok(said) => (said.subject, said.text),
        Err(_unwritten) => (row.template.clone(), String::new()),
    };
    let case_code = row.payload.pointer("/case/code").and_then(Value::as_str).map(str::to_owned);
    Notification {
        id: row.id,
        template: row.template,
        legal_class: row.legal_class,
        title,
        body,
        case_id: row.case_id,
        case_code,
        created_at: row.created_at,
        read_at: row.read_at,
    }
}
