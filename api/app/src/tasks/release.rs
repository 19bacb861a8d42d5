//! Put a task back on the office's desk.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId};
use domain::messages::{Noun, Rule};
use uuid::Uuid;

use super::{asks, load, relations, taken_by_another, unfinished};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use api_store::cases::tasks;
use api_store::entities::tasks::Model as Task;

/// Put this task back.
#[derive(Debug, Clone, Copy)]
pub struct Release {
    /// Which.
    pub task: TaskId,
}

#[async_trait]
impl Deed for Release {
    type Seen = Task;
    type Decided = ();
    type Answer = TaskId;

    fn asks(&self) -> Permission {
        asks("release")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Task, AppError> {
        load(desk, self.task).await
    }

    fn relations(&self, seen: &Task, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(seen)
    }

    fn decide(&self, seen: &Task, desk: &Desk<'_>) -> Result<(), AppError> {
        unfinished(seen)?;
        match seen.claimed_by {
            Some(holder) if holder == desk.call.actor()?.user.uuid() => Ok(()),
            Some(_) => Err(taken_by_another()),
            None => Err(Rule::TaskIsFree.into()),
        }
    }

    async fn save(&self, desk: &Desk<'_>, seen: Task, (): ()) -> Result<TaskId, AppError> {
        if tasks::put_back(desk.tx, &seen, desk.now).await? { Ok(self.task) } else { Err(desk.overtaken(Noun::Task)) }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
