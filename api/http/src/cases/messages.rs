//! Messages between the parties of a case.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{CaseId, OrganizationId};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, Key};
use crate::request_context;
use api_app::app::App;
use api_app::cases::queries;
use api_app::command_pipeline::{execute, places};
use api_app::error::AppError;
use api_app::messages::PostMessage;
use api_app::reads::entities::messages::Model;
use api_app::reads::{labels, messages, organizations};

/// Readers of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "MessageAudience", rename_all = "snake_case")]
enum Audience {
    /// All parties of the case.
    Parties,
    /// Only the author's organisation.
    Internal,
}

impl From<Audience> for messages::Audience {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Parties => Self::Parties,
            Audience::Internal => Self::Internal,
        }
    }
}

/// A message in a case.
#[derive(Debug, Object)]
struct Message {
    id: Uuid,
    author: Author,
    audience: String,
    body: String,
    at: DateTime<Utc>,
}

/// Author of a message, and the organisation represented.
#[derive(Debug, Object)]
#[oai(rename = "MessageAuthor")]
struct Author {
    user_id: Uuid,
    name: String,
    organization_id: Uuid,
    organization: String,
}

/// A message to be posted.
#[derive(Debug, Object)]
struct NewMessage {
    /// Text of 1 to 10 000 characters.
    body: String,
    audience: Audience,
    /// Organisation of the author; required only when the caller takes part through several.
    organization_id: Option<Uuid>,
}

#[derive(Debug, ApiResponse)]
enum Said {
    /// The posted message.
    #[oai(status = 201)]
    Message(Json<Message>),
}

#[derive(Debug)]
pub struct Messages;

#[OpenApi]
impl Messages {
    /// List the messages of a case
    ///
    /// The oldest message comes first.
    #[oai(path = "/cases/:case_id/messages", method = "get", operation_id = "message.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
        page: PageParameters,
    ) -> Result<Json<Page<Message>>, Problem> {
        let case = CaseId::new(case_id.0);
        let kept = queries::one(&app, &caller.0, case).await?;
        let page = page.wanted()?;
        let readers = places(&caller.0, &kept.parties).into_iter().map(|place| place.organization).collect();
        let after = page.position();
        let rows = messages::of_case(app.store.read(), case, &readers, after, page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: shown(&app, rows).await?, next_cursor }))
    }

    /// Post a message in a case
    #[oai(path = "/cases/:case_id/messages", method = "post", operation_id = "message.create")]
    async fn say(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        case_id: Path<Uuid>,
        body: Json<NewMessage>,
    ) -> Result<Said, Problem> {
        let case = CaseId::new(case_id.0);
        let kept = queries::one(&app, &request.actor, case).await?;
        let command = PostMessage {
            case,
            of: kept.case.kind,
            audience: body.0.audience.into(),
            body: body.0.body,
            organization: body.0.organization_id.map(OrganizationId::new),
        };
        let said = execute(&app, &request.context, command).await?.answer;
        let row = messages::find(app.store.read(), said).await?.ok_or(AppError::NotFound)?;
        let message = shown(&app, vec![row]).await?.pop().ok_or(AppError::NotFound)?;
        Ok(Said::Message(Json(message)))
    }
}

async fn shown(app: &App, rows: Vec<Model>) -> Result<Vec<Message>, AppError> {
    let db = app.store.read();
    let people: BTreeSet<Uuid> = rows.iter().map(|row| row.author_user).collect();
    let offices: Vec<OrganizationId> = rows.iter().map(|row| OrganizationId::new(row.author_organization)).collect();
    let (people, offices) = (labels::people(db, &people).await?, organizations::names(db, &offices).await?);
    let message = |row: Model| Message {
        id: row.id,
        author: Author {
            user_id: row.author_user,
            name: people.get(&row.author_user).cloned().unwrap_or_default(),
            organization_id: row.author_organization,
            organization: offices
                .get(&OrganizationId::new(row.author_organization))
                .map_or_else(String::new, |name| name.get(request_context::locale()).to_owned()),
        },
        audience: row.audience,
        body: row.body,
        at: row.at,
    };
    Ok(rows.into_iter().map(message).collect())
}
