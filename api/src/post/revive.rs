//! Give a dead letter another chance, after somebody has mended what was wrong.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::{OrganizationId, OutboxId};
use domain::workflow::denial::Refusal;
use uuid::Uuid;

use crate::act::{Deed, Desk, Permission};
use crate::ask::ask_in_office;
use crate::failure::Failure;
use crate::store::outbox;
use crate::store::rows::outbox::Model as Letter;

/// What the grants call it.
pub const RESOURCE: &str = "outbox";

/// Try this letter again.
#[derive(Debug, Clone, Copy)]
pub struct Revive {
    /// Which.
    pub letter: OutboxId,
}

#[async_trait]
impl Deed for Revive {
    type Seen = Letter;
    type Decided = ();
    type Answer = OutboxId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "retry")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Letter, Failure> {
        ask_in_office(desk.tx, desk.house, desk.call.actor()?, &self.asks()).await?;
        outbox::find(desk.tx, self.letter.uuid()).await?.ok_or(Failure::NotFound)
    }

    /// The post room is the house's: those who keep the house and those who watch over the field stand in it.
    fn relations(&self, _seen: &Letter, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        let offices = desk.call.actor().map(Actor::organizations).unwrap_or_default();
        offices.into_iter().flat_map(|office| [(office, Stance::Admin), (office, Stance::Regulator)]).collect()
    }

    fn decide(&self, seen: &Letter, _desk: &Desk<'_>) -> Result<(), Failure> {
        if seen.status == outbox::DEAD {
            Ok(())
        } else {
            Err(Refusal::new(
                "letter_is_not_dead",
                "Chỉ gửi lại được văn bản đã gửi không thành.",
                "only a letter that was given up can be tried again",
            )
            .into())
        }
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Letter, (): ()) -> Result<OutboxId, Failure> {
        if outbox::revive(desk.tx, self.letter.uuid(), desk.now).await? {
            Ok(self.letter)
        } else {
            Err(Failure::Conflict("somebody else revived the letter in the same moment".to_owned()))
        }
    }

    fn subject(&self, answer: &OutboxId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
