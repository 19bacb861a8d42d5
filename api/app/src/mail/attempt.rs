//! One delivery attempt: renders, builds and sends a message, and derives the outcome from the
//! result.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::text::Locale;
use serde::Deserialize;
use uuid::Uuid;

use super::deliver::{Mailer, RenderError, RenderedMessage};
use super::message::{Sealed, message};
use super::server_pause::{self, later};
use super::transport::DeliveryError;
use crate::error::chain;
use api_store::entities::outbox::Model as OutboxMessage;
use api_store::notices::outbox::Outcome;

/// Sends a message. Returns the rendered bodies as well, to be stored with the row.
pub(super) async fn attempt(
    mailer: &Mailer,
    queued: &OutboxMessage,
    now: &impl Fn() -> DateTime<Utc>,
) -> (Outcome, Option<RenderedMessage>) {
    if mailer.backoff.is_exhausted(attempts(queued).saturating_sub(1), queued.id) {
        // If the previous attempt had been settled, the message would be dead by now.
        return (Outcome::Dead { error: "every node that took it died with it in hand".to_owned() }, None);
    }
    let faces = match faces(mailer, queued) {
        Ok(faces) => faces,
        Err(error) => {
            return (after_failure(mailer, queued, now(), format!("cannot be rendered: {}", chain(&error))), None);
        }
    };
    let sealed = seal(queued, faces.clone());
    let outcome = match message(mailer.sender.mailbox(), &sealed) {
        Err(error) => Outcome::Dead { error: error.to_string() },
        Ok(message) => after_sending(mailer, queued, now(), send_in_time(mailer, queued.id, &message).await),
    };
    (outcome, Some(faces))
}

fn after_sending(
    mailer: &Mailer,
    queued: &OutboxMessage,
    now: DateTime<Utc>,
    carried: Result<String, DeliveryError>,
) -> Outcome {
    match carried {
        Ok(receipt) => {
            mailer.server.works();
            Outcome::Sent { at: now, receipt }
        }
        Err(DeliveryError::ForGood(error)) => {
            mailer.server.works();
            Outcome::Dead { error }
        }
        Err(DeliveryError::ForNow(error)) => {
            mailer.server.works();
            after_failure(mailer, queued, now, error)
        }
        Err(DeliveryError::ServerFailed(error)) => {
            let resumes = mailer.server.failed(now, &error);
            Outcome::Returned { due: resumes.max(later(now, wait_by_age(queued, now))), error: Some(error) }
        }
        // The message may have been delivered: the wait grows each time, so that the reader does
        // not get a copy every few seconds.
        Err(DeliveryError::Unanswered(error)) => {
            mailer.server.failed(now, &error);
            after_failure(mailer, queued, now, error)
        }
    }
}

/// A message at which the server fails each time waits for half its age, within bounds, so that it
/// is not tried at every turn.
fn wait_by_age(queued: &OutboxMessage, now: DateTime<Utc>) -> Duration {
    let age = (now - queued.created_at).to_std().unwrap_or_default();
    (age / 2).min(server_pause::LONGEST)
}

/// Abandons a transport that takes longer than three quarters of the lease, so that the message is
/// settled while this node still has the lease. A mail server has its own, shorter time limits, by
/// stage.
async fn send_in_time(mailer: &Mailer, queued: Uuid, message: &lettre::Message) -> Result<String, DeliveryError> {
    tokio::time::timeout(mailer.lease * 3 / 4, mailer.transport.send(queued, message))
        .await
        .unwrap_or_else(|_late| Err(DeliveryError::Unanswered("the mail transport took too long".to_owned())))
}

/// The rendered content of an earlier attempt, or a new rendering.
fn faces(mailer: &Mailer, queued: &OutboxMessage) -> Result<RenderedMessage, RenderError> {
    match &queued.rendered {
        Some(kept) => RenderedMessage::deserialize(kept).map_err(RenderError::new),
        None => (mailer.render)(&queued.template, locale(queued), &queued.payload),
    }
}

fn seal(queued: &OutboxMessage, faces: RenderedMessage) -> Sealed {
    Sealed {
        id: queued.id,
        written_at: queued.created_at,
        name: queued.name.clone(),
        address: queued.address.clone(),
        language: queued.locale.clone(),
        subject: faces.subject,
        text: faces.text,
        html: faces.html,
    }
}

fn locale(queued: &OutboxMessage) -> Locale {
    queued.locale.parse::<Locale>().unwrap_or_default()
}

fn attempts(queued: &OutboxMessage) -> u32 {
    u32::try_from(queued.attempts).unwrap_or(0)
}

fn after_failure(mailer: &Mailer, queued: &OutboxMessage, now: DateTime<Utc>, error: String) -> Outcome {
    let failed = attempts(queued);
    if mailer.backoff.is_exhausted(failed, queued.id) {
        Outcome::Dead { error }
    } else {
        Outcome::PutOff { until: later(now, mailer.backoff.wait(failed, queued.id)), error }
    }
}
