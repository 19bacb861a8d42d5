//! Who waits for room, and who gets it when some is freed: the first in line, once.

use chrono::{DateTime, Utc};
use domain::{
    cases::{Case, change::Claim},
    ids::CaseId,
    workflow::{
        decide::{Command, OnFile, decide},
        doer::Doer,
        name::ActionId,
    },
};

use super::{facts, law, record};
use crate::{
    act::Desk,
    failure::Failure,
    store::{
        cases::{self, Sight},
        ledger::Freed,
        wait_list as rows,
    },
};

/// The action of the system that gives a waiting case its room.
const PROMOTE: &str = "promote";

/// Takes a place in line; a second time keeps the first.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn join(desk: &Desk<'_>, case: &Case, claims: &[Claim]) -> Result<u64, Failure> {
    Ok(rows::join(desk.tx, case.id, case.applicant, claims, desk.now).await?)
}

/// Leaves the line: the case has its room, or wants none any more.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn leave(desk: &Desk<'_>, case: CaseId) -> Result<(), Failure> {
    Ok(rows::settle(desk.tx, case, desk.now).await?)
}

/// Gives freed room to those who wait, in the order of the line, as long as it lasts. A case for which it is not enough
/// keeps its place.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn promote(desk: &Desk<'_>, freed: &[Freed], at: DateTime<Utc>) -> Result<(), Failure> {
    for case in rows::waiting_for(desk.tx, freed).await? {
        promote_one(desk, case, at).await?;
    }
    Ok(())
}

async fn promote_one(desk: &Desk<'_>, id: CaseId, at: DateTime<Utc>) -> Result<(), Failure> {
    let Some(kept) = cases::find(desk.tx, id, Sight::House).await? else { return Ok(()) };
    let law = law::of(desk.house, &kept.case)?;
    let facts = facts::around(desk.tx, &kept.case).await?;
    let action = ActionId::new(PROMOTE).map_err(Failure::internal)?;
    let command = Command { action, comment: None, data: serde_json::Map::new(), on_file: OnFile::default() };
    let Ok(decision) = decide(law, &kept.case, &facts, &command, &Doer::System, at) else { return Ok(()) };
    let room = domain::cases::sharing::has_room(&kept.case, &facts);
    if !room {
        return Ok(());
    }
    let written = record::Record { law, kept: &kept, facts: &facts, decision: &decision, action: PROMOTE, comment: None };
    // A case that is promoted can itself free nothing, so this goes one deep and no deeper.
    Box::pin(record::record(desk, &written)).await.map(|_kept| ())
}
