//! Checks whether this node can work: it can store and read a row, its tables are up to date, and
//! its clock is right.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use uuid::Uuid;

use crate::error::chain;
use api_store::database::clock::Clock;
use api_store::{Cause, Store, StoreError, database::probe};

/// The lifetime of a cached answer: each check costs a commit, and the endpoint is public.
const ANSWER_HOLDS: Duration = Duration::from_secs(1);

/// A node that takes longer to store a row is not ready.
const LIMIT: Duration = Duration::from_secs(5);

/// The largest accepted difference between the clock of a node and that of the database.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(3);

/// The offset of the machine's clock from the database's, when it exceeds the tolerance. Such a
/// node runs no jobs: its logs and files have wrong times.
#[must_use]
pub fn wrong_clock(store: &Store) -> Option<TimeDelta> {
    let ahead = store.clock().clock_offset();
    (ahead.abs() > CLOCK_TOLERANCE).then_some(ahead)
}

/// Why a node is not ready. The message is for an operator and contains no secret.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadinessError {
    /// A row could not be stored and read.
    #[error("the database is not available")]
    Database(#[from] StoreError),
    /// The tables belong to an older version of the program.
    #[error("{} migration(s) are not applied; run hatang migrate", .0.len())]
    Migrations(Vec<String>),
    /// The machine's clock differs from the database's. Background jobs do not run.
    #[error("the clock of this machine is {} the clock of the database; background jobs do not run", offset(*.0))]
    Clock(TimeDelta),
}

fn offset(ahead: TimeDelta) -> String {
    let side = if ahead < TimeDelta::zero() { "behind" } else { "ahead of" };
    format!("{} s {side}", ahead.num_seconds().unsigned_abs())
}

#[derive(Debug)]
struct LastCheck {
    at: Instant,
    answer: Result<(), ReadinessError>,
}

/// The last answer of this process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Readiness {
    process: Uuid,
    last: Arc<Mutex<Option<LastCheck>>>,
}

impl Readiness {
    #[must_use]
    pub fn of(process: Uuid) -> Self {
        Self { process, last: Arc::default() }
    }

    /// Whether the node is ready, as of the last second.
    ///
    /// # Errors
    /// [`ReadinessError`], with the reason.
    pub async fn check(&self, store: &Store, clock: &dyn Clock) -> Result<(), ReadinessError> {
        let mut last = self.last.lock().await;
        if let Some(last) = last.as_ref().filter(|last| last.at.elapsed() < ANSWER_HOLDS) {
            return last.answer.clone();
        }
        let late = || {
            let cause = Cause::new(format!("no answer within {} s", LIMIT.as_secs()));
            ReadinessError::Database(StoreError::Unavailable(cause))
        };
        let answer = timeout(LIMIT, self.checked(store, clock)).await.unwrap_or_else(|_elapsed| Err(late()));
        if let Err(why) = &answer {
            tracing::warn!(error = chain(why), "not ready");
        }
        *last = Some(LastCheck { at: Instant::now(), answer: answer.clone() });
        answer
    }

    async fn checked(&self, store: &Store, clock: &dyn Clock) -> Result<(), ReadinessError> {
        let pending = store.pending().await?;
        if !pending.is_empty() {
            return Err(ReadinessError::Migrations(pending));
        }
        probe::store_and_read(store, self.process, clock.new_id(), clock.now()).await?;
        wrong_clock(store).map_or(Ok(()), |ahead| Err(ReadinessError::Clock(ahead)))
    }
}
