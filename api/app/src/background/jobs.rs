//! The jobs of the server. Each can be run once by hand; the tests drain them this way.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::abandoned_files;
use crate::app::App;
use crate::calendars;
use crate::cases::clock;
use crate::error::chain;
use crate::exports::exporter::{ExportStep, Exporter};
use crate::imports::importer::{Ended, Importer};
use crate::job::{Job, JobError, JobOutcome};
use crate::lease::{self, LeaseHolder};
use crate::mail::deliver::{self, Mailer};
use crate::mergers;
use crate::quality::{self, Step};
use crate::reorganization;
use crate::services::Services;
use crate::tasks::{return_to_queue, unattended};
use api_store::database::clock::{Clock, SystemClock};
use api_store::database::leases::{self, Lease, Term};
use api_store::{StoreResult, database::idempotency};

/// Handles passed deadlines and due reminders.
#[derive(Debug)]
pub struct Clocks {
    pub app: App,
}

#[async_trait]
impl Job for Clocks {
    fn name(&self) -> &'static str {
        "clocks"
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let moved = clock::run_due(&self.app).await.map_err(JobError::new)?;
        Ok(if moved > 0 { JobOutcome::Worked } else { JobOutcome::Idle })
    }
}

/// Recomputes due dates after an approved calendar change, in case a node died during the work.
#[derive(Debug)]
pub(crate) struct Recounts {
    pub app: App,
}

#[async_trait]
impl Job for Recounts {
    fn name(&self) -> &'static str {
        "recounts"
    }

    fn pause(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let moved = calendars::settle(&self.app).await.map_err(JobError::new)?;
        Ok(if moved > 0 { JobOutcome::Worked } else { JobOutcome::Idle })
    }
}

/// Moves cases whose office is no longer competent. Units change on their day, even when no node
/// runs.
#[derive(Debug)]
pub(crate) struct Reorganisation {
    pub app: App,
}

#[async_trait]
impl Job for Reorganisation {
    fn name(&self) -> &'static str {
        "reorganisation"
    }

    fn pause(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let done = reorganization::run(&self.app).await.map_err(JobError::new)?;
        // A case without a competent office stays, and does not count as work.
        for stays in done.iter().filter(|moving| moving.to.is_none()) {
            tracing::warn!(case = stays.code, office = stays.from.en, "no office is competent for the case any more");
        }
        Ok(if done.iter().any(|moving| moving.to.is_some()) { JobOutcome::Worked } else { JobOutcome::Idle })
    }
}

/// Notifies those concerned when an organisation has a successor from today.
#[derive(Debug)]
pub struct Mergers {
    pub app: App,
}

#[async_trait]
impl Job for Mergers {
    fn name(&self) -> &'static str {
        "mergers"
    }

    fn pause(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let reported = mergers::settle(&self.app).await.map_err(JobError::new)?;
        Ok(if reported > 0 { JobOutcome::Worked } else { JobOutcome::Idle })
    }
}

/// Reports queues of authorities that nobody works on.
#[derive(Debug)]
pub(crate) struct Unattended {
    pub app: App,
}

#[async_trait]
impl Job for Unattended {
    fn name(&self) -> &'static str {
        "unattended"
    }

    fn pause(&self) -> Duration {
        Duration::from_mins(5)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let reported = unattended::run(&self.app).await.map_err(JobError::new)?;
        Ok(if reported > 0 { JobOutcome::Worked } else { JobOutcome::Idle })
    }
}

/// Releases the task claims of people who are absent.
#[derive(Debug)]
pub struct Absences {
    pub app: App,
}

#[async_trait]
impl Job for Absences {
    fn name(&self) -> &'static str {
        "absences"
    }

    fn pause(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let back = return_to_queue::run(&self.app).await.map_err(JobError::new)?;
        Ok(if back > 0 { JobOutcome::Worked } else { JobOutcome::Idle })
    }
}

/// Finds probable data-quality issues in the register.
#[derive(Debug)]
pub struct Quality {
    pub app: App,
    pub holder: LeaseHolder,
}

#[async_trait]
impl Job for Quality {
    fn name(&self) -> &'static str {
        "quality"
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        match quality::step(&self.app, self.holder.as_str()).await.map_err(JobError::new)? {
            Step::LookedAt(_) => Ok(JobOutcome::Worked),
            Step::Nothing | Step::Elsewhere => Ok(JobOutcome::Idle),
        }
    }
}

/// Sends the messages of the outbox.
#[derive(Debug)]
pub struct MailDelivery {
    pub app: App,
    pub mailer: Arc<Mailer>,
}

#[async_trait]
impl Job for MailDelivery {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(2)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let clock = &self.app.clock;
        deliver::run_once(&self.app.store, &self.mailer, || clock.now(), || clock.new_id()).await.map_err(JobError::new)
    }

    async fn release(&self) -> Result<(), JobError> {
        let clock = &self.app.clock;
        let released = deliver::release_all(&self.app.store, &self.mailer, || clock.now(), || clock.new_id()).await;
        released.map_err(JobError::new)
    }
}

/// Runs waiting imports into the register.
pub struct Imports {
    pub importer: Importer,
    pub holder: LeaseHolder,
}

#[async_trait]
impl Job for Imports {
    fn name(&self) -> &'static str {
        "imports"
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        match self.importer.next(&self.holder).await.map_err(JobError::new)? {
            Some(Ended::Finished(_) | Ended::Lost) => Ok(JobOutcome::Worked),
            None => Ok(JobOutcome::Idle),
        }
    }

    async fn release(&self) -> Result<(), JobError> {
        lease::release_all(&self.importer).await.map_err(JobError::new)
    }
}

/// Writes requested exports, and removes expired ones.
pub struct Exports {
    pub exporter: Exporter,
    pub holder: LeaseHolder,
}

#[async_trait]
impl Job for Exports {
    fn name(&self) -> &'static str {
        "exports"
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        match self.exporter.next(&self.holder).await.map_err(JobError::new)? {
            ExportStep::One => Ok(JobOutcome::Worked),
            ExportStep::Nothing => {
                let gone = self.exporter.sweep().await.map_err(JobError::new)?;
                Ok(if gone > 0 { JobOutcome::Worked } else { JobOutcome::Idle })
            }
        }
    }

    async fn release(&self) -> Result<(), JobError> {
        lease::release_all(&self.exporter).await.map_err(JobError::new)
    }
}

/// Removes expired data: answers under idempotency keys, files that no row refers to.
#[derive(Debug)]
pub(crate) struct Sweep {
    pub app: App,
    pub services: Services,
    pub holder: LeaseHolder,
    /// The retention of idempotency keys.
    pub keys_kept: Duration,
}

/// The interval of sweeps, over all nodes.
const SWEEP_EVERY_SECONDS: i64 = 3600;
/// The interval of searches for unreferenced files, over all nodes: a search lists all files.
const ORPHANS_EVERY_SECONDS: i64 = 24 * 3600;
/// The age from which unreferenced or unfinished files are removed.
const ABANDONED_SECONDS: i64 = 24 * 3600;

#[async_trait]
impl Job for Sweep {
    fn name(&self) -> &'static str {
        "sweep"
    }

    fn pause(&self) -> Duration {
        Duration::from_mins(5)
    }

    async fn run_once(&self) -> Result<JobOutcome, JobError> {
        let now = self.app.clock.now();
        // Files have real times, independent of a demo clock: local files those of this machine,
        // shared files approximately those of the database.
        let (local_time, shared) = (SystemClock.now(), self.app.store.clock().now());
        let local = self.app.clone();
        let sweep = move || abandoned_files::sweep_local(&local, before(local_time, ABANDONED_SECONDS));
        let gone = tokio::task::spawn_blocking(sweep).await;
        match gone.map_err(JobError::new)? {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "removed files that dead processes of this machine left"),
            // One file that cannot be removed must not stop the rest of the sweep.
            Err(why) => {
                tracing::error!(
                    error = chain(&why),
                    "files that dead processes of this machine left cannot be removed"
                );
            }
        }
        if self.is_ours(self.name(), SWEEP_EVERY_SECONDS).await.map_err(JobError::new)? {
            let tx = self.app.store.begin().await.map_err(JobError::new)?;
            let old = before(now, i64::try_from(self.keys_kept.as_secs()).unwrap_or(i64::MAX));
            let keys = idempotency::forget_before(&tx, old).await.map_err(JobError::new)?;
            self.app.store.commit(tx).await.map_err(JobError::new)?;
            tracing::debug!(keys, "forgot old idempotency keys");
        }
        if self.is_ours("orphans", ORPHANS_EVERY_SECONDS).await.map_err(JobError::new)? {
            let old = before(shared, ABANDONED_SECONDS);
            let removed = abandoned_files::sweep_shared(&self.app, &self.services, old).await;
            let removed = removed.map_err(JobError::new)?;
            if removed != abandoned_files::Removed::default() {
                tracing::info!(?removed, "removed files that nobody refers to");
            }
        }
        Ok(JobOutcome::Idle)
    }
}

impl Sweep {
    /// The lease is not released: it expires when the next sweep is due, and the first node then
    /// sweeps.
    async fn is_ours(&self, what: &str, every_seconds: i64) -> StoreResult<bool> {
        let tx = self.app.store.begin().await?;
        let term = Term::new(self.app.clock.now(), TimeDelta::seconds(every_seconds));
        // Every run has its own holder id, so this node waits for the lease to expire like any
        // other.
        let visit = format!("{}@{}", self.holder, self.app.clock.new_id());
        let lease = leases::take(&tx, what, &visit, term.now, term.until).await?;
        self.app.store.commit(tx).await?;
        Ok(lease == Lease::Ours)
    }
}

fn before(now: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    TimeDelta::try_seconds(seconds).and_then(|back| now.checked_sub_signed(back)).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
