//! The system performs an action on a case because of a change elsewhere: assets change owner, an
//! approval is used, units are merged.

use domain::{
    ids::CaseId,
    workflow::{
        decide::{ActionRequest, OnFile, decide as decide_on},
        doer::Doer,
        name::ActionId,
    },
};
use serde_json::{Map, Value};

use super::{
    code, effective_law,
    facts::{self, Look},
    record::Record,
};
use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::cases::{self, CaseVisibility};

/// The system action that assigns a case to the current owner of its assets.
pub(crate) const READDRESS: &str = "readdress";
/// The system action that moves a dossier to the office that is competent now.
pub(crate) const MOVE_AUTHORITY: &str = "move_authority";

/// An action of the system on a case.
#[derive(Debug)]
pub(crate) struct Trigger {
    pub(crate) case: CaseId,
    /// The action name in the packs.
    pub(crate) action: &'static str,
    pub(crate) data: Map<String, Value>,
    /// The extent of the facts.
    pub(crate) look: Look,
}

/// Decides on the action; `None` when the case does not exist.
///
/// # Errors
/// The rule violation of the action; [`AppError::Internal`] when the law of the case does not know
/// the action.
pub(super) async fn decide<'a>(context: &CommandContext<'a>, trigger: Trigger) -> Result<Option<Record<'a>>, AppError> {
    let Some(kept) = cases::find(context.tx, trigger.case, CaseVisibility::Unrestricted).await? else {
        return Ok(None);
    };
    let action = ActionId::new(trigger.action).map_err(AppError::internal)?;
    let case = code::assigned_by(context, kept.case.clone(), &action).await?;
    let law = effective_law::of(context.app, &case)?;
    let facts = facts::around(context, &case, trigger.look).await?;
    let command = ActionRequest { action, comment: None, data: trigger.data, on_file: OnFile::default() };
    let mut decision = decide_on(law.law(), &case, &facts, &command, &Doer::System, context.now)?;
    decision.events.splice(0..0, code::event(&kept.case, &case));
    Ok(Some(Record { law, kept, facts, decision, action: trigger.action.to_owned(), comment: None }))
}
