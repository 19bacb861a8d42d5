//! One batch from its file into the register, chunk by chunk.
//!
//! A chunk, its findings, its assets and the place reached in the file are one transaction guarded by the lease: a kill
//! between two chunks loses nothing, one inside a chunk leaves nothing of it, and whoever takes the batch up reads the
//! rows before the place again only to remember them. A dry run goes the same way and writes nothing but the batch.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::{ImportId, OrganizationId};
use futures_util::future::BoxFuture;

use super::catalogue::Catalogue;
use super::depot::{Depot, DepotFault};
use super::mapping::Mapping;
use super::reader::{self, Part};
use super::report::Report;
use super::run::Run;
use crate::clock::Clock;
use crate::store::imports::batches;
use crate::store::notebook::Notebook;
use crate::store::organizations;
use crate::store::rows::imports::Model;
use crate::store::{Store, StoreFailure, Tx};

/// How long a node may be silent before another one takes its batch.
const LEASE: chrono::Duration = chrono::Duration::minutes(2);
/// A batch that failed so often without an answer is given up.
const ATTEMPTS: u32 = 5;

/// Everything an import needs.
#[derive(Clone)]
pub struct Importer {
    /// The database.
    pub store: Store,
    /// The time and fresh ids.
    pub clock: Arc<dyn Clock>,
    /// Where the files wait.
    pub depot: Depot,
    /// The kinds of asset.
    pub catalogue: Arc<dyn Catalogue>,
    /// A folder for notes.
    pub scratch: PathBuf,
}

/// How the work on a batch ended.
#[derive(Debug, PartialEq)]
pub enum Ended {
    /// To its end, or to the end of what can be read; the batch says which.
    Finished(Box<Model>),
    /// Another node has it.
    Lost,
}

/// Why the work stopped; somebody will take it up again.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreFailure),
    /// The file.
    #[error(transparent)]
    Depot(#[from] DepotFault),
    /// The mapping that was kept with the batch cannot be read.
    #[error("the mapping of the batch cannot be read: {0}")]
    Mapping(String),
}

/// Somebody who watches a batch advance.
pub type Watcher<'a> = &'a (dyn Fn(&Model) + Send + Sync);

impl Importer {
    /// Works on the next batch nobody works on. `None` when there is none.
    ///
    /// # Errors
    /// When the work stopped; the batch is let go.
    pub async fn next(&self, worker: &str) -> Result<Option<Ended>, Trouble> {
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let claimed = batches::claim_next(&tx, worker, now, now + LEASE).await?;
        self.store.commit(tx).await?;
        match claimed {
            Some(batch) => self.work(batch, worker, &|_| {}).await.map(Some),
            None => Ok(None),
        }
    }

    /// Works on one batch, if nobody else does.
    ///
    /// # Errors
    /// When the work stopped; the batch is let go.
    pub async fn this(&self, id: ImportId, worker: &str, watcher: Watcher<'_>) -> Result<Ended, Trouble> {
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let claimed = batches::claim(&tx, id, worker, now, now + LEASE).await?;
        let batch = batches::find(&tx, id).await?;
        self.store.commit(tx).await?;
        match batch.filter(|_| claimed) {
            Some(batch) => self.work(batch, worker, watcher).await,
            None => Ok(Ended::Lost),
        }
    }

    /// Boxed, so that the compiler looks at the future of a batch once and not in every caller.
    fn work<'w>(
        &'w self,
        batch: Model,
        worker: &'w str,
        watcher: Watcher<'w>,
    ) -> BoxFuture<'w, Result<Ended, Trouble>> {
        Box::pin(self.worked(batch, worker, watcher))
    }

    async fn worked(&self, batch: Model, worker: &str, watcher: Watcher<'_>) -> Result<Ended, Trouble> {
        let id = ImportId::new(batch.id);
        let report = Report::of(&batch.report);
        let trouble = match self.through(batch, worker, watcher).await {
            Ok(ended) => return Ok(ended),
            Err(trouble) => trouble,
        };
        // What helps nobody on the next attempt either must not be tried for ever.
        let attempts = report.attempts.saturating_add(1);
        let tx = self.store.begin().await?;
        let now = self.clock.now();
        if attempts >= ATTEMPTS || matches!(trouble, Trouble::Mapping(_)) {
            let stored = batches::find(&tx, id).await?.map(|row| Report::of(&row.report)).unwrap_or_default();
            let report = Report { attempts, ..stored };
            batches::finish(&tx, id, worker, Some(&trouble.to_string()), report.to_value(), now).await?;
        } else {
            batches::let_go(&tx, id, worker, now).await?;
        }
        self.store.commit(tx).await?;
        Err(trouble)
    }

    async fn through(&self, batch: Model, worker: &str, watcher: Watcher<'_>) -> Result<Ended, Trouble> {
        let mut mapping: Mapping =
            serde_json::from_value(batch.mapping.clone()).map_err(|fault| Trouble::Mapping(fault.to_string()))?;
        if let Some(owners) = mapping.owners.as_mut().filter(|owners| owners.answering_names.is_empty()) {
            let id = OrganizationId::new(batch.organization_id);
            let names = organizations::names(self.store.read(), &[id]).await?;
            owners.answering_names = names.into_values().flat_map(|name| [name.vi, name.en]).collect();
        }
        let mapping = Arc::new(mapping);
        let file = self.depot.open(&batch.file_key).await?;
        let done = u64::try_from(batch.rows_read).unwrap_or_default();
        let mut parts =
            reader::start(file, Arc::clone(&mapping), Arc::clone(&self.catalogue), done, self.scratch.clone());
        let notebook = Notebook::open(&self.scratch, &batch.id.to_string()).await?;
        let mut run = Run::begin(self, batch, worker, mapping, notebook).await?;
        let mut broken = None;
        while let Some(part) = parts.recv().await {
            match part {
                Part::Opened { unread_columns } => run.report.unread_columns = unread_columns,
                Part::Rows(chunk) if chunk.last_row <= done => run.remember(chunk).await?,
                Part::Rows(chunk) => {
                    if !run.take(chunk).await? {
                        return Ok(Ended::Lost);
                    }
                    watcher(&run.batch);
                }
                Part::Broken(what) => broken = Some(what),
            }
        }
        let ended = run.end(broken).await?;
        if let Ended::Finished(batch) = &ended {
            watcher(batch);
        }
        Ok(ended)
    }

    pub(super) fn lease(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let now = self.clock.now();
        (now, now + LEASE)
    }

    pub(super) async fn begin(&self) -> Result<Tx, Trouble> {
        Ok(self.store.begin().await?)
    }
}
