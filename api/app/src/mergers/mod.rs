//! An organisation merges with another: one person proposes it with its paper, another approves it. On the day nothing is rewritten; from
//! then on the successor acts for the predecessor (ADR 20), and those whom it
//! concerns are told.

mod announce;
mod decide;
mod letters;
mod propose;
mod withdraw;

pub use announce::settle;
pub use decide::{Decide, Verdict};
pub use propose::Propose;
pub use withdraw::Withdraw;

use uuid::Uuid;

use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::{entities::organization_mergers::Model, people::mergers};

/// What the grants call it.
pub const RESOURCE: &str = "organization_merger";

/// A merger as the caller saw it.
async fn load(context: &CommandContext<'_>, id: Uuid) -> Result<Model, AppError> {
    let row = mergers::find(context.tx, id).await?.ok_or(AppError::NotFound)?;
    context.expect_version(u64::try_from(row.version).unwrap_or(0))?;
    Ok(row)
}
