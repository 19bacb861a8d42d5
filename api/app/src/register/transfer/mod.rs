//! Transfers assets: one owner offers them, the other accepts or declines. Tenants keep their
//! places, open requests continue with the new owner, no clock changes.

mod offer;
mod settle;

pub use offer::Offer;
pub use settle::Settle;

use std::collections::BTreeSet;

use domain::ids::OrganizationId;
use domain::messages::Rule;
use domain::workflow::violation::RuleViolation;
use uuid::Uuid;

use crate::command_pipeline::CommandContext;
use crate::error::AppError;
use api_store::assets::asset_transfers::{self, Transfer};
use api_store::entities::status::TransferStatus;

/// Loads a transfer in which one of the caller's organisations takes part.
pub(crate) async fn load(context: &CommandContext<'_>, id: Uuid) -> Result<Transfer, AppError> {
    let own: BTreeSet<OrganizationId> = context.request.actor()?.organizations();
    asset_transfers::find(context.tx, id, &own).await?.ok_or(AppError::NotFound)
}

/// Checks that a transfer still waits for its answer.
pub(crate) fn still_offered(transfer: &Transfer) -> Result<(), RuleViolation> {
    if transfer.status == TransferStatus::Offered {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::TransferIsSettled { status: transfer.status.as_str().to_owned() }))
}
