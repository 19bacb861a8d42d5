//! Exports that wait: written under a lease, put into the depot, kept for some days.
//!
//! A file is written anew by whoever takes an export over; until it is whole it is nobody's, so a dead node leaves nothing but
//! a file in its own scratch folder.

use chrono::TimeDelta;
use domain::ids::{ExportId, UserId};
use futures_util::FutureExt;
use tokio_util::io::ReaderStream;

use super::order::Order;
use super::writing::{Eyes, Trouble, write};
use crate::active_leases::{self, ActiveLease, ActiveLeases};
use crate::files;
use crate::house::House;
use crate::imports::depot::{Depot, DepotFault};
use api_store::exports::{self, Written};
use api_store::rows::exports::Model;
use api_store::{StoreFailure, Stored};

/// How long a node may be silent before another one takes its export.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How long a file is kept.
const KEPT: TimeDelta = TimeDelta::days(7);
/// An export that failed so often without an answer is given up.
const ATTEMPTS: i64 = 5;

/// Everything an export needs.
#[derive(Debug, Clone)]
pub struct Exporter {
    /// The house.
    pub house: House,
    /// Where the files are kept.
    pub depot: Depot,
    /// What this process works on.
    pub leases: ActiveLeases<Release>,
}

/// What is to be written when an export is given back.
#[derive(Debug)]
pub struct Release {
    id: ExportId,
    worker: String,
    /// How many attempts count.
    attempts: i64,
}

/// Something was done, or there was nothing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// An export came to an end.
    One,
    /// There is none.
    Nothing,
}

impl Exporter {
    /// Works on the next export nobody works on.
    ///
    /// # Errors
    /// When the work stopped. The lease is released, at the latest when the database is available again.
    pub async fn next(&self, worker: &str) -> Result<Did, StoreFailure> {
        let Some((export, _in_hand)) = self.claimed(worker).await? else { return Ok(Did::Nothing) };
        let (id, attempts) = (ExportId::new(export.id), export.attempts);
        let may_pass = self.house.clock.now() - export.created_at < active_leases::PASSES;
        let release = |attempts| Release { id, worker: worker.to_owned(), attempts };
        let came_to = match self.written(export, worker).await {
            Ok(written) => Ok(written),
            Err(Trouble::Lost) => return Ok(Did::One),
            // A connection that is gone is no fault of the export.
            Err(Trouble::Store(why)) if why.is_passing() && may_pass => {
                self.release_lease(release(attempts.saturating_sub(1))).await;
                return Err(why);
            }
            Err(Trouble::Store(why)) if attempts < ATTEMPTS => {
                self.release_lease(release(attempts)).await;
                return Err(why);
            }
            Err(trouble) => Err(trouble.to_string()),
        };
        let key = came_to.as_ref().ok().map(|written| written.file_key.clone());
        let ours = match self.finished(id, worker, came_to).await {
            Ok(ours) => ours,
            Err(why) => {
                // Perhaps it was written down all the same: then the file is wanted, and the export is given back no more.
                self.release_lease(release(attempts.saturating_sub(1))).await;
                return Err(why);
            }
        };
        if let (false, Some(key)) = (ours, key) {
            self.depot.remove(&key).await.map_err(|why| StoreFailure::Internal(why.to_string()))?;
        }
        Ok(Did::One)
    }

    /// An export that is leased to this worker from now on.
    async fn claimed(&self, worker: &str) -> Stored<Option<(Model, ActiveLease<Release>)>> {
        let (store, leases) = (&self.house.store, &self.leases);
        let _alone = leases.lock_claims().await;
        while let Some(release) = leases.next_deferred_release() {
            self.released(release).await?;
        }
        let now = self.house.clock.now();
        let tx = store.begin().await?;
        let Some(export) = exports::claim_next(&tx, (worker, &leases.active_ids()), now, now + LEASE).await? else {
            store.commit(tx).await?;
            return Ok(None);
        };
        if let Err(why) = store.commit(tx).await {
            // Perhaps it was leased all the same.
            let attempts = export.attempts.saturating_sub(1);
            leases.defer_release(Release { id: export.id.into(), worker: worker.to_owned(), attempts });
            return Err(why);
        }
        let active = leases.activate(export.id);
        Ok(Some((export, active)))
    }

    async fn finished(&self, id: ExportId, worker: &str, came_to: Result<Written, String>) -> Stored<bool> {
        let store = &self.house.store;
        let tx = store.begin().await?;
        let ours = exports::finish(&tx, id, worker, came_to, self.house.clock.now()).await?;
        store.commit(tx).await?;
        Ok(ours)
    }

    async fn release_lease(&self, release: Release) {
        let id = release.id;
        if let Err(why) = self.released(release).await {
            tracing::warn!(export = %id, %why, "the lease could not be released; it is released when the database is available again");
        }
    }

    /// Gives an export back; what cannot be given back now is deferred.
    async fn released(&self, release: Release) -> Stored<()> {
        let store = &self.house.store;
        let given_back = async {
            let tx = store.begin().await?;
            let Release { id, worker, attempts } = &release;
            exports::release_lease(&tx, *id, worker, *attempts, self.house.clock.now()).await?;
            store.commit(tx).await
        };
        let ended = given_back.await;
        if ended.is_err() {
            self.leases.defer_release(release);
        }
        ended
    }

    /// Lets go of files that are kept no longer. Says how many.
    ///
    /// # Errors
    /// When the database or the depot is in trouble.
    pub async fn sweep(&self) -> Stored<usize> {
        let store = &self.house.store;
        let tx = store.begin().await?;
        let keys = exports::expire(&tx, self.house.clock.now()).await?;
        store.commit(tx).await?;
        for key in &keys {
            self.depot.remove(key).await.map_err(|why| StoreFailure::Internal(why.to_string()))?;
        }
        Ok(keys.len())
    }

    async fn written(&self, export: Model, worker: &str) -> Result<Written, Trouble> {
        let house = &self.house;
        let order: Order = serde_json::from_value(export.wanted)
            .map_err(|why| Trouble::Refused(format!("the order cannot be read: {why}")))?;
        let by = export.created_by.ok_or_else(|| Trouble::Refused("nobody asked for it".to_owned()))?;
        let id = ExportId::new(export.id);
        let scratch = house.scratch.folder().map_err(disk)?;
        // A file of its own for every attempt: a node that lost its lease may still be writing. The version grows with each claim.
        let key = format!("{id}-{}", export.version);
        let folder = tempfile::Builder::new().prefix("export-").tempdir_in(scratch).map_err(disk)?;
        let path = folder.path().join("file");
        let watcher = |done: u64, total: u64| {
            async move {
                let tx = house.store.begin().await?;
                let until = house.clock.now() + LEASE;
                let ours = exports::advance(&tx, id, worker, (done, total), until).await?;
                house.store.commit(tx).await?;
                Ok(ours)
            }
            .boxed()
        };
        let done = Box::pin(write(house, &order, Eyes::Person(UserId::new(by)), &path, &watcher)).await?;
        let file = tokio::fs::File::open(&path).await.map_err(disk)?;
        let stored = self.depot.put(&key, ReaderStream::new(file), u64::MAX).await;
        let stored = stored.map_err(|why| match &why {
            DepotFault::Depot(trouble) if files::is_passing(trouble) => StoreFailure::Unavailable(why.to_string()),
            DepotFault::Depot(_) | DepotFault::Empty | DepotFault::TooLong { .. } | DepotFault::BrokenOff(_) => {
                StoreFailure::Internal(why.to_string())
            }
        })?;
        Ok(Written {
            file_key: stored.key,
            bytes: stored.bytes,
            sha256: stored.sha256,
            rows: done.rows,
            losses: serde_json::to_value(done.losses).unwrap_or_default(),
            expires_at: house.clock.now() + KEPT,
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "errors are handed over, as `map_err` hands them")]
fn disk(why: std::io::Error) -> Trouble {
    Trouble::Store(StoreFailure::Internal(why.to_string()))
}
