//! Offers free capacity to waiting cases, in the order of the wait list, each case once.

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

/// Gives free capacity of assets to waiting cases until none is left. A case that needs more than
/// is free keeps its position. A case that no longer needs capacity leaves the wait list, and the
/// next case gets its share.
#[derive(Debug)]
pub(super) struct WaitListPromotion {
    /// Assets with free capacity that has not been offered yet.
    free: BTreeSet<AssetId>,
    /// Cases that got capacity, and whose histories do not record it yet.
    promoted: VecDeque<Promotion>,
    at: DateTime<Utc>,
}

/// The outcome of one step.
pub(super) enum Next<'a> {
    /// A case has the capacity; its decision must be recorded.
    Promoted(Box<Record<'a>>),
    /// The case is gone, or no longer needs the capacity and returned it.
    NotWanted,
    /// No waiting case fits into the free capacity.
    Done,
}

impl WaitListPromotion {
    /// The promotion for the free capacity of these assets.
    pub(super) fn of(assets: impl Iterator<Item = AssetId>, at: DateTime<Utc>) -> Self {
        Self { free: assets.collect(), promoted: VecDeque::new(), at }
    }

    /// The next case. A promoted case no longer waits, so the wait list shrinks with every round.
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

    /// Decides on a case that got capacity. A case that no longer needs it returns it.
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
                // The wait list made the reservation without an end.
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
