//! End an offer without a transfer: the other declines, or it is taken back.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::Conflict;
use uuid::Uuid;

use super::{load, still_offered};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use crate::register::asks;
use api_store::assets::asset_transfers::{self, End, Transfer};

/// End this offer.
#[derive(Debug, Clone, Copy)]
pub struct Settle {
    /// Which.
    pub transfer: Uuid,
    /// How.
    pub end: End,
}

#[async_trait]
impl Deed for Settle {
    type Seen = Transfer;
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        match self.end {
            End::Withdrawn => asks("transfer"),
            End::Accepted | End::Declined => asks("take_over"),
        }
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Transfer, AppError> {
        load(desk, self.transfer).await
    }

    fn relations(&self, seen: &Transfer, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.from, Stance::Owner), (seen.to, Stance::Public)])
    }

    fn decide(&self, seen: &Transfer, _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(still_offered(seen)?)
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Transfer, (): ()) -> Result<Uuid, AppError> {
        let by = Some(desk.call.actor()?.user);
        if asset_transfers::settle(desk.tx, self.transfer, self.end, by, desk.now).await? {
            Ok(self.transfer)
        } else {
            Err(Conflict::TransferSettledByAnother.into())
        }
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
