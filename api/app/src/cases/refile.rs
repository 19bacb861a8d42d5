//! The system files a refused request again in the name of its applicant: with the data of the old
//! request, without its decisions, under the law of the day. So a grant can be ordered although a
//! closed case stays closed.

use domain::{
    cases::{Case, Draft},
    ids::CaseId,
    workflow::{doer::Signature, event::Opening},
};
use serde_json::{Map, Value};

use super::{
    draft::{self, Fresh},
    effective_law,
    facts::Look,
    trigger::Trigger,
};
use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::{
    cases::{self, CaseVisibility},
    people::succession,
};

/// A refused request to file again.
#[derive(Debug)]
pub(super) struct Refile {
    pub(super) refused: CaseId,
    /// The system action that files the new request.
    pub(super) action: &'static str,
    pub(super) data: Map<String, Value>,
}

/// Files the request again; returns the system action that decides on it.
///
/// # Errors
/// [`AppError`] when the law of the day does not know the procedure.
pub(super) async fn file(context: &CommandContext<'_>, refile: Refile) -> Result<Trigger, AppError> {
    let Refile { refused, action, data } = refile;
    let before = cases::find(context.tx, refused, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)?.case;
    let asked = Draft::from(&before.content);
    let fresh = Fresh::of(context, asked.kind(), effective_law::family(&before.pack))?;
    let phase = fresh.phase;
    // A successor files in place of an organisation that was merged.
    let today = succession::on(context.tx, context.app.local_date(context.now)).await?;
    let opening = Opening {
        id: CaseId::new(context.new_id()),
        code: None,
        kind: fresh.kind,
        pack: fresh.pack,
        state: fresh.state,
        applicant: today.acting_for(before.applicant),
        previous: Some(refused),
        content: asked.content(),
        at: context.now,
    };
    let case = Case::opened(opening.clone());
    draft::enter(context, &case, phase, opening, &Signature::System).await?;
    Ok(Trigger { case: case.id, action, data, look: Look::Filing })
}
