//! Sends letters again that were given up, after somebody has mended what was wrong: one letter, or all that fit a filter.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::{OrganizationId, OutboxId};
use domain::messages::{Conflict, FieldProblem, Rule};
use uuid::Uuid;

use crate::act::{Caller, Deed, Desk, Permission};
use crate::ask::ask_in_office;
use crate::error::AppError;
use api_store::entities::outbox::Model as Letter;
use api_store::entities::status::LetterStatus;
use api_store::notices::outbox;
use api_store::notices::outbox_retry::{self, DeadLetters};

/// What the grants call it.
pub const RESOURCE: &str = "outbox";

/// Send one dead letter again.
#[derive(Debug, Clone, Copy)]
pub struct RetryLetter {
    /// The letter.
    pub letter: OutboxId,
}

/// Send all dead letters again that fit a filter.
#[derive(Debug, Clone, Default)]
pub struct RetryDeadLetters {
    /// The filter.
    pub which: DeadLetters,
}

/// The outbox belongs to the installation: its administrators and the regulators work on it, and its command line.
async fn authorize(desk: &Desk<'_>, permission: &Permission) -> Result<(), AppError> {
    match &desk.call.caller {
        Caller::Person(actor) => ask_in_office(desk.tx, desk.house, actor, permission).await.map(drop),
        Caller::System => Ok(()),
    }
}

fn relations(desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    let offices = desk.call.actor().map(Actor::organizations).unwrap_or_default();
    offices.into_iter().flat_map(|office| [(office, Stance::Admin), (office, Stance::Regulator)]).collect()
}

#[async_trait]
impl Deed for RetryLetter {
    type Seen = Letter;
    type Decided = ();
    type Answer = OutboxId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "retry")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Letter, AppError> {
        authorize(desk, &self.asks()).await?;
        outbox::find(desk.tx, self.letter.uuid()).await?.ok_or(AppError::NotFound)
    }

    fn relations(&self, _seen: &Letter, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(desk)
    }

    fn decide(&self, seen: &Letter, _desk: &Desk<'_>) -> Result<(), AppError> {
        if seen.status == LetterStatus::Dead { Ok(()) } else { Err(Rule::LetterIsNotDead.into()) }
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Letter, (): ()) -> Result<OutboxId, AppError> {
        if outbox_retry::retry(desk.tx, self.letter.uuid(), desk.now).await? {
            Ok(self.letter)
        } else {
            Err(Conflict::LetterSentAgain.into())
        }
    }

    fn subject(&self, answer: &OutboxId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

#[async_trait]
impl Deed for RetryDeadLetters {
    type Seen = ();
    type Decided = ();
    /// How many letters are sent again.
    type Answer = u64;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "retry_all")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<(), AppError> {
        authorize(desk, &self.asks()).await
    }

    fn relations(&self, (): &(), desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(desk)
    }

    fn decide(&self, (): &(), _desk: &Desk<'_>) -> Result<(), AppError> {
        if let (Some(from), Some(before)) = (self.which.written_from, self.which.written_before)
            && from >= before
        {
            return Err(AppError::invalid("/written_before", FieldProblem::LaterThanWrittenFrom));
        }
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, (): (), (): ()) -> Result<u64, AppError> {
        Ok(outbox_retry::retry_all(desk.tx, &self.which, desk.now).await?)
    }

    fn subject(&self, _answer: &u64) -> Option<Uuid> {
        None
    }
}
