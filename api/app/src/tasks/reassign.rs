//! Pass a task to a colleague: a lead does it, within the office, to somebody who may do the task.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId, UserId};
use domain::messages::{FieldProblem, Noun};
use uuid::Uuid;

use super::{asks, load, relations, unfinished};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use api_store::entities::tasks::Model as Task;
use api_store::{cases::tasks, notices::addressees, people::absences};

/// Pass this task on.
#[derive(Debug, Clone, Copy)]
pub struct Reassign {
    /// Which.
    pub task: TaskId,
    /// To whom.
    pub to: UserId,
}

/// What is read before it.
#[derive(Debug)]
pub struct Seen {
    task: Task,
    able: BTreeSet<UserId>,
    away: BTreeSet<Uuid>,
}

#[async_trait]
impl Deed for Reassign {
    type Seen = Seen;
    type Decided = ();
    type Answer = TaskId;

    fn asks(&self) -> Permission {
        asks("reassign")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Seen, AppError> {
        let task = load(desk, self.task).await?;
        let office = OrganizationId::new(task.organization_id);
        let today = desk.house.local_date(desk.now);
        let able = addressees::with_roles(desk.tx, office, &tasks::roles(&task), today).await?;
        let away = absences::away(desk.tx, [self.to.uuid()], today).await?;
        Ok(Seen { task, able, away })
    }

    fn relations(&self, seen: &Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.task)
    }

    fn decide(&self, seen: &Seen, _desk: &Desk<'_>) -> Result<(), AppError> {
        unfinished(&seen.task)?;
        if !seen.able.contains(&self.to) {
            return Err(AppError::invalid("/user_id", FieldProblem::NotOfThisOffice));
        }
        if seen.away.contains(&self.to.uuid()) {
            return Err(AppError::invalid("/user_id", FieldProblem::PersonIsAway));
        }
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, seen: Seen, (): ()) -> Result<TaskId, AppError> {
        if tasks::hand_over(desk.tx, &seen.task, self.to).await? {
            Ok(self.task)
        } else {
            Err(desk.overtaken(Noun::Task))
        }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
