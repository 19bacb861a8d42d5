//! Merges an organisation into another: one person proposes the merger with its document, another
//! approves it. On the day no data is rewritten; from then on the successor acts for the
//! predecessor (ADR 20), and the organisations concerned are notified.

mod announce;
mod decide;
mod notifications;
mod propose;
mod withdraw;

pub use announce::settle;
pub use decide::{Decide, Verdict};
pub use propose::Propose;
pub use withdraw::Withdraw;

use uuid::Uuid;

use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::{entities::organization_mergers::Model, people::mergers};

/// The resource name in grants.
pub const RESOURCE: &str = "organization_merger";

/// Loads a merger and checks the version that the caller saw.
async fn load(context: &CommandContext<'_>, id: Uuid) -> Result<Model, AppError> {
    let row = mergers::find(context.tx, id).await?.ok_or(AppError::NotFound)?;
    context.expect_version(u64::try_from(row.version).unwrap_or(0))?;
    Ok(row)
}
