//! Returns the tasks of absent people: on the first day of an absence the person's claimed tasks go
//! back to the organisation's queue, which is monitored again.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::Noun;
use uuid::Uuid;

use super::{RESOURCE, relations};
use crate::app::App;
use crate::command_pipeline::{Command, CommandContext, Permission, RequestContext, execute};
use crate::error::AppError;
use api_store::entities::tasks::Model as Task;
use api_store::{cases::tasks, people::absences};

/// The largest number of tasks in one run.
const AT_ONCE: u64 = 100;

/// Returns the tasks of absent people to the queue; gives the number of tasks.
pub async fn run(app: &App) -> Result<usize, AppError> {
    let today = app.local_date(app.clock.now());
    let mut back = 0_usize;
    for task in tasks::held_by_the_absent(app.store.read(), today, AT_ONCE).await? {
        match execute(app, &RequestContext::of_system("absence"), ReturnToQueue { task }).await {
            Ok(done) => back = back.saturating_add(usize::from(done.answer)),
            // Another node or person has claimed, finished or released the task in the meantime.
            Err(AppError::Conflict(_) | AppError::Again) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(back)
}

/// Returns one task, if its holder is still absent.
struct ReturnToQueue {
    task: Task,
}

#[async_trait]
impl Command for ReturnToQueue {
    type Loaded = bool;
    type Decision = bool;
    type Output = bool;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "put_back")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<bool, AppError> {
        let today = context.app.local_date(context.now);
        Ok(!absences::away(context.tx, self.task.claimed_by, today).await?.is_empty())
    }

    fn relations(&self, _away: &bool, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&self.task)
    }

    fn decide(&self, away: &bool, _context: &CommandContext<'_>) -> Result<bool, AppError> {
        Ok(*away)
    }

    async fn save(&self, context: &CommandContext<'_>, _away: bool, decided: bool) -> Result<bool, AppError> {
        if !decided {
            return Ok(false);
        }
        if tasks::return_to_queue(context.tx, &self.task, context.now).await? {
            Ok(true)
        } else {
            Err(context.overtaken(Noun::Task))
        }
    }

    fn subject(&self, _answer: &bool) -> Option<Uuid> {
        Some(self.task.id)
    }
}
