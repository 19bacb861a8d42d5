//! Ends an offer without a transfer: the other owner declines, or the offering owner withdraws.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::Conflict;
use uuid::Uuid;

use super::{load, still_offered};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::register::required_permission;
use api_store::assets::asset_transfers::{self, End, Transfer};

#[derive(Debug, Clone, Copy)]
pub struct Settle {
    pub transfer: Uuid,
    pub end: End,
}

#[async_trait]
impl Command for Settle {
    type Loaded = Transfer;
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        match self.end {
            End::Withdrawn => required_permission("transfer"),
            End::Accepted | End::Declined => required_permission("take_over"),
        }
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Transfer, AppError> {
        load(context, self.transfer).await
    }

    fn relations(&self, seen: &Transfer, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.from, Stance::Owner), (seen.to, Stance::Public)])
    }

    fn decide(&self, seen: &Transfer, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(still_offered(seen)?)
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: Transfer, (): ()) -> Result<Uuid, AppError> {
        let by = Some(context.request.actor()?.user);
        if asset_transfers::settle(context.tx, self.transfer, self.end, by, context.now).await? {
            Ok(self.transfer)
        } else {
            Err(Conflict::TransferSettledByAnother.into())
        }
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
