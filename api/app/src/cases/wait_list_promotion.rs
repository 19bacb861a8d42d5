//! Moved room goes to those who wait, in the order of the line, each case once.

use std::collections::{BTreeSet, VecDeque};

use chrono::{DateTime, Utc};
use domain::{
    cases::sharing::PROMOTE,
    ids::AssetId,
    workflow::{
        decide::{ActionRequest, OnFile, decide},
        doer::Doer,
        name::ActionId,
    },
};

use super::{
    apply_changes::reservation_end,
    effective_law,
    facts::{self, Look},
    record::Record,
};
use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::{
    assets::{
        ledger,
        wait_list::{self, Promotion},
    },
    cases::{self, CaseVisibility},
};

/// Gives the room of assets to those who wait, as long as it lasts. A case for which it is not
/// enough keeps its place; one that can use none any more leaves the line, and what it was given
/// goes to the next.
#[derive(Debug)]
pub(super) struct WaitListPromotion {
    /// Assets with room that has not been offered to those who wait.
    free: BTreeSet<AssetId>,
    /// Cases that were given room, and whose trails do not say so.
    promoted: VecDeque<Promotion>,
    at: DateTime<Utc>,
}

/// What one step of a promotion came to.
pub(super) enum Next<'a> {
    /// A case has the room, and its decision is to be written down.
    Promoted(Box<Record<'a>>),
    /// The case is gone, or can use no room any more and gave it back.
    NotWanted,
    /// Nobody is left whom the room is enough for.
    Done,
}

impl WaitListPromotion {
    /// Of the room of these assets.
    pub(super) fn of(assets: impl Iterator<Item = AssetId>, at: DateTime<Utc>) -> Self {
        Self { free: assets.collect(), promoted: VecDeque::new(), at }
    }

    /// The next case. Who was promoted waits no more, so the line grows shorter with every round.
    pub(super) async fn next<'a>(&mut self, context: &CommandContext<'a>) -> Result<Next<'a>, AppError> {
        loop {
            if let Some(promotion) = self.promoted.pop_front() {
                return self.decided(context, promotion).await;
            }
            if self.free.is_empty() {
                return Ok(Next::Done);
            }
            let assets: Vec<AssetId> = std::mem::take(&mut self.free).into_iter().collect();
            self.promoted = wait_list::promote(context.tx, &assets, None, self.at).await?.into();
        }
    }

    /// Decides on a case that was given room. One that can use no room any more gives it back.
    async fn decided<'a>(&mut self, context: &CommandContext<'a>, promotion: Promotion) -> Result<Next<'a>, AppError> {
        let id = promotion.case;
        let Some(kept) = cases::find(context.tx, id, CaseVisibility::Unrestricted).await? else {
            return Ok(Next::NotWanted);
        };
        let law = effective_law::of(context.app, &kept.case)?;
        let facts = facts::around(context, &kept.case, Look::Standing).await?;
        let action = ActionId::new(PROMOTE).map_err(AppError::internal)?;
        let command = ActionRequest { action, comment: None, data: serde_json::Map::new(), on_file: OnFile::default() };
        match decide(law.law(), &kept.case, &facts, &command, &Doer::System, self.at) {
            Ok(decision) => {
                // The wait list reserved it without an end.
                ledger::hold_until(context.tx, id, reservation_end(&decision.after)).await?;
                let action = PROMOTE.to_owned();
                Ok(Next::Promoted(Box::new(Record { law, kept, facts, decision, action, comment: None })))
            }
            Err(_denied) => {
                ledger::release(context.tx, id, self.at, "no longer waiting").await?;
                self.free.extend(promotion.claims.iter().map(|claim| claim.asset));
                Ok(Next::NotWanted)
            }
        }
    }
}
