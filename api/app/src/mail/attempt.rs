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
use api_store::entities::outbox::Model as Letter;
use api_store::notices::outbox::Outcome;

/// Sends a message. Returns the rendered bodies as well, to be stored with the row.
pub(super) async fn attempt(
    room: &Mailer,
    letter: &Letter,
    now: &impl Fn() -> DateTime<Utc>,
) -> (Outcome, Option<RenderedMessage>) {
    if room.backoff.is_exhausted(attempts(letter).saturating_sub(1), letter.id) {
        // If the previous attempt had been settled, the message would be dead by now.
        return (Outcome::Dead { error: "every node that took it died with it in hand".to_owned() }, None);
    }
    let faces = match faces(room, letter) {
        Ok(faces) => faces,
        Err(error) => {
            return (after_failure(room, letter, now(), format!("cannot be rendered: {}", chain(&error))), None);
        }
    };
    let sealed = seal(letter, faces.clone());
    let outcome = match message(room.sender.mailbox(), &sealed) {
        Err(error) => Outcome::Dead { error: error.to_string() },
        Ok(message) => after_carrying(room, letter, now(), carry_in_time(room, letter.id, &message).await),
    };
    (outcome, Some(faces))
}

fn after_carrying(
    room: &Mailer,
    letter: &Letter,
    now: DateTime<Utc>,
    carried: Result<String, DeliveryError>,
) -> Outcome {
    match carried {
        Ok(receipt) => {
            room.server.works();
            Outcome::Sent { at: now, receipt }
        }
        Err(DeliveryError::ForGood(error)) => {
            room.server.works();
            Outcome::Dead { error }
        }
        Err(DeliveryError::ForNow(error)) => {
            room.server.works();
            after_failure(room, letter, now, error)
        }
        Err(DeliveryError::ServerFailed(error)) => {
            let resumes = room.server.failed(now, &error);
            Outcome::Returned { due: resumes.max(later(now, wait_by_age(letter, now))), error: Some(error) }
        }
        // The message may have been delivered: the wait grows each time, so that the reader does
        // not get a copy every few seconds.
        Err(DeliveryError::Unanswered(error)) => {
            room.server.failed(now, &error);
            after_failure(room, letter, now, error)
        }
    }
}

/// A message at which the server fails each time waits for half its age, within bounds, so that it
/// is not tried at every turn.
fn wait_by_age(letter: &Letter, now: DateTime<Utc>) -> Duration {
    let age = (now - letter.created_at).to_std().unwrap_or_default();
    (age / 2).min(server_pause::LONGEST)
}

/// Abandons a transport that takes longer than three quarters of the lease, so that the message is
/// settled while this node still has the lease. A mail server has its own, shorter time limits, by
/// stage.
async fn carry_in_time(room: &Mailer, letter: Uuid, message: &lettre::Message) -> Result<String, DeliveryError> {
    tokio::time::timeout(room.lease * 3 / 4, room.transport.carry(letter, message))
        .await
        .unwrap_or_else(|_late| Err(DeliveryError::Unanswered("the carrier took too long".to_owned())))
}

/// The rendered content of an earlier attempt, or a new rendering.
fn faces(room: &Mailer, letter: &Letter) -> Result<RenderedMessage, RenderError> {
    match &letter.rendered {
        Some(kept) => RenderedMessage::deserialize(kept).map_err(RenderError::new),
        None => (room.render)(&letter.letter, locale(letter), &letter.payload),
    }
}

fn seal(letter: &Letter, faces: RenderedMessage) -> Sealed {
    Sealed {
        id: letter.id,
        written_at: letter.created_at,
        name: letter.name.clone(),
        address: letter.address.clone(),
        language: letter.locale.clone(),
        subject: faces.subject,
        text: faces.text,
        html: faces.html,
    }
}

fn locale(letter: &Letter) -> Locale {
    letter.locale.parse::<Locale>().unwrap_or_default()
}

fn attempts(letter: &Letter) -> u32 {
    u32::try_from(letter.attempts).unwrap_or(0)
}

fn after_failure(room: &Mailer, letter: &Letter, now: DateTime<Utc>, error: String) -> Outcome {
    let failed = attempts(letter);
    if room.backoff.is_exhausted(failed, letter.id) {
        Outcome::Dead { error }
    } else {
        Outcome::PutOff { until: later(now, room.backoff.wait(failed, letter.id)), error }
    }
}
