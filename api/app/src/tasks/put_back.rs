//! Whoever is away holds no task: on the first day of an absence what a person has claimed goes back to the office's desk, where
//! its queue is watched again.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::Noun;
use uuid::Uuid;

use super::{RESOURCE, relations};
use crate::act::{Call, Deed, Desk, Permission, act};
use crate::error::AppError;
use crate::house::House;
use api_store::entities::tasks::Model as Task;
use api_store::{cases::tasks, people::absences};

/// How many go back in one go.
const AT_ONCE: u64 = 100;

/// Puts back what people who are away hold; answers of how many tasks.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn run(house: &House) -> Result<usize, AppError> {
    let today = house.local_date(house.clock.now());
    let mut back = 0_usize;
    for task in tasks::held_by_the_absent(house.store.read(), today, AT_ONCE).await? {
        match act(house, &Call::of_the_house("absence"), PutBack { task }).await {
            Ok(done) => back = back.saturating_add(usize::from(done.answer)),
            // Taken, finished or put back by somebody else meanwhile.
            Err(AppError::Conflict(_) | AppError::Again) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(back)
}

/// Put this one back, if who holds it is still away.
struct PutBack {
    task: Task,
}

#[async_trait]
impl Deed for PutBack {
    type Seen = bool;
    type Decided = bool;
    type Answer = bool;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "put_back")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<bool, AppError> {
        let today = desk.house.local_date(desk.now);
        Ok(!absences::away(desk.tx, self.task.claimed_by, today).await?.is_empty())
    }

    fn relations(&self, _away: &bool, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&self.task)
    }

    fn decide(&self, away: &bool, _desk: &Desk<'_>) -> Result<bool, AppError> {
        Ok(*away)
    }

    async fn save(&self, desk: &Desk<'_>, _away: bool, decided: bool) -> Result<bool, AppError> {
        if !decided {
            return Ok(false);
        }
        if tasks::put_back(desk.tx, &self.task, desk.now).await? { Ok(true) } else { Err(desk.overtaken(Noun::Task)) }
    }

    fn subject(&self, _answer: &bool) -> Option<Uuid> {
        Some(self.task.id)
    }
}
