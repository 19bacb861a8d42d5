//! Take a task for oneself. Of several who reach for it, one gets it; the others are told.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId};
use domain::messages::{Noun, Rule};
use uuid::Uuid;

use super::{asks, load, relations, taken_by_another, unfinished};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use api_store::entities::tasks::Model as Task;
use api_store::{cases::tasks, people::absences};

/// Take this task.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Which.
    pub task: TaskId,
}

/// What is read before it.
#[derive(Debug)]
pub struct Seen {
    task: Task,
    away: BTreeSet<Uuid>,
}

#[async_trait]
impl Deed for Claim {
    type Seen = Seen;
    type Decided = ();
    type Answer = TaskId;

    fn asks(&self) -> Permission {
        asks("claim")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Seen, AppError> {
        let task = load(desk, self.task).await?;
        let today = desk.house.local_date(desk.now);
        let away = absences::away(desk.tx, [desk.call.actor()?.user.uuid()], today).await?;
        Ok(Seen { task, away })
    }

    fn relations(&self, seen: &Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.task)
    }

    fn decide(&self, seen: &Seen, desk: &Desk<'_>) -> Result<(), AppError> {
        unfinished(&seen.task)?;
        let me = desk.call.actor()?.user.uuid();
        match seen.task.claimed_by {
            Some(other) if other != me => Err(taken_by_another()),
            Some(_) | None if seen.away.contains(&me) => Err(away()),
            Some(_) | None => Ok(()),
        }
    }

    async fn save(&self, desk: &Desk<'_>, seen: Seen, (): ()) -> Result<TaskId, AppError> {
        let me = desk.call.actor()?.user;
        if seen.task.claimed_by == Some(me.uuid()) || tasks::hand_over(desk.tx, &seen.task, me).await? {
            Ok(self.task)
        } else {
            Err(desk.overtaken(Noun::Task))
        }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

fn away() -> AppError {
    Rule::IsAway.into()
}
