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
use crate::house::House;
use crate::imports::depot::{Depot, DepotFault};
use crate::store::exports::{self, Written};
use crate::store::rows::exports::Model;
use crate::store::{StoreFailure, Stored};

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
    /// When the work stopped; the export is let go.
    pub async fn next(&self, worker: &str) -> Result<Did, StoreFailure> {
        let (store, now) = (&self.house.store, self.house.clock.now());
        let tx = store.begin().await?;
        let claimed = exports::claim_next(&tx, worker, now, now + LEASE).await?;
        store.commit(tx).await?;
        let Some(export) = claimed else { return Ok(Did::Nothing) };
        let id = ExportId::new(export.id);
        let attempts = export.attempts;
        let came_to = match self.written(export, worker).await {
            Ok(written) => Ok(written),
            Err(Trouble::Lost) => return Ok(Did::One),
            Err(Trouble::Store(why)) if attempts < ATTEMPTS => {
                let tx = store.begin().await?;
                exports::let_go(&tx, id, worker, self.house.clock.now()).await?;
                store.commit(tx).await?;
                return Err(why);
            }
            Err(trouble) => Err(trouble.to_string()),
        };
        let key = came_to.as_ref().ok().map(|written| written.file_key.clone());
        let tx = store.begin().await?;
        let ours = exports::finish(&tx, id, worker, came_to, self.house.clock.now()).await?;
        store.commit(tx).await?;
        if let (false, Some(key)) = (ours, key) {
            self.depot.remove(&key).await.map_err(|why| StoreFailure::Internal(why.to_string()))?;
        }
        Ok(Did::One)
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
        let scratch = house.config.data.dir.join("scratch");
        // A file of its own for every attempt: a node that lost its lease may still be writing.
        let key = format!("{id}-{}", export.attempts);
        let folder = tempfile::Builder::new().prefix("export-").tempdir_in(made(&scratch)?).map_err(disk)?;
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
        let stored = stored.map_err(|why: DepotFault| StoreFailure::Internal(why.to_string()))?;
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

fn made(folder: &std::path::Path) -> Result<&std::path::Path, Trouble> {
    std::fs::create_dir_all(folder).map_err(disk)?;
    Ok(folder)
}

#[expect(clippy::needless_pass_by_value, reason = "errors are handed over, as `map_err` hands them")]
fn disk(why: std::io::Error) -> Trouble {
    Trouble::Store(StoreFailure::Internal(why.to_string()))
}
