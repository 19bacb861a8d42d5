//! Assets have changed hands: the case goes on with the new owner, its clocks as they were.

use domain::{
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
    store::cases::{self, Sight},
};

/// The action of the system that turns a case to the owner its assets now have.
const READDRESS: &str = "readdress";

/// Turns a case to the owner its assets now have, in the same transaction.
///
/// # Errors
/// [`Failure`] when the law of the case knows no such action, or the database is in trouble.
pub async fn readdress(desk: &Desk<'_>, id: CaseId) -> Result<(), Failure> {
    let Some(kept) = cases::find(desk.tx, id, Sight::House).await? else { return Ok(()) };
    let law = law::of(desk.house, &kept.case)?;
    let facts = facts::around(desk.tx, desk.house.policies.kinds.overload, &kept.case).await?;
    let action = ActionId::new(READDRESS).map_err(Failure::internal)?;
    let command = Command { action, comment: None, data: serde_json::Map::new(), on_file: OnFile::default() };
    let decision = decide(law, &kept.case, &facts, &command, &Doer::System, desk.now)?;
    let written =
        record::Record { law, kept: &kept, facts: &facts, decision: &decision, action: READDRESS, comment: None };
    record::record(desk, &written).await.map(|_kept| ())
}
