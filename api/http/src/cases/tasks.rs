//! Tasks of offices: read, claim, release, reassign and finish.

use domain::access::Actor;
use domain::ids::{TaskId, UserId};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::task_view::{self, Task};
use crate::etag::etag_for;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey};
use api_app::app::App;
use api_app::command_pipeline::{Command, execute};
use api_app::error::AppError;
use api_app::reads::tasks;
use api_app::tasks::{Finish, Reassign, Release, TaskClaim, assignees, readable_memberships};

/// New assignee of a task.
#[derive(Debug, Object)]
struct TaskReassignment {
    /// Member of the same office who may perform the task.
    user_id: Uuid,
}

/// Persons to whom a task can be reassigned.
#[derive(Debug, Object)]
struct TaskAssigneeList {
    items: Vec<TaskAssignee>,
}

/// Member of the office who may perform the task.
#[derive(Debug, Object)]
struct TaskAssignee {
    user_id: Uuid,
    name: String,
    /// Whether the person is absent today; a task is not reassigned to an absent person.
    is_absent: bool,
}

#[derive(Debug, ApiResponse)]
enum TaskResponse {
    /// The task, with its version in `ETag`.
    #[oai(status = 200)]
    Task(Json<Task>, #[oai(header = "ETag")] String),
}

#[derive(Debug)]
pub struct Tasks;

#[OpenApi]
impl Tasks {
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

    /// List the possible assignees of a task
    ///
    /// Only those who may reassign the task read the list.
    #[oai(path = "/tasks/:task_id/assignees", method = "get", operation_id = "task_assignee.list")]
    async fn assignees(
        &self,
        app: Data<&App>,
        caller: Caller,
        task_id: Path<Uuid>,
    ) -> Result<Json<TaskAssigneeList>, Problem> {
        let items = assignees::of(&app, &caller.0, TaskId::new(task_id.0)).await?.into_iter();
        let items =
            items.map(|one| TaskAssignee { user_id: one.user.uuid(), name: one.name, is_absent: one.is_absent });
        Ok(Json(TaskAssigneeList { items: items.collect() }))
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
    let version = row.version;
    let task = task_view::shown(app, actor, vec![row]).await?.pop().ok_or(AppError::NotFound)?;
    let tag = etag_for(actor, version, &task);
    Ok(TaskResponse::Task(Json(task), tag))
}
