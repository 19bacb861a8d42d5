//! Finishes a task that no action on a case finishes: an undelivered letter was delivered by hand,
//! a pole was inspected.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId};
use domain::messages::{Noun, Rule};
use uuid::Uuid;

use super::{load, relations, required_permission, taken_by_another, unfinished};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::cases::tasks::{self, Kind};
use api_store::entities::tasks::Model as Task;

#[derive(Debug, Clone, Copy)]
pub struct Finish {
    pub task: TaskId,
}

#[async_trait]
impl Command for Finish {
    type Loaded = Task;
    type Decision = ();
    type Output = TaskId;

    /// A person who may claim such a task may finish it.
    fn required_permission(&self) -> Permission {
        required_permission("claim")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Task, AppError> {
        load(context, self.task).await
    }

    fn relations(&self, seen: &Task, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(seen)
    }

    fn decide(&self, seen: &Task, context: &CommandContext<'_>) -> Result<(), AppError> {
        unfinished(seen)?;
        if seen.kind == Kind::Turn.as_str() {
            return Err(Rule::TaskEndsWithItsCase.into());
        }
        match seen.claimed_by {
            Some(other) if other != context.request.actor()?.user.uuid() => Err(taken_by_another()),
            Some(_) | None => Ok(()),
        }
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Task, (): ()) -> Result<TaskId, AppError> {
        if tasks::finish(context.tx, &seen, context.now).await? {
            Ok(self.task)
        } else {
            Err(context.overtaken(Noun::Task))
        }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
