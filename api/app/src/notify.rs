//! Sends the same notification to the people of several organisations.
//! `cases/notifications.rs` sends the messages about a step of a case, which differ for each side.

use std::collections::BTreeSet;

use domain::ids::{CaseId, OrganizationId, OutboxId};
use domain::notice::LegalClass;
use serde_json::Value;

use crate::command_pipeline::CommandContext;
use crate::error::AppError;
use api_store::notices::addressees;
use api_store::notices::outbox::{self, NewMessage};

pub(crate) struct Notification<'a> {
    pub(crate) template: &'a str,
    /// Whether the notification has a legal effect.
    pub(crate) class: LegalClass,
    /// The case, with the history entry that caused the notification.
    pub(crate) case: Option<(CaseId, u64)>,
    /// The data for the template of the message.
    pub(crate) payload: Value,
}

/// Queues a notification for every recipient of these organisations as of today.
pub(crate) async fn notify(
    context: &CommandContext<'_>,
    organizations: &BTreeSet<OrganizationId>,
    notification: Notification<'_>,
) -> Result<(), AppError> {
    let people = addressees::people(context.tx, organizations, context.app.local_date(context.now)).await?;
    let messages = people.into_values().flatten().map(|to| NewMessage {
        id: OutboxId::new(context.new_id()),
        case: notification.case,
        template: notification.template.to_owned(),
        class: notification.class,
        to,
        payload: notification.payload.clone(),
    });
    Ok(outbox::enqueue(context.tx, context.now, messages.collect()).await?)
}
