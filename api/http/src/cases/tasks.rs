//! Tasks: my queue, my office's queue, and who takes what.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::ids::{CaseId, OrganizationId, TaskId, UserId};
use domain::text::Localized;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag_of_row;
use crate::page::{Page, PageParameters};
use crate::parameter_set::query_parameters;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use crate::request_context;
use api_app::app::App;
use api_app::command_pipeline::{Command, execute};
use api_app::error::AppError;
use api_app::reads::entities::tasks::Model;
use api_app::reads::tasks::{self, Queue, place_in_time};
use api_app::reads::{labels, organizations};
use api_app::tasks::{Finish, Reassign, Release, TaskClaim, readable_memberships};

/// Something an office has to do.
#[derive(Debug, Object)]
struct Task {
    id: Uuid,
    /// `turn` (a case waits), `undelivered_letter` or `inspection`.
    kind: String,
    /// What is to be done, in the reader's language.
    title: String,
    /// The case it is about.
    case: Option<TaskCase>,
    /// The office it lies with.
    organization: Named,
    /// The roles that may do it.
    roles: Vec<String>,
    area_id: Option<Uuid>,
    due_at: Option<DateTime<Utc>>,
    overdue: bool,
    /// `open`, `claimed`, `done` or `cancelled`.
    status: String,
    /// Who has taken it.
    claimed_by: Option<Named>,
    version: i64,
    created_at: DateTime<Utc>,
}

/// The case of a task.
#[derive(Debug, Object)]
struct TaskCase {
    id: Uuid,
    code: String,
}

/// Somebody or something by name.
#[derive(Debug, Object)]
struct Named {
    id: Uuid,
    name: String,
}

/// To whom a task goes.
#[derive(Debug, Object)]
struct Reassignment {
    /// A colleague of the same office who may do the task.
    user_id: Uuid,
}

#[derive(Debug, ApiResponse)]
enum Found {
    /// The task.
    #[oai(status = 200)]
    Task(Json<Task>, #[oai(header = "ETag")] String),
}

query_parameters! {
    /// What a list of tasks is narrowed to.
    #[derive(Debug)]
    pub(crate) struct TaskParameters {
        /// Only those that I have taken.
        mine: Option<bool>,
        /// Only those of this office.
        office: Option<Uuid>,
        /// Only those in this area.
        area: Option<Uuid>,
        /// Only those about this case.
        case: Option<Uuid>,
    }
}

/// The resource.
#[derive(Debug)]
pub struct Tasks;

#[OpenApi]
impl Tasks {
    /// Unfinished tasks that I may do, the most urgent first
    #[oai(path = "/tasks", method = "get", operation_id = "task.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        asked: TaskParameters,
        page: PageParameters,
    ) -> Result<Json<Page<Task>>, Problem> {
        let actor = caller.0;
        let page = page.wanted()?;
        let wanted = Queue {
            memberships: readable_memberships(&app, &actor)?,
            claimed_by: asked.mine.filter(|mine| *mine).map(|_| actor.user),
            office: asked.office.map(OrganizationId::new),
            area: asked.area,
            case: asked.case.map(CaseId::new),
            after: page.position(),
            limit: page.rows(),
        };
        let rows = tasks::queue(app.store.read(), &wanted).await?;
        let (rows, next_cursor) = page.cut(rows, |row| (place_in_time(row.due_at), row.id));
        Ok(Json(Page { items: shown(&app, rows).await?, next_cursor }))
    }

    /// A task
    #[oai(path = "/tasks/:task_id", method = "get", operation_id = "task.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, task_id: Path<Uuid>) -> Result<Found, Problem> {
        Ok(found(&app, &caller.0, TaskId::new(task_id.0)).await?)
    }

    /// Take a task
    #[oai(path = "/tasks/:task_id/claim", method = "post", operation_id = "task.claim")]
    async fn claim(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
    ) -> Result<Found, Problem> {
        Ok(done(&app, request, TaskClaim { task: TaskId::new(task_id.0) }).await?)
    }

    /// Put a task back on the office's desk
    #[oai(path = "/tasks/:task_id/release", method = "post", operation_id = "task.release")]
    async fn release(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
    ) -> Result<Found, Problem> {
        Ok(done(&app, request, Release { task: TaskId::new(task_id.0) }).await?)
    }

    /// Pass a task to a colleague of the same office
    #[oai(path = "/tasks/:task_id/reassign", method = "post", operation_id = "task.reassign")]
    async fn reassign(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
        body: Json<Reassignment>,
    ) -> Result<Found, Problem> {
        let command = Reassign { task: TaskId::new(task_id.0), to: UserId::new(body.user_id) };
        Ok(done(&app, request, command).await?)
    }

    /// Say that a task is done which no move of a case finishes
    #[oai(path = "/tasks/:task_id/finish", method = "post", operation_id = "task.finish")]
    async fn finish(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
    ) -> Result<Found, Problem> {
        Ok(done(&app, request, Finish { task: TaskId::new(task_id.0) }).await?)
    }
}

async fn done<D: Command<Output = TaskId>>(
    app: &App,
    request: CommandRequest<IfMatchAndKey>,
    command: D,
) -> Result<Found, AppError> {
    let done = execute(app, &request.context, command).await?;
    found(app, &request.actor, done.answer).await
}

async fn found(app: &App, actor: &Actor, task: TaskId) -> Result<Found, AppError> {
    let memberships = readable_memberships(app, actor)?;
    let row = tasks::find(app.store.read(), &memberships, task).await?.ok_or(AppError::NotFound)?;
    let etag = etag_of_row(row.version);
    let task = shown(app, vec![row]).await?.pop().ok_or(AppError::NotFound)?;
    Ok(Found::Task(Json(task), etag))
}

async fn shown(app: &App, rows: Vec<Model>) -> Result<Vec<Task>, AppError> {
    let db = app.store.read();
    let cases: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.case_id).collect();
    let people: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.claimed_by).collect();
    let offices: Vec<OrganizationId> = rows.iter().map(|row| OrganizationId::new(row.organization_id)).collect();
    let (codes, people) = (labels::case_codes(db, &cases).await?, labels::people(db, &people).await?);
    let offices = organizations::names(db, &offices).await?;
    let (now, locale) = (app.clock.now(), request_context::locale());
    let task = |row: Model| {
        let roles = tasks::roles(&row).into_iter().map(|role| role.as_str().to_owned()).collect();
        let title: Option<Localized> = serde_json::from_value(row.title).ok();
        let office = offices.get(&OrganizationId::new(row.organization_id));
        Task {
            id: row.id,
            kind: row.kind,
            title: title.map_or_else(String::new, |title| title.get(locale).to_owned()),
            case: row.case_id.map(|id| TaskCase { id, code: codes.get(&id).cloned().unwrap_or_default() }),
            organization: Named {
                id: row.organization_id,
                name: office.map_or_else(String::new, |name| name.get(locale).to_owned()),
            },
            roles,
            area_id: row.area_id,
            due_at: row.due_at,
            overdue: row.due_at.is_some_and(|due| due <= now),
            status: row.status.as_str().to_owned(),
            claimed_by: row.claimed_by.map(|id| Named { id, name: people.get(&id).cloned().unwrap_or_default() }),
            version: row.version,
            created_at: row.created_at,
        }
    };
    Ok(rows.into_iter().map(task).collect())
}
