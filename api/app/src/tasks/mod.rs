//! What people do with their tasks: take one, put it back, pass it to a colleague.
//!
//! A turn that nobody takes is told to those who lead the office, and what people who are away hold goes back to it. A task is
//! finished by the move of its case, not by hand; only tasks that no case finishes (an undelivered letter) are.

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

/// What the grants call it.
pub const RESOURCE: &str = "task";

fn required_permission(verb: &str) -> Permission {
    Permission::new(RESOURCE, verb)
}

/// The memberships for which a person sees tasks; lists, single reads and changes look through the same ones.
///
/// # Errors
/// [`AppError::Forbidden`] when there is none.
pub fn readable_seats(app: &App, actor: &Actor) -> Result<Vec<Membership>, AppError> {
    let access = &app.policies.access;
    let may = |membership: &&Membership| access.may(membership.role, Stance::Owner, RESOURCE, "read");
    let memberships: Vec<Membership> = actor.memberships.iter().filter(may).cloned().collect();
    if memberships.is_empty() { Err(AppError::forbidden(Rule::NoRoleHasTasks)) } else { Ok(memberships) }
}

/// A task that one of the caller's memberships may do, as the caller saw it.
async fn load(context: &CommandContext<'_>, task: TaskId) -> Result<Task, AppError> {
    let memberships = readable_seats(context.app, context.request.actor()?)?;
    let found = tasks::find(context.tx, &memberships, task).await?.ok_or(AppError::NotFound)?;
    context.expect_version(u64::try_from(found.version).unwrap_or_default())?;
    Ok(found)
}

/// The office a task lies with owns it.
fn relations(task: &Task) -> BTreeSet<(OrganizationId, Stance)> {
    BTreeSet::from([(OrganizationId::new(task.organization_id), Stance::Owner)])
}

fn unfinished(task: &Task) -> Result<(), AppError> {
    if tasks::is_unfinished(task) { Ok(()) } else { Err(Rule::TaskIsOver.into()) }
}

fn taken_by_another() -> AppError {
    Rule::TaskIsClaimed.into()
}
