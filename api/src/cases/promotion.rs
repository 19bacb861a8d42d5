//! Freed room goes to those who wait, in the order of the line, each case once.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    ids::{AssetId, CaseId},
    workflow::{
        decide::{Command, OnFile, decide},
        doer::Doer,
        name::ActionId,
    },
};

use super::{
    facts::{self, Look},
    law, record,
};
use crate::{
    act::Desk,
    failure::Failure,
    store::{
        cases::{self, Sight},
        ledger, wait_list,
    },
};

/// The action of the system that tells a waiting case that it has its room.
const PROMOTE: &str = "promote";

/// Gives the room of these assets to those who wait, as long as it lasts. A case for which it is not enough keeps its place.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn promote(
    desk: &Desk<'_>,
    assets: impl Iterator<Item = AssetId> + Send,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let assets: Vec<AssetId> = assets.collect::<BTreeSet<_>>().into_iter().collect();
    if assets.is_empty() {
        return Ok(());
    }
    for promoted in wait_list::promote(desk.tx, &assets, None, at).await? {
        announce(desk, promoted.case, at).await?;
    }
    Ok(())
}

/// Writes the promotion into the trail of the case. A case that can use no room any more gives it back.
async fn announce(desk: &Desk<'_>, id: CaseId, at: DateTime<Utc>) -> Result<(), Failure> {
    let Some(kept) = cases::find(desk.tx, id, Sight::House).await? else { return Ok(()) };
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
            Box::pin(record::record(desk, &written)).await.map(|_kept| ())
        }
        Err(_denied) => Ok(ledger::release(desk.tx, id, at, "no longer waiting").await.map(|_moved| ())?),
    }
}
