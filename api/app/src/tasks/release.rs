//! Returns a claimed task to the organisation's queue.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId};
use domain::messages::{Noun, Rule};
use uuid::Uuid;

use super::{load, relations, required_permission, taken_by_another, unfinished};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::cases::tasks;
use api_store::entities::tasks::Model as Task;

#[derive(Debug, Clone, Copy)]
pub struct Release {
    pub task: TaskId,
}

#[async_trait]
impl Command for Release {
    type Loaded = Task;
    type Decision = ();
    type Output = TaskId;

    fn required_permission(&self) -> Permission {
        required_permission("release")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Task, AppError> {
        load(context, self.task).await
    }

    fn relations(&self, seen: &Task, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(seen)
    }

    fn decide(&self, seen: &Task, context: &CommandContext<'_>) -> Result<(), AppError> {
        unfinished(seen)?;
        match seen.claimed_by {
            Some(holder) if holder == context.request.actor()?.user.uuid() => Ok(()),
            Some(_) => Err(taken_by_another()),
            None => Err(Rule::TaskIsFree.into()),
        }
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Task, (): ()) -> Result<TaskId, AppError> {
        if tasks::return_to_queue(context.tx, &seen, context.now).await? {
            Ok(self.task)
        } else {
            Err(context.overtaken(Noun::Task))
        }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
