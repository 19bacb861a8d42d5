//! Freed room goes to those who wait, in the order of the line, each case once.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    cases::sharing::PROMOTE,
    ids::{AssetId, CaseId},
    workflow::{
        decide::{Command, OnFile, decide},
        doer::Doer,
        name::ActionId,
    },
};

use super::{
    carry::reservation_end,
    facts::{self, Look},
    law, record,
};
use crate::{act::Desk, failure::Failure};
use api_store::{
    cases::{self, Sight},
    ledger, wait_list,
};

/// Gives the room of these assets to those who wait, as long as it lasts. A case for which it is not enough keeps its place; one
/// that can use none any more leaves the line, and what it was given goes to the next.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn promote(
    desk: &Desk<'_>,
    assets: impl Iterator<Item = AssetId> + Send,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut free: BTreeSet<AssetId> = assets.collect();
    // Whoever was promoted waits no more, so the line grows shorter with every round.
    while !free.is_empty() {
        let assets: Vec<AssetId> = std::mem::take(&mut free).into_iter().collect();
        for promoted in wait_list::promote(desk.tx, &assets, None, at).await? {
            match announce(desk, promoted.case, at).await? {
                Given::Taken => {}
                Given::Back => free.extend(promoted.claims.iter().map(|claim| claim.asset)),
            }
        }
    }
    Ok(())
}

/// What became of the room that a case was given.
enum Given {
    /// The case has it.
    Taken,
    /// The case can use no room any more.
    Back,
}

/// Writes the promotion into the trail of the case. A case that can use no room any more gives it back.
async fn announce(desk: &Desk<'_>, id: CaseId, at: DateTime<Utc>) -> Result<Given, Failure> {
    let Some(kept) = cases::find(desk.tx, id, Sight::House).await? else { return Ok(Given::Taken) };
    let ruling = law::of(desk.house, &kept.case)?;
    let law = ruling.law();
    let facts = facts::around(desk, &kept.case, Look::Standing).await?;
    let action = ActionId::new(PROMOTE).map_err(Failure::internal)?;
    let command = Command { action, comment: None, data: serde_json::Map::new(), on_file: OnFile::default() };
    match decide(law, &kept.case, &facts, &command, &Doer::System, at) {
        Ok(decision) => {
            let written =
                record::Record { law, kept: &kept, facts: &facts, decision: &decision, action: PROMOTE, comment: None };
            // A promotion frees nothing, so this goes one deep and no deeper.
            let promoted = Box::pin(record::record(desk, &written)).await?;
            ledger::hold_until(desk.tx, id, reservation_end(&promoted.case)).await?;
            Ok(Given::Taken)
        }
        Err(_denied) => {
            ledger::release(desk.tx, id, at, "no longer waiting").await?;
            Ok(Given::Back)
        }
    }
}
