//! Take a task for oneself. Of several who reach for it, one gets it; the others are told.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId};
use uuid::Uuid;

use super::{asks, load, relations, taken_by_another, unfinished};
use crate::act::{Deed, Desk, Permission};
use crate::failure::Failure;
use crate::store::rows::tasks::Model as Task;
use crate::store::tasks;

/// Take this task.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Which.
    pub task: TaskId,
}

#[async_trait]
impl Deed for Claim {
    type Seen = Task;
    type Decided = ();
    type Answer = TaskId;

    fn asks(&self) -> Permission {
        asks("claim")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Task, Failure> {
        load(desk, self.task).await
    }

    fn relations(&self, seen: &Task, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(seen)
    }

    fn decide(&self, seen: &Task, desk: &Desk<'_>) -> Result<(), Failure> {
        unfinished(seen)?;
        match seen.claimed_by {
            Some(other) if other != desk.call.actor()?.user.uuid() => Err(taken_by_another()),
            Some(_) | None => Ok(()),
        }
    }

    async fn save(&self, desk: &Desk<'_>, seen: Task, (): ()) -> Result<TaskId, Failure> {
        let me = desk.call.actor()?.user;
        if seen.claimed_by == Some(me.uuid()) || tasks::hand_over(desk.tx, &seen, Some(me)).await? {
            Ok(self.task)
        } else {
            Err(desk.overtaken("the task"))
        }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
