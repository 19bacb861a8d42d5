//! Say that a task is done which no move of a case finishes: an undelivered letter was brought by hand, a pole was looked at.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId};
use domain::messages::{Noun, Rule};
use uuid::Uuid;

use super::{asks, load, relations, taken_by_another, unfinished};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use api_store::cases::tasks::{self, Kind};
use api_store::entities::tasks::Model as Task;

/// This task is done.
#[derive(Debug, Clone, Copy)]
pub struct Finish {
    /// Which.
    pub task: TaskId,
}

#[async_trait]
impl Deed for Finish {
    type Seen = Task;
    type Decided = ();
    type Answer = TaskId;

    /// Whoever may take such a task may say that it is done.
    fn asks(&self) -> Permission {
        asks("claim")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Task, AppError> {
        load(desk, self.task).await
    }

    fn relations(&self, seen: &Task, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(seen)
    }

    fn decide(&self, seen: &Task, desk: &Desk<'_>) -> Result<(), AppError> {
        unfinished(seen)?;
        if seen.kind == Kind::Turn.as_str() {
            return Err(Rule::TaskEndsWithItsCase.into());
        }
        match seen.claimed_by {
            Some(other) if other != desk.call.actor()?.user.uuid() => Err(taken_by_another()),
            Some(_) | None => Ok(()),
        }
    }

    async fn save(&self, desk: &Desk<'_>, seen: Task, (): ()) -> Result<TaskId, AppError> {
        if tasks::finish(desk.tx, &seen, desk.now).await? { Ok(self.task) } else { Err(desk.overtaken(Noun::Task)) }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
