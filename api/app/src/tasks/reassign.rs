//! Reassigns a task to a colleague: a lead does it, within the organisation, to a person who may do
//! the task.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, TaskId, UserId};
use domain::messages::{FieldProblem, Noun};
use uuid::Uuid;

use super::{load, relations, required_permission, unfinished};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::entities::tasks::Model as Task;
use api_store::{cases::tasks, notices::addressees, people::absences};

#[derive(Debug, Clone, Copy)]
pub struct Reassign {
    pub task: TaskId,
    pub to: UserId,
}

#[derive(Debug)]
pub struct Loaded {
    task: Task,
    able: BTreeSet<UserId>,
    away: BTreeSet<Uuid>,
}

#[async_trait]
impl Command for Reassign {
    type Loaded = Loaded;
    type Decision = ();
    type Output = TaskId;

    fn required_permission(&self) -> Permission {
        required_permission("reassign")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let task = load(context, self.task).await?;
        let office = OrganizationId::new(task.organization_id);
        let today = context.app.local_date(context.now);
        let able = addressees::with_roles(context.tx, office, &tasks::roles(&task), today).await?;
        let away = absences::away(context.tx, [self.to.uuid()], today).await?;
        Ok(Loaded { task, able, away })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.task)
    }

    fn decide(&self, seen: &Loaded, _context: &CommandContext<'_>) -> Result<(), AppError> {
        unfinished(&seen.task)?;
        if !seen.able.contains(&self.to) {
            return Err(AppError::invalid("/user_id", FieldProblem::NotOfThisOffice));
        }
        if seen.away.contains(&self.to.uuid()) {
            return Err(AppError::invalid("/user_id", FieldProblem::PersonIsAway));
        }
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, (): ()) -> Result<TaskId, AppError> {
        if tasks::hand_over(context.tx, &seen.task, self.to).await? {
            Ok(self.task)
        } else {
            Err(context.overtaken(Noun::Task))
        }
    }

    fn subject(&self, answer: &TaskId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
