//! Claims a task for the caller. Of several concurrent claims one succeeds; the others get a
//! conflict.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId};
use domain::messages::{Noun, Rule};
use uuid::Uuid;

use super::{load, relations, required_permission, taken_by_another, unfinished};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::entities::tasks::Model as Task;
use api_store::{cases::tasks, people::absences};

#[derive(Debug, Clone, Copy)]
pub struct TaskClaim {
    pub task: TaskId,
}

#[derive(Debug)]
pub struct Loaded {
    task: Task,
    away: BTreeSet<Uuid>,
}

#[async_trait]
impl Command for TaskClaim {
    type Loaded = Loaded;
    type Decision = ();
    type Output = TaskId;

    fn required_permission(&self) -> Permission {
        required_permission("claim")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let task = load(context, self.task).await?;
        let today = context.app.local_date(context.now);
        let away = absences::away(context.tx, [context.request.actor()?.user.uuid()], today).await?;
        Ok(Loaded { task, away })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.task)
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<(), AppError> {
        unfinished(&seen.task)?;
        let me = context.request.actor()?.user.uuid();
        match seen.task.claimed_by {
            Some(other) if other != me => Err(taken_by_another()),
            Some(_) | None if seen.away.contains(&me) => Err(away()),
            Some(_) | None => Ok(()),
        }
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, (): ()) -> Result<TaskId, AppError> {
        let me = context.request.actor()?.user;
        if seen.task.claimed_by == Some(me.uuid()) || tasks::hand_over(context.tx, &seen.task, me).await? {
            Ok(self.task)
        } else {
            Err(context.overtaken(Noun::Task))
        }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

fn away() -> AppError {
    Rule::IsAway.into()
}
