//! What people do with their tasks: take one, put it back, pass it to a colleague.
//!
//! A turn that nobody takes is told to those who lead the office, and what people who are away hold goes back to it. A task is
//! finished by the move of its case, not by hand; only tasks that no case finishes (an undelivered letter) are.

mod claim;
mod finish;
pub mod put_back;
mod reassign;
mod release;
pub mod unattended;

use std::collections::BTreeSet;

use domain::access::{Actor, Seat, Stance};
use domain::ids::{OrganizationId, TaskId};
use domain::messages::Rule;

pub use claim::Claim;
pub use finish::Finish;
pub use reassign::Reassign;
pub use release::Release;

use crate::act::{Desk, Permission};
use crate::error::AppError;
use crate::house::House;
use api_store::cases::tasks;
use api_store::entities::tasks::Model as Task;

/// What the grants call it.
pub const RESOURCE: &str = "task";

fn asks(verb: &str) -> Permission {
    Permission::new(RESOURCE, verb)
}

/// The seats for which a person sees tasks; lists, single reads and changes look through the same ones.
///
/// # Errors
/// [`AppError::Forbidden`] when there is none.
pub fn readable_seats(house: &House, actor: &Actor) -> Result<Vec<Seat>, AppError> {
    let access = &house.policies.access;
    let may = |seat: &&Seat| access.may(seat.role, Stance::Owner, RESOURCE, "read");
    let seats: Vec<Seat> = actor.seats.iter().filter(may).cloned().collect();
    if seats.is_empty() { Err(AppError::forbidden(Rule::NoRoleHasTasks)) } else { Ok(seats) }
}

/// A task that one of the caller's seats may do, as the caller saw it.
async fn load(desk: &Desk<'_>, task: TaskId) -> Result<Task, AppError> {
    let seats = readable_seats(desk.house, desk.call.actor()?)?;
    let found = tasks::find(desk.tx, &seats, task).await?.ok_or(AppError::NotFound)?;
    desk.expect_version(u64::try_from(found.version).unwrap_or_default())?;
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
