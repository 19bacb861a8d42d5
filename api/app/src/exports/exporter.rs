//! Runs waiting exports: writes each file under a lease, stores it in the import file store, and
//! keeps it for some days.
//!
//! A node that takes over an export writes a new file. An incomplete file is unreferenced, so a
//! dead node leaves only a file in its own scratch folder.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{ExportId, UserId};
use futures_util::FutureExt;
use tokio_util::io::ReaderStream;

use super::order::Order;
use super::write::{ExportError, ExportViewer, write};
use crate::app::App;
use crate::files;
use crate::imports::import_file_store::{ImportFileError, ImportFileStore};
use crate::lease::{
    self, ActiveLeases, AfterFailure, Attempt, Claimed, FailureKind, Lease, LeaseHolder, Leased, LeasedQueue, Renewable,
};
use api_store::assets::exports::{self, StoredExportError, Written};
use api_store::database::leases::{Claimant, Term};
use api_store::entities::exports::Model;
use api_store::{Store, StoreError, StoreResult, Tx};

/// The silence of a node after which another one takes over its export.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// The retention of a file.
const KEPT: TimeDelta = TimeDelta::days(7);

/// The dependencies of an export.
#[derive(Debug, Clone)]
pub struct Exporter {
    pub app: App,
    /// The store of the files.
    pub import_files: ImportFileStore,
    /// The leases of this process.
    pub leases: ActiveLeases<Release>,
}

/// The data for the release of an export.
#[derive(Debug)]
pub struct Release {
    id: ExportId,
    holder: LeaseHolder,
    /// The number of counted attempts.
    attempts: u32,
}

/// The outcome of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportStep {
    /// One export came to its end.
    One,
    Nothing,
}

impl Exporter {
    /// Runs the next unclaimed export.
    ///
    /// # Errors
    /// When the work stopped. The lease is released, at the latest when the database is available
    /// again.
    pub async fn next(&self, worker: impl Into<LeaseHolder>) -> Result<ExportStep, StoreError> {
        let holder = worker.into();
        let Some(lease) = lease::take(self, &holder, &()).await?.pop() else { return Ok(ExportStep::Nothing) };
        let Lease { item: export, mut active } = lease;
        let id = ExportId::new(export.id);
        let attempt = attempt(&export);
        let release = |attempts| Release { id, holder: holder.clone(), attempts };
        let came_to = match lease::keep(self, &(id, holder.clone()), self.written(export, holder.as_str())).await {
            Ok(written) => Ok(written),
            Err(ExportError::Lost) => {
                active.keep_when_dropped();
                return Ok(ExportStep::One);
            }
            Err(trouble) => {
                let attempts = match attempt.after(kind(&trouble), self.app.clock.now()) {
                    // A lost connection is not the fault of the export.
                    AfterFailure::ReleaseUncounted => Some(attempt.before()),
                    AfterFailure::ReleaseCounted => Some(attempt.number),
                    AfterFailure::GiveUp => None,
                };
                match (attempts, trouble) {
                    (Some(attempts), ExportError::Store(why)) => {
                        lease::release(self, active, release(attempts)).await;
                        return Err(why);
                    }
                    (Some(_) | None, trouble) => Err(StoredExportError(trouble.to_string())),
                }
            }
        };
        let key = came_to.as_ref().ok().map(|written| written.file_key.clone());
        let ours = match self.finished(id, holder.as_str(), came_to).await {
            Ok(ours) => ours,
            Err(why) => {
                // The commit may have succeeded: the file is then needed, and the release changes
                // nothing.
                lease::release(self, active, release(attempt.before())).await;
                return Err(why);
            }
        };
        active.keep_when_dropped();
        if let (false, Some(key)) = (ours, key) {
            self.import_files.remove(&key).await.map_err(StoreError::internal)?;
        }
        Ok(ExportStep::One)
    }

    async fn finished(
        &self,
        id: ExportId,
        worker: &str,
        came_to: Result<Written, StoredExportError>,
    ) -> StoreResult<bool> {
        let (tx, term) = self.begin().await?;
        let ours = exports::finish(&tx, id, worker, came_to, term.now).await?;
        self.app.store.commit(tx).await?;
        Ok(ours)
    }

    /// Removes expired files. Returns their number.
    pub async fn sweep(&self) -> StoreResult<usize> {
        let store = &self.app.store;
        let tx = store.begin().await?;
        let keys = exports::expire(&tx, self.app.clock.now()).await?;
        store.commit(tx).await?;
        for key in &keys {
            self.import_files.remove(key).await.map_err(StoreError::internal)?;
        }
        Ok(keys.len())
    }

    async fn written(&self, export: Model, worker: &str) -> Result<Written, ExportError> {
        let app = &self.app;
        let order: Order = serde_json::from_value(export.wanted)
            .map_err(|why| ExportError::Refused(format!("the order cannot be read: {why}")))?;
        let by = export.created_by.ok_or_else(|| ExportError::Refused("nobody asked for it".to_owned()))?;
        let id = ExportId::new(export.id);
        let scratch = app.scratch.folder().map_err(disk)?;
        // Each attempt has its own file: a node that lost its lease may still be writing. The
        // version grows with each claim.
        let key = format!("{id}-{}", export.version);
        let folder = tempfile::Builder::new().prefix("export-").tempdir_in(scratch).map_err(disk)?;
        let path = folder.path().join("file");
        let watcher = |done: u64, total: u64| {
            async move {
                let (tx, term) = self.begin().await?;
                let ours = exports::advance(&tx, id, worker, (done, total), term.until).await?;
                app.store.commit(tx).await?;
                Ok(ours)
            }
            .boxed()
        };
        let done = Box::pin(write(app, &order, ExportViewer::Person(UserId::new(by)), &path, &watcher)).await?;
        let file = tokio::fs::File::open(&path).await.map_err(disk)?;
        let stored = self.import_files.put(&key, ReaderStream::new(file), u64::MAX).await;
        let stored = stored.map_err(|why| match &why {
            ImportFileError::ImportFileStore(trouble) if files::is_passing(trouble) => StoreError::unavailable(why),
            ImportFileError::ImportFileStore(_)
            | ImportFileError::Empty
            | ImportFileError::TooLong { .. }
            | ImportFileError::BrokenOff(_) => StoreError::internal(why),
        })?;
        Ok(Written {
            file_key: stored.key,
            bytes: stored.bytes,
            sha256: stored.sha256,
            rows: done.rows,
            losses: serde_json::to_value(done.losses).unwrap_or_default(),
            expires_at: app.clock.now() + KEPT,
        })
    }
}

#[async_trait]
impl Leased for Exporter {
    fn store(&self) -> &Store {
        &self.app.store
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    fn length(&self) -> TimeDelta {
        LEASE
    }
}

#[async_trait]
impl Renewable for Exporter {
    type Key = (ExportId, LeaseHolder);

    async fn renew(&self, tx: &Tx, (id, holder): &Self::Key, until: DateTime<Utc>) -> StoreResult<bool> {
        exports::renew(tx, *id, holder.as_str(), until).await
    }
}

#[async_trait]
impl LeasedQueue for Exporter {
    type Filter = ();
    type Item = Model;
    type Release = Release;

    fn leases(&self) -> &ActiveLeases<Release> {
        &self.leases
    }

    async fn has_work(&self, (): &()) -> StoreResult<bool> {
        Ok(true)
    }

    async fn claim(
        &self,
        tx: &Tx,
        (): &(),
        claimant: Claimant<'_>,
        Term { now, until }: Term,
    ) -> StoreResult<Vec<Claimed<Model, Release>>> {
        let export = exports::claim_next(tx, (claimant.holder, claimant.active), now, until).await?;
        let claimed = |export: Model| {
            let attempts = attempt(&export).before();
            let release = Release { id: export.id.into(), holder: claimant.holder.into(), attempts };
            Claimed { id: export.id, item: export, release }
        };
        Ok(export.map(claimed).into_iter().collect())
    }

    async fn release(&self, tx: &Tx, release: &Release, now: DateTime<Utc>) -> StoreResult<()> {
        exports::release_lease(tx, release.id, release.holder.as_str(), release.attempts.into(), now).await
    }
}

fn attempt(export: &Model) -> Attempt {
    Attempt { number: u32::try_from(export.attempts).unwrap_or_default(), waiting_since: export.created_at }
}

fn kind(trouble: &ExportError) -> FailureKind {
    match trouble {
        ExportError::Store(why) if why.is_passing() => FailureKind::Passing,
        ExportError::Store(_) => FailureKind::Lasting,
        ExportError::Refused(_) | ExportError::Write(_) | ExportError::Lost => FailureKind::Final,
    }
}

fn disk(why: std::io::Error) -> ExportError {
    ExportError::Store(StoreError::internal(why))
}
