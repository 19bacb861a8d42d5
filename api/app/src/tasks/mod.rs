//! Commands on tasks: claim a task, release it, reassign it to a colleague.
//!
//! The leads of the organisation are notified of a task that nobody claims, and the tasks of absent
//! people return to the organisation's queue. An action on the case finishes its task; only tasks
//! that no case finishes (an undelivered letter) are finished by hand.

pub mod assignees;
mod claim;
mod finish;
mod reassign;
mod release;
pub mod return_to_queue;
pub mod unattended;

use std::collections::BTreeSet;

use domain::access::{Actor, Membership, Stance};
use domain::ids::{OrganizationId, TaskId};
use domain::messages::Rule;

pub use claim::TaskClaim;
pub use finish::Finish;
pub use reassign::Reassign;
pub use release::Release;

use crate::app::App;
use crate::command_pipeline::{CommandContext, Permission};
use crate::error::AppError;
use api_store::cases::tasks;
use api_store::entities::tasks::Model as Task;

/// The resource name in grants.
pub const RESOURCE: &str = "task";

fn required_permission(verb: &str) -> Permission {
    Permission::new(RESOURCE, verb)
}

/// The memberships through which a person sees tasks; lists, single reads and changes all use them.
///
/// # Errors
/// [`AppError::Forbidden`] when there is none.
pub fn readable_memberships(app: &App, actor: &Actor) -> Result<Vec<Membership>, AppError> {
    let access = &app.policies.access;
    let may = |membership: &&Membership| access.may(membership.role, Stance::Owner, RESOURCE, "read");
    let memberships: Vec<Membership> = actor.memberships.iter().filter(may).cloned().collect();
    if memberships.is_empty() { Err(AppError::forbidden(Rule::NoRoleHasTasks)) } else { Ok(memberships) }
}

/// Loads a task that one of the caller's memberships may do, and checks the version that the caller
/// saw.
async fn load(context: &CommandContext<'_>, task: TaskId) -> Result<Task, AppError> {
    let memberships = readable_memberships(context.app, context.request.actor()?)?;
    let found = tasks::find(context.tx, &memberships, task).await?.ok_or(AppError::NotFound)?;
    context.expect_version(u64::try_from(found.version).unwrap_or_default())?;
    Ok(found)
}

/// The organisation of a task owns the task.
fn relations(task: &Task) -> BTreeSet<(OrganizationId, Stance)> {
    BTreeSet::from([(OrganizationId::new(task.organization_id), Stance::Owner)])
}

fn unfinished(task: &Task) -> Result<(), AppError> {
    if tasks::is_unfinished(task) { Ok(()) } else { Err(Rule::TaskIsOver.into()) }
}

fn taken_by_another() -> AppError {
    Rule::TaskIsClaimed.into()
}
