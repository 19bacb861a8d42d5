//! Something happens by itself on a case because of a change elsewhere: assets change hands, an approval is taken up, units are
//! merged.

use domain::{
    ids::CaseId,
    workflow::{
        decide::{Command, OnFile, decide},
        doer::Doer,
        name::ActionId,
    },
};
use serde_json::{Map, Value};

use super::{
    facts::{self, Look},
    law, record,
};
use crate::{act::Desk, failure::Failure};
use api_store::cases::{self, Sight};

/// The action of the system that turns a case to the owner its assets now have.
pub const READDRESS: &str = "readdress";
/// The action of the system that turns a dossier to the office that is competent now.
pub const MOVE_AUTHORITY: &str = "move_authority";

/// Takes an action of the system on a case, in the same transaction.
///
/// # Errors
/// [`Failure`] when the law of the case knows no such action, or the database is in trouble.
pub async fn prompt(
    desk: &Desk<'_>,
    id: CaseId,
    name: &str,
    data: Map<String, Value>,
    look: Look,
) -> Result<(), Failure> {
    let Some(kept) = cases::find(desk.tx, id, Sight::House).await? else { return Ok(()) };
    let ruling = law::of(desk.house, &kept.case)?;
    let law = ruling.law();
    let facts = facts::around(desk, &kept.case, look).await?;
    let action = ActionId::new(name).map_err(Failure::internal)?;
    let command = Command { action, comment: None, data, on_file: OnFile::default() };
    let decision = decide(law, &kept.case, &facts, &command, &Doer::System, desk.now)?;
    let written = record::Record { law, kept: &kept, facts: &facts, decision: &decision, action: name, comment: None };
    // What is prompted prompts nothing itself, so this goes one deep and no deeper.
    Box::pin(record::record(desk, &written)).await.map(|_kept| ())
}
