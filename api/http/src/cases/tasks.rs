//! Tasks: the queues of a person and an office, and the assignment of tasks.

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
use crate::etag::etag;
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

/// A task of an office.
#[derive(Debug, Object)]
struct Task {
    id: Uuid,
    /// `turn` (a case waits), `undelivered_letter` or `inspection`.
    kind: String,
    /// Title in the reader's language.
    title: String,
    /// Case that the task belongs to.
    case: Option<TaskCase>,
    /// Responsible office.
    organization: NamedReference,
    /// Roles that may perform the task.
    roles: Vec<String>,
    area_id: Option<Uuid>,
    due_at: Option<DateTime<Utc>>,
    overdue: bool,
    /// `open`, `claimed`, `done` or `cancelled`.
    status: String,
    /// Person who claimed the task.
    claimed_by: Option<NamedReference>,
    version: i64,
    created_at: DateTime<Utc>,
}

/// Identifier and code of the case of a task.
#[derive(Debug, Object)]
struct TaskCase {
    id: Uuid,
    code: String,
}

/// Identifier and name of a person or an organisation.
#[derive(Debug, Object)]
struct NamedReference {
    id: Uuid,
    name: String,
}

/// New assignee of a task.
#[derive(Debug, Object)]
struct TaskReassignment {
    /// Member of the same office who may perform the task.
    user_id: Uuid,
}

#[derive(Debug, ApiResponse)]
enum TaskResponse {
    /// The task, with its version in `ETag`.
    #[oai(status = 200)]
    Task(Json<Task>, #[oai(header = "ETag")] String),
}

query_parameters! {
    /// Filters of a list of tasks.
    #[derive(Debug)]
    pub(crate) struct TaskParameters {
        /// Only tasks that the caller has claimed.
        mine: Option<bool>,
        /// Only tasks of this office.
        office: Option<Uuid>,
        /// Only tasks in this administrative unit.
        area: Option<Uuid>,
        /// Only tasks of this case.
        case: Option<Uuid>,
    }
}

#[derive(Debug)]
pub struct Tasks;

#[OpenApi]
impl Tasks {
    /// List tasks
    ///
    /// Lists unfinished tasks that the caller may perform. The most urgent comes first.
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

    /// Get a task
    #[oai(path = "/tasks/:task_id", method = "get", operation_id = "task.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, task_id: Path<Uuid>) -> Result<TaskResponse, Problem> {
        Ok(found(&app, &caller.0, TaskId::new(task_id.0)).await?)
    }

    /// Claim a task
    #[oai(path = "/tasks/:task_id/claim", method = "post", operation_id = "task.claim")]
    async fn claim(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
    ) -> Result<TaskResponse, Problem> {
        Ok(done(&app, request, TaskClaim { task: TaskId::new(task_id.0) }).await?)
    }

    /// Release a task
    ///
    /// Returns the task to the queue of the office.
    #[oai(path = "/tasks/:task_id/release", method = "post", operation_id = "task.release")]
    async fn release(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
    ) -> Result<TaskResponse, Problem> {
        Ok(done(&app, request, Release { task: TaskId::new(task_id.0) }).await?)
    }

    /// Reassign a task
    ///
    /// The new assignee is a member of the same office.
    #[oai(path = "/tasks/:task_id/reassign", method = "post", operation_id = "task.reassign")]
    async fn reassign(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
        body: Json<TaskReassignment>,
    ) -> Result<TaskResponse, Problem> {
        let command = Reassign { task: TaskId::new(task_id.0), to: UserId::new(body.user_id) };
        Ok(done(&app, request, command).await?)
    }

    /// Finish a task
    ///
    /// Only for tasks that no action of a case finishes.
    #[oai(path = "/tasks/:task_id/finish", method = "post", operation_id = "task.finish")]
    async fn finish(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        task_id: Path<Uuid>,
    ) -> Result<TaskResponse, Problem> {
        Ok(done(&app, request, Finish { task: TaskId::new(task_id.0) }).await?)
    }
}

async fn done<D: Command<Output = TaskId>>(
    app: &App,
    request: CommandRequest<IfMatchAndKey>,
    command: D,
) -> Result<TaskResponse, AppError> {
    let done = execute(app, &request.context, command).await?;
    found(app, &request.actor, done.answer).await
}

async fn found(app: &App, actor: &Actor, task: TaskId) -> Result<TaskResponse, AppError> {
    let memberships = readable_memberships(app, actor)?;
    let row = tasks::find(app.store.read(), &memberships, task).await?.ok_or(AppError::NotFound)?;
    let etag = etag(row.version);
    let task = shown(app, vec![row]).await?.pop().ok_or(AppError::NotFound)?;
    Ok(TaskResponse::Task(Json(task), etag))
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
            organization: NamedReference {
                id: row.organization_id,
                name: office.map_or_else(String::new, |name| name.get(locale).to_owned()),
            },
            roles,
            area_id: row.area_id,
            due_at: row.due_at,
            overdue: row.due_at.is_some_and(|due| due <= now),
            status: row.status.as_str().to_owned(),
            claimed_by: row
                .claimed_by
                .map(|id| NamedReference { id, name: people.get(&id).cloned().unwrap_or_default() }),
            version: row.version,
            created_at: row.created_at,
        }
    };
    Ok(rows.into_iter().map(task).collect())
}
