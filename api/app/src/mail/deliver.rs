//! The worker of the mailer: takes due letters, hands them over, writes down what came of it.
//!
//! Three steps, each of which may be the last one before the lights go out: a short transaction leases a few letters; they are
//! rendered and carried outside any transaction; a short transaction settles each, if the lease is still ours. A letter whose node
//! died comes due again when its lease ends. It may then leave twice, under the same Message-ID; it is never forgotten.
//!
//! A letter is rendered when it leaves and not when it is written: the transaction that changes a case stays short, and a template
//! that fails costs a letter an attempt and never a citizen the decision. What it says is fixed all the same: its payload was stored in
//! that transaction, and what was rendered from it at the first attempt is kept with the row, sent unchanged at every later attempt
//! (and after an upgrade of the templates), and remains as proof of what was said.
//!
//! When the mail server as a whole fails, letters go back uncounted and sending pauses ([`super::server_pause`]).

use std::fmt;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::notice::LegalClass;
use domain::text::Locale;
use futures_util::StreamExt;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::attempt::attempt;
use super::backoff::Backoff;
use super::server_pause::{Allowance, ServerPause, later};
use super::transport::MailTransport;
use crate::job::JobOutcome;
use crate::lease::{self, ActiveLeases, Claimed, Lease, LeaseHolder, Leased, LeasedQueue};
use crate::mail_address::Sender;
use api_store::database::leases::{Claimant, Term};
use api_store::entities::outbox::Model as Letter;
use api_store::notices::outbox::{self, Due, Hold, MessageClaim, Outcome, Settled};
use api_store::{Store, StoreResult, Tx, notices::undelivered};

/// The faces of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedMessage {
    /// The subject line.
    pub subject: String,
    /// Without formatting.
    pub text: String,
    /// With formatting.
    pub html: String,
}

/// Why a letter cannot be rendered.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct RenderError(Box<dyn std::error::Error + Send + Sync>);

impl RenderError {
    /// An error of the template, or of what was stored.
    pub fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

/// Makes the faces of a letter from its name, language and payload.
pub type Render = Box<dyn Fn(&str, Locale, &Value) -> Result<RenderedMessage, RenderError> + Send + Sync>;

/// How soon it is tried again to write down what came of a letter.
const SETTLE_AGAIN: Duration = Duration::from_millis(500);

/// The post room as set up for this node.
pub struct Mailer {
    /// Who takes letters away.
    pub transport: MailTransport,
    /// Under which name they leave.
    pub sender: Sender,
    /// When failed ones are tried again, and when they are given up.
    pub backoff: Backoff,
    /// Whether the mail server works.
    pub server: ServerPause,
    /// How long a letter is ours once we took it; at least twice what it takes to carry a batch.
    pub lease: Duration,
    /// How many are taken at once; best as many as there are hands, so that none waits while its lease runs.
    pub batch: u64,
    /// How many of them are carried at the same time; the carrier keeps as many connections.
    pub hands: usize,
    /// This node.
    pub holder: LeaseHolder,
    /// The letters that this node has in hand.
    pub leases: ActiveLeases<UnsettledMessage>,
    /// What makes the faces.
    pub render: Render,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("sender", &self.sender).field("holder", &self.holder).finish_non_exhaustive()
    }
}

/// A letter whose end is not written down yet.
#[derive(Debug)]
pub struct UnsettledMessage {
    letter: Letter,
    outcome: Outcome,
    faces: Option<RenderedMessage>,
}

/// One look of a post room at its outbox.
struct Delivery<'a, N, I> {
    store: &'a Store,
    room: &'a Mailer,
    now: &'a N,
    new_id: &'a I,
}

/// Take the letters that are due, up to a batch, and bring each to an end.
///
/// # Errors
/// When the database is in trouble; what was leased comes due again by itself.
pub async fn run_once(
    store: &Store,
    room: &Mailer,
    now: impl Fn() -> DateTime<Utc> + Sync,
    new_id: impl Fn() -> Uuid + Sync,
) -> StoreResult<JobOutcome> {
    let delivery = Delivery { store, room, now: &now, new_id: &new_id };
    let limit = match room.server.allowance(now()) {
        Allowance::Batch => room.batch,
        Allowance::One => 1,
        Allowance::Nothing => 0,
    };
    let letters = lease::take(&delivery, &room.holder, &limit).await?;
    if letters.is_empty() {
        room.transport.close_idle().await;
        return Ok(JobOutcome::Idle);
    }
    let delivery = &delivery;
    let mut ends = stream::iter(letters)
        .map(|Lease { item: (letter, due), mut active }| async move {
            let (outcome, faces) = match room.server.allowance((delivery.now)()) {
                Allowance::Batch | Allowance::One => {
                    // From here on it may have left.
                    active.keep_when_dropped();
                    attempt(room, &letter, delivery.now).await
                }
                // The server failed on another letter of the batch in the meantime.
                Allowance::Nothing => (Outcome::Returned { due: due.since, error: None }, None),
            };
            let end = delivery.settle_in_time(UnsettledMessage { letter, outcome, faces }).await;
            active.keep_when_dropped();
            end
        })
        .buffer_unordered(room.hands.max(1));
    let mut trouble = Ok(JobOutcome::Worked);
    while let Some(end) = ends.next().await {
        if let Err(failure) = end {
            trouble = Err(failure);
        }
    }
    trouble
}

/// Gives the letters back that were taken and not begun when the process stopped.
///
/// # Errors
/// When the database is in trouble; they come due again by themselves.
pub async fn release_all(
    store: &Store,
    room: &Mailer,
    now: impl Fn() -> DateTime<Utc> + Sync,
    new_id: impl Fn() -> Uuid + Sync,
) -> StoreResult<()> {
    lease::release_all(&Delivery { store, room, now: &now, new_id: &new_id }).await
}

impl<N: Fn() -> DateTime<Utc> + Sync, I: Fn() -> Uuid + Sync> Leased for Delivery<'_, N, I> {
    fn store(&self) -> &Store {
        self.store
    }

    fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    fn length(&self) -> TimeDelta {
        TimeDelta::from_std(self.room.lease).unwrap_or(TimeDelta::MAX)
    }
}

#[async_trait]
impl<N: Fn() -> DateTime<Utc> + Sync, I: Fn() -> Uuid + Sync> LeasedQueue for Delivery<'_, N, I> {
    type Wanted = u64;
    type Item = (Letter, Due);
    type Release = UnsettledMessage;

    fn leases(&self) -> &ActiveLeases<UnsettledMessage> {
        &self.room.leases
    }

    async fn has_work(&self, limit: &u64) -> StoreResult<bool> {
        Ok(*limit > 0 && !outbox::due(self.store.read(), (self.now)(), 1).await?.is_empty())
    }

    async fn claim(
        &self,
        tx: &Tx,
        limit: &u64,
        claimant: Claimant<'_>,
        Term { now, until }: Term,
    ) -> StoreResult<Vec<Claimed<(Letter, Due), UnsettledMessage>>> {
        let room = self.room;
        let mut ours = Vec::new();
        for due in outbox::due(tx, now, *limit).await? {
            let letter = due.id;
            // Should this node die with it: a letter that killed none before is due again at the end of the lease.
            let wait = match due.attempts {
                0 => room.lease,
                before => room.backoff.wait(before, letter).max(room.lease),
            };
            let hold = Hold { until, due_again: later(now, wait) };
            match outbox::claim(tx, letter, claimant.holder, now, hold).await? {
                MessageClaim::Started(row) => {
                    let outcome = Outcome::Returned { due: due.since, error: None };
                    let release = UnsettledMessage { letter: (*row).clone(), outcome, faces: None };
                    ours.push(Claimed { id: letter, item: (*row, due), release });
                }
                MessageClaim::HeldBy { holder, until } => {
                    tracing::debug!(%letter, holder, ?until, "letter is with another node");
                }
                MessageClaim::AlreadySettled => tracing::debug!(%letter, "letter was settled in the meantime"),
            }
        }
        Ok(ours)
    }

    async fn release(&self, tx: &Tx, unsettled: &UnsettledMessage, now: DateTime<Utc>) -> StoreResult<()> {
        let settled = settle(tx, self.room, unsettled, now, (self.new_id)()).await?;
        tell(settled, unsettled);
        Ok(())
    }
}

impl<N: Fn() -> DateTime<Utc> + Sync, I: Fn() -> Uuid + Sync> Delivery<'_, N, I> {
    /// Settles a letter, again and again while the database is away and the lease runs, and before the next batch after that: a
    /// letter that has left must not leave a second time because nobody could write that down.
    async fn settle_in_time(&self, unsettled: UnsettledMessage) -> StoreResult<()> {
        let since = Instant::now();
        loop {
            match self.settled(&unsettled).await {
                Err(why) if why.is_passing() && since.elapsed() + SETTLE_AGAIN < self.room.lease / 2 => {
                    tokio::time::sleep(SETTLE_AGAIN).await;
                }
                Err(why) if why.is_passing() => {
                    self.room.leases.defer_release(unsettled);
                    return Err(why);
                }
                end => return end,
            }
        }
    }

    async fn settled(&self, unsettled: &UnsettledMessage) -> StoreResult<()> {
        let (tx, term) = self.begin().await?;
        let settled = settle(&tx, self.room, unsettled, term.now, (self.new_id)()).await?;
        self.store.commit(tx).await?;
        tell(settled, unsettled);
        Ok(())
    }
}

/// Writes down how an attempt ended, guarded by the lease.
async fn settle(
    tx: &Tx,
    room: &Mailer,
    UnsettledMessage { letter, outcome, faces }: &UnsettledMessage,
    now: DateTime<Utc>,
    task: Uuid,
) -> StoreResult<Settled> {
    let faces = faces.as_ref().filter(|_| letter.rendered.is_none());
    let kept = faces.and_then(|faces| serde_json::to_value(faces).ok());
    let settled = outbox::settle(tx, letter.id, room.holder.as_str(), outcome, kept).await?;
    let dead = matches!(outcome, Outcome::Dead { .. });
    if settled == Settled::Done && dead && letter.legal_class == LegalClass::Legal.as_str() {
        undelivered::open_task(tx, now, task, letter).await?;
    }
    Ok(settled)
}

fn tell(settled: Settled, UnsettledMessage { letter, outcome, .. }: &UnsettledMessage) {
    match (settled, outcome) {
        (Settled::LeaseLost, _) => tracing::warn!(letter = %letter.id, "lease was lost before the letter was settled"),
        (Settled::Done, Outcome::Sent { .. }) => {
            tracing::info!(letter = %letter.id, name = letter.letter, "letter sent");
        }
        (Settled::Done, Outcome::PutOff { until, error }) => {
            tracing::warn!(letter = %letter.id, attempts = letter.attempts, %until, error, "letter put off");
        }
        (Settled::Done, Outcome::Returned { due, error }) => {
            tracing::info!(letter = %letter.id, %due, error, "letter goes back uncounted");
        }
        (Settled::Done, Outcome::Dead { error }) => {
            tracing::error!(letter = %letter.id, name = letter.letter, class = letter.legal_class, error, "letter is dead");
        }
    }
}
