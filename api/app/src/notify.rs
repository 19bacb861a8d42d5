//! Sends the same notification to the people of several organisations. `cases/letters.rs` sends the
//! messages about a step of a case, which differ for each side.

use std::collections::BTreeSet;

use domain::ids::{CaseId, OrganizationId, OutboxId};
use domain::notice::LegalClass;
use serde_json::Value;

use crate::command_pipeline::CommandContext;
use crate::error::AppError;
use api_store::notices::addressees;
use api_store::notices::outbox::{self, NewLetter};

pub(crate) struct Notification<'a> {
    pub(crate) letter: &'a str,
    /// Whether the notification has a legal effect.
    pub(crate) class: LegalClass,
    /// The case, with the history entry that caused the notification.
    pub(crate) case: Option<(CaseId, u64)>,
    /// The data for the template of the message.
    pub(crate) payload: Value,
}

/// Queues a notification for every recipient of these organisations as of today.
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
