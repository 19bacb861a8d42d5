//! One batch from its file into the register, chunk by chunk.
//!
//! A chunk, its findings, its assets and the place reached in the file are one transaction guarded by the lease: a kill
//! between two chunks loses nothing, one inside a chunk leaves nothing of it, and whoever takes the batch up reads the
//! rows before the place again only to remember them. A dry run goes the same way and writes nothing but the batch.

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
use crate::active_leases::{self, ActiveLease, ActiveLeases};
use crate::files;
use crate::scratch::Scratch;
use api_store::clock::Clock;
use api_store::imports::batches;
use api_store::notebook::Notebook;
use api_store::organizations;
use api_store::rows::imports::Model;
use api_store::{Store, StoreFailure, Tx};

/// How long a node may be silent before another one takes its batch.
const LEASE: chrono::Duration = chrono::Duration::minutes(2);
/// A batch that failed so often in a row, without a row saved and without an answer, is given up.
const ATTEMPTS: u32 = 5;

/// What is to be written when a batch is given back.
#[derive(Debug)]
pub struct Release {
    id: ImportId,
    worker: String,
    /// How many attempts there had been before this one.
    attempts: u32,
    /// Whether this one counts.
    counts: bool,
}

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
    /// Where notes are written.
    pub scratch: Arc<Scratch>,
    /// What this process works on.
    pub leases: ActiveLeases<Release>,
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

impl Trouble {
    /// Whether it goes away by itself.
    fn is_passing(&self) -> bool {
        match self {
            Self::Depot(DepotFault::Depot(trouble)) => files::is_passing(trouble),
            Self::Store(why) => why.is_passing(),
            Self::Depot(DepotFault::Empty | DepotFault::TooLong { .. } | DepotFault::BrokenOff(_))
            | Self::Mapping(_) => false,
        }
    }
}

/// Somebody who watches a batch advance.
pub type Watcher<'a> = &'a (dyn Fn(&Model) + Send + Sync);

impl Importer {
    /// Works on the next batch nobody works on. `None` when there is none.
    ///
    /// # Errors
    /// When the work stopped. The lease is released, at the latest when the database is available again.
    pub async fn next(&self, worker: &str) -> Result<Option<Ended>, Trouble> {
        match self.claimed(None, worker).await? {
            Some((batch, _in_hand)) => self.work(batch, worker, &|_| {}).await.map(Some),
            None => Ok(None),
        }
    }

    /// Works on one batch, if nobody else does.
    ///
    /// # Errors
    /// When the work stopped. The lease is released, at the latest when the database is available again.
    pub async fn this(&self, id: ImportId, worker: &str, watcher: Watcher<'_>) -> Result<Ended, Trouble> {
        match self.claimed(Some(id), worker).await? {
            Some((batch, _in_hand)) => self.work(batch, worker, watcher).await,
            None => Ok(Ended::Lost),
        }
    }

    /// A batch that is leased to this worker from now on; the attempt is counted before it begins, so that one that ends without a word
    /// counts too.
    async fn claimed(
        &self,
        id: Option<ImportId>,
        worker: &str,
    ) -> Result<Option<(Model, ActiveLease<Release>)>, Trouble> {
        let _alone = self.leases.lock_claims().await;
        while let Some(release) = self.leases.next_deferred_release() {
            self.released(release).await?;
        }
        let (now, until) = self.lease();
        let active = self.leases.active_ids();
        let tx = self.store.begin().await?;
        let batch = match id {
            None => batches::claim_next(&tx, (worker, &active), now, until).await?,
            Some(id) if batches::claim(&tx, id, (worker, &active), now, until).await? => batches::find(&tx, id).await?,
            Some(_) => None,
        };
        let Some(mut batch) = batch else {
            self.store.commit(tx).await?;
            return Ok(None);
        };
        let report = Report::of(&batch.report);
        let release =
            Release { id: batch.id.into(), worker: worker.to_owned(), attempts: report.attempts, counts: false };
        batch.report = Report { attempts: report.attempts.saturating_add(1), ..report }.to_value();
        batches::note(&tx, batch.id.into(), worker, batch.report.clone()).await?;
        if let Err(why) = self.store.commit(tx).await {
            // Perhaps it was leased all the same.
            self.leases.defer_release(release);
            return Err(why.into());
        }
        let active = self.leases.activate(batch.id);
        Ok(Some((batch, active)))
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
        let attempts = Report::of(&batch.report).attempts;
        let may_pass = self.clock.now() - batch.created_at < active_leases::PASSES;
        let trouble = match self.through(batch, worker, watcher).await {
            Ok(ended) => return Ok(ended),
            Err(trouble) => trouble,
        };
        // What helps nobody on the next attempt either must not be tried for ever; a connection may come back, and a store of files too.
        let counts = !(trouble.is_passing() && may_pass);
        if (counts && attempts >= ATTEMPTS) || matches!(trouble, Trouble::Mapping(_)) {
            let tx = self.store.begin().await?;
            let stored = batches::find(&tx, id).await?.map(|row| Report::of(&row.report)).unwrap_or_default();
            let (report, now) = (stored.to_value(), self.clock.now());
            batches::finish(&tx, id, worker, Some(&trouble.to_string()), report, now).await?;
            self.store.commit(tx).await?;
            return Err(trouble);
        }
        let release = Release { id, worker: worker.to_owned(), attempts: attempts.saturating_sub(1), counts };
        if let Err(why) = self.released(release).await {
            tracing::warn!(import = %id, %why, "the lease could not be released; it is released when the database is available again");
        }
        Err(trouble)
    }

    /// Gives a batch back, with the attempts that count: none when there was only passing trouble, and only one when rows were saved.
    /// What cannot be given back now is deferred.
    async fn released(&self, release: Release) -> Result<(), StoreFailure> {
        let given_back = async {
            let tx = self.store.begin().await?;
            if let Some(row) = batches::find(&tx, release.id).await? {
                let stored = Report::of(&row.report);
                let attempts =
                    if release.counts { stored.attempts.max(1) } else { stored.attempts.min(release.attempts) };
                let report = Report { attempts, ..stored }.to_value();
                batches::note(&tx, release.id, &release.worker, report).await?;
            }
            batches::release_lease(&tx, release.id, &release.worker, self.clock.now()).await?;
            self.store.commit(tx).await
        };
        let ended = given_back.await;
        if ended.is_err() {
            self.leases.defer_release(release);
        }
        ended
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
        let scratch = self.scratch.folder().map_err(|why| StoreFailure::Internal(why.to_string()))?;
        let notebook = Notebook::open(&scratch, &batch.id.to_string()).await?;
        let mut parts = reader::start(file, Arc::clone(&mapping), Arc::clone(&self.catalogue), done, scratch);
        let mut run = Run::begin(self, batch, worker, mapping, notebook).await?;
        let mut broken = None;
        while let Some(part) = parts.recv().await {
            match part {
                Part::Opened { unread_columns } => run.report.unread_columns = unread_columns,
                Part::Rows(chunk) if chunk.last_row <= done => {
                    run.remember(chunk).await?;
                    // A long file takes longer than a lease to be read again.
                    if !self.renewed(ImportId::new(run.batch.id), worker).await? {
                        return Ok(Ended::Lost);
                    }
                }
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

    async fn renewed(&self, id: ImportId, worker: &str) -> Result<bool, StoreFailure> {
        let tx = self.store.begin().await?;
        let is_ours = batches::renew(&tx, id, worker, self.lease().1).await?;
        self.store.commit(tx).await?;
        Ok(is_ours)
    }

    pub(super) fn lease(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let now = self.clock.now();
        (now, now + LEASE)
    }

    pub(super) async fn begin(&self) -> Result<Tx, Trouble> {
        Ok(self.store.begin().await?)
    }
}
