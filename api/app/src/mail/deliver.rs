//! The worker of the mailer: takes due messages, sends them, records the outcome.
//!
//! Delivery has three steps, and a crash may follow each: a short transaction leases a few
//! messages; the worker renders and sends them outside any transaction; a short transaction settles
//! each message, if this node still has the lease. A message whose node died comes due again when
//! its lease ends. The message may then be sent twice, under the same Message-ID; it is never lost.
//!
//! A message is rendered at delivery and not at creation: the transaction that changes a case stays
//! short, and a failing template costs a message an attempt and never a citizen the decision. The
//! content is fixed all the same: the transaction stores the payload, and the rendering of the
//! first attempt is stored with the row, sent unchanged at every later attempt (and after an
//! upgrade of the templates), and remains as proof of the content.
//!
//! When the mail server as a whole fails, messages are released uncounted and sending pauses
//! ([`super::server_pause`]).

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
use api_store::entities::outbox::Model as OutboxMessage;
use api_store::notices::outbox::{self, Due, Hold, MessageClaim, Outcome, Settled};
use api_store::{Store, StoreResult, Tx, notices::undelivered};

/// The rendered subject and bodies of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedMessage {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A message that cannot be rendered.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct RenderError(Box<dyn std::error::Error + Send + Sync>);

impl RenderError {
    /// Wraps an error of the template, or of the stored payload.
    pub fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

/// Renders a message from its template name, language and payload.
pub type Render = Box<dyn Fn(&str, Locale, &Value) -> Result<RenderedMessage, RenderError> + Send + Sync>;

/// The pause between attempts to record the outcome of a message.
const SETTLE_AGAIN: Duration = Duration::from_millis(500);

/// The mailer as configured for this node.
pub struct Mailer {
    pub transport: MailTransport,
    pub sender: Sender,
    /// The retry schedule of failed messages.
    pub backoff: Backoff,
    /// The health of the mail server.
    pub server: ServerPause,
    /// The lease of a message; at least twice the time that a batch takes.
    pub lease: Duration,
    /// The number of messages taken at once; best equal to `hands`, so that no message waits while
    /// its lease runs.
    pub batch: u64,
    /// The number of messages sent concurrently; the transport keeps as many connections.
    pub hands: usize,
    pub holder: LeaseHolder,
    /// The messages that this node is delivering.
    pub leases: ActiveLeases<UnsettledMessage>,
    pub render: Render,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("sender", &self.sender).field("holder", &self.holder).finish_non_exhaustive()
    }
}

/// A message whose outcome is not recorded yet.
#[derive(Debug)]
pub struct UnsettledMessage {
    queued: OutboxMessage,
    outcome: Outcome,
    faces: Option<RenderedMessage>,
}

/// One pass of the mailer over its outbox.
struct Delivery<'a, N, I> {
    store: &'a Store,
    mailer: &'a Mailer,
    now: &'a N,
    new_id: &'a I,
}

/// Takes the due messages, up to a batch, and settles each.
///
/// # Errors
/// When the database fails; the leased messages come due again by themselves.
pub async fn run_once(
    store: &Store,
    mailer: &Mailer,
    now: impl Fn() -> DateTime<Utc> + Sync,
    new_id: impl Fn() -> Uuid + Sync,
) -> StoreResult<JobOutcome> {
    let delivery = Delivery { store, mailer, now: &now, new_id: &new_id };
    let limit = match mailer.server.allowance(now()) {
        Allowance::Batch => mailer.batch,
        Allowance::One => 1,
        Allowance::Nothing => 0,
    };
    let messages = lease::take(&delivery, &mailer.holder, &limit).await?;
    if messages.is_empty() {
        mailer.transport.close_idle().await;
        return Ok(JobOutcome::Idle);
    }
    let delivery = &delivery;
    let mut ends = stream::iter(messages)
        .map(|Lease { item: (queued, due), mut active }| async move {
            let (outcome, faces) = match mailer.server.allowance((delivery.now)()) {
                Allowance::Batch | Allowance::One => {
                    // From here on the message may have been sent.
                    active.keep_when_dropped();
                    attempt(mailer, &queued, delivery.now).await
                }
                // In the meantime the server failed on another message of the batch.
                Allowance::Nothing => (Outcome::Returned { due: due.since, error: None }, None),
            };
            let end = delivery.settle_in_time(UnsettledMessage { queued, outcome, faces }).await;
            active.keep_when_dropped();
            end
        })
        .buffer_unordered(mailer.hands.max(1));
    let mut outcome = Ok(JobOutcome::Worked);
    while let Some(end) = ends.next().await {
        if let Err(failure) = end {
            outcome = Err(failure);
        }
    }
    outcome
}

/// Releases the messages that were taken and not begun when the process stopped.
///
/// # Errors
/// When the database fails; the messages come due again by themselves.
pub async fn release_all(
    store: &Store,
    mailer: &Mailer,
    now: impl Fn() -> DateTime<Utc> + Sync,
    new_id: impl Fn() -> Uuid + Sync,
) -> StoreResult<()> {
    lease::release_all(&Delivery { store, mailer, now: &now, new_id: &new_id }).await
}

impl<N: Fn() -> DateTime<Utc> + Sync, I: Fn() -> Uuid + Sync> Leased for Delivery<'_, N, I> {
    fn store(&self) -> &Store {
        self.store
    }

    fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    fn length(&self) -> TimeDelta {
        TimeDelta::from_std(self.mailer.lease).unwrap_or(TimeDelta::MAX)
    }
}

#[async_trait]
impl<N: Fn() -> DateTime<Utc> + Sync, I: Fn() -> Uuid + Sync> LeasedQueue for Delivery<'_, N, I> {
    type Filter = u64;
    type Item = (OutboxMessage, Due);
    type Release = UnsettledMessage;

    fn leases(&self) -> &ActiveLeases<UnsettledMessage> {
        &self.mailer.leases
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
    ) -> StoreResult<Vec<Claimed<(OutboxMessage, Due), UnsettledMessage>>> {
        let mailer = self.mailer;
        let mut ours = Vec::new();
        for due in outbox::due(tx, now, *limit).await? {
            let queued = due.id;
            // If this node dies during delivery, a message without earlier attempts is due again at
            // the end of the lease.
            let wait = match due.attempts {
                0 => mailer.lease,
                before => mailer.backoff.wait(before, queued).max(mailer.lease),
            };
            let hold = Hold { until, due_again: later(now, wait) };
            match outbox::claim(tx, queued, claimant.holder, now, hold).await? {
                MessageClaim::Started(row) => {
                    let outcome = Outcome::Returned { due: due.since, error: None };
                    let release = UnsettledMessage { queued: (*row).clone(), outcome, faces: None };
                    ours.push(Claimed { id: queued, item: (*row, due), release });
                }
                MessageClaim::HeldBy { holder, until } => {
                    tracing::debug!(message = %queued, holder, ?until, "message is with another node");
                }
                MessageClaim::AlreadySettled => {
                    tracing::debug!(message = %queued, "message was settled in the meantime");
                }
            }
        }
        Ok(ours)
    }

    async fn release(&self, tx: &Tx, unsettled: &UnsettledMessage, now: DateTime<Utc>) -> StoreResult<()> {
        let settled = settle(tx, self.mailer, unsettled, now, (self.new_id)()).await?;
        log_outcome(settled, unsettled);
        Ok(())
    }
}

impl<N: Fn() -> DateTime<Utc> + Sync, I: Fn() -> Uuid + Sync> Delivery<'_, N, I> {
    /// Settles a message, with retries while the database is unavailable and the lease runs, and
    /// after that before the next batch: a sent message must not be sent a second time because its
    /// outcome could not be recorded.
    async fn settle_in_time(&self, unsettled: UnsettledMessage) -> StoreResult<()> {
        let since = Instant::now();
        loop {
            match self.settled(&unsettled).await {
                Err(why) if why.is_passing() && since.elapsed() + SETTLE_AGAIN < self.mailer.lease / 2 => {
                    tokio::time::sleep(SETTLE_AGAIN).await;
                }
                Err(why) if why.is_passing() => {
                    self.mailer.leases.defer_release(unsettled);
                    return Err(why);
                }
                end => return end,
            }
        }
    }

    async fn settled(&self, unsettled: &UnsettledMessage) -> StoreResult<()> {
        let (tx, term) = self.begin().await?;
        let settled = settle(&tx, self.mailer, unsettled, term.now, (self.new_id)()).await?;
        self.store.commit(tx).await?;
        log_outcome(settled, unsettled);
        Ok(())
    }
}

/// Records the outcome of an attempt, guarded by the lease.
async fn settle(
    tx: &Tx,
    mailer: &Mailer,
    UnsettledMessage { queued, outcome, faces }: &UnsettledMessage,
    now: DateTime<Utc>,
    task: Uuid,
) -> StoreResult<Settled> {
    let faces = faces.as_ref().filter(|_| queued.rendered.is_none());
    let kept = faces.and_then(|faces| serde_json::to_value(faces).ok());
    let settled = outbox::settle(tx, queued.id, mailer.holder.as_str(), outcome, kept).await?;
    let dead = matches!(outcome, Outcome::Dead { .. });
    if settled == Settled::Done && dead && queued.legal_class == LegalClass::Legal.as_str() {
        undelivered::open_task(tx, now, task, queued).await?;
    }
    Ok(settled)
}

fn log_outcome(settled: Settled, UnsettledMessage { queued, outcome, .. }: &UnsettledMessage) {
    match (settled, outcome) {
        (Settled::LeaseLost, _) => {
            tracing::warn!(message = %queued.id, "lease was lost before the message was settled");
        }
        (Settled::Done, Outcome::Sent { .. }) => {
            tracing::info!(message = %queued.id, name = queued.template, "message sent");
        }
        (Settled::Done, Outcome::PutOff { until, error }) => {
            tracing::warn!(message = %queued.id, attempts = queued.attempts, %until, error, "message put off");
        }
        (Settled::Done, Outcome::Returned { due, error }) => {
            tracing::info!(message = %queued.id, %due, error, "message goes back uncounted");
        }
        (Settled::Done, Outcome::Dead { error }) => {
            tracing::error!(message = %queued.id, name = queued.template, class = queued.legal_class, error, "message is dead");
        }
    }
}
