//! One letter, said alike to the people of some organisations. Letters about the step of a case, which say something else to each side, are
//! in `cases/letters.rs`.

use std::collections::BTreeSet;

use domain::ids::{CaseId, OrganizationId, OutboxId};
use domain::notice::LegalClass;
use serde_json::Value;

use crate::command_pipeline::CommandContext;
use crate::error::AppError;
use api_store::notices::addressees;
use api_store::notices::outbox::{self, NewLetter};

/// What is said.
pub(crate) struct Notification<'a> {
    /// Which letter, `asset.transferred`.
    pub(crate) letter: &'a str,
    /// Whether something legal hangs on it.
    pub(crate) class: LegalClass,
    /// What it is about, with the entry of the history that caused it, if it is a case.
    pub(crate) case: Option<(CaseId, u64)>,
    /// What the letter needs to know.
    pub(crate) payload: Value,
}

/// Writes it to everybody in these organisations who gets their letters today.
pub(crate) async fn tell(
    context: &CommandContext<'_>,
    told: &BTreeSet<OrganizationId>,
    telling: Notification<'_>,
) -> Result<(), AppError> {
    let people = addressees::people(context.tx, told, context.app.local_date(context.now)).await?;
    let letters = people.into_values().flatten().map(|to| NewLetter {
        id: OutboxId::new(context.new_id()),
        case: telling.case,
        letter: telling.letter.to_owned(),
        class: telling.class,
        to,
        payload: telling.payload.clone(),
    });
    Ok(outbox::enqueue(context.tx, context.now, letters.collect()).await?)
}
