//! Imports one batch from its file into the register, chunk by chunk.
//!
//! One transaction, guarded by the lease, contains a chunk, its findings, its assets and the
//! position in the file. A kill between two chunks loses nothing, and a kill within a chunk leaves
//! nothing of it. A node that takes over the batch reads the earlier rows again only to rebuild the
//! index of known rows. A dry run takes the same path and writes only the batch.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::OfficeHours;
use domain::ids::{ImportId, OrganizationId};
use futures_util::future::BoxFuture;

use super::catalogue::Catalogue;
use super::import_file_store::{ImportFileError, ImportFileStore};
use super::mapping::Mapping;
use super::reader::{self, Part};
use super::report::Report;
use super::run::Run;
use crate::files;
use crate::lease::{
    self, ActiveLeases, AfterFailure, Attempt, Claimed, FailureKind, Lease, LeaseHolder, Leased, LeasedQueue, Renewable,
};
use crate::scratch::Scratch;
use api_store::assets::dedup_index::DedupIndex;
use api_store::assets::imports::batches;
use api_store::database::clock::Clock;
use api_store::database::leases::{Claimant, Term};
use api_store::entities::imports::Model;
use api_store::people::organizations;
use api_store::{Store, StoreError, StoreResult, Tx};

/// The silence of a node after which another one takes over its batch.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// The data for the release of a batch.
#[derive(Debug)]
pub struct Release {
    id: ImportId,
    holder: LeaseHolder,
    attempts: CountedAttempts,
}

/// The counted attempts of a released batch. Each save of rows set them to zero.
#[derive(Debug, Clone, Copy)]
enum CountedAttempts {
    /// As many as before, unless rows were saved.
    Before(u32),
    /// This attempt also counts.
    WithThis,
}

impl CountedAttempts {
    fn of(self, stored: u32) -> u32 {
        match self {
            Self::Before(before) => stored.min(before),
            Self::WithThis => stored.max(1),
        }
    }
}

/// The dependencies of an import.
#[derive(Clone)]
pub struct Importer {
    pub store: Store,
    /// The source of the time and of new ids.
    pub clock: Arc<dyn Clock>,
    /// The store of waiting files.
    pub import_files: ImportFileStore,
    /// The kinds of asset.
    pub catalogue: Arc<dyn Catalogue>,
    /// The folder for temporary files.
    pub scratch: Arc<Scratch>,
    /// The leases of this process.
    pub leases: ActiveLeases<Release>,
    /// The office hours whose time zone determines the legal day; UTC without them.
    pub office: Option<OfficeHours>,
}

/// How the work on a batch ended.
#[derive(Debug, PartialEq)]
pub enum Ended {
    /// Finished, or read as far as possible; the batch says which.
    Finished(Box<Model>),
    /// Another node has taken over the batch.
    Lost,
}

/// Why the work stopped; a node will continue it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    ImportFileStore(#[from] ImportFileError),
    /// The stored mapping of the batch cannot be read.
    #[error("the mapping of the batch cannot be read: {0}")]
    Mapping(#[source] serde_json::Error),
}

impl ImportError {
    fn kind(&self) -> FailureKind {
        let is_passing = match self {
            Self::ImportFileStore(ImportFileError::ImportFileStore(trouble)) => files::is_passing(trouble),
            Self::Store(why) => why.is_passing(),
            Self::ImportFileStore(
                ImportFileError::Empty | ImportFileError::TooLong { .. } | ImportFileError::BrokenOff(_),
            ) => false,
            Self::Mapping(_) => return FailureKind::Final,
        };
        if is_passing { FailureKind::Passing } else { FailureKind::Lasting }
    }
}

/// Receives the progress of a batch.
pub type Watcher<'a> = &'a (dyn Fn(&Model) + Send + Sync);

impl Importer {
    /// Runs the next unclaimed batch; `None` when there is none.
    ///
    /// # Errors
    /// When the work stopped. The lease is released, at the latest when the database is available
    /// again.
    pub async fn next(&self, worker: impl Into<LeaseHolder>) -> Result<Option<Ended>, ImportError> {
        let holder = worker.into();
        match self.taken(None, &holder).await? {
            Some(lease) => self.work(lease, &holder, &|_| {}).await.map(Some),
            None => Ok(None),
        }
    }

    /// Runs one batch, unless another node runs it.
    ///
    /// # Errors
    /// When the work stopped. The lease is released, at the latest when the database is available
    /// again.
    pub async fn this(
        &self,
        id: ImportId,
        worker: impl Into<LeaseHolder>,
        watcher: Watcher<'_>,
    ) -> Result<Ended, ImportError> {
        let holder = worker.into();
        match self.taken(Some(id), &holder).await? {
            Some(lease) => self.work(lease, &holder, watcher).await,
            None => Ok(Ended::Lost),
        }
    }

    async fn taken(&self, id: Option<ImportId>, holder: &LeaseHolder) -> StoreResult<Option<Lease<Model, Release>>> {
        Ok(lease::take(self, holder, &id).await?.pop())
    }

    /// Boxed, so that the compiler checks the future of a batch once and not in every caller.
    fn work<'w>(
        &'w self,
        lease: Lease<Model, Release>,
        holder: &'w LeaseHolder,
        watcher: Watcher<'w>,
    ) -> BoxFuture<'w, Result<Ended, ImportError>> {
        Box::pin(self.worked(lease, holder, watcher))
    }

    async fn worked(
        &self,
        lease: Lease<Model, Release>,
        holder: &LeaseHolder,
        watcher: Watcher<'_>,
    ) -> Result<Ended, ImportError> {
        let Lease { item: batch, mut active } = lease;
        let id = ImportId::new(batch.id);
        let attempt = Attempt { number: Report::of(&batch.report).attempts, waiting_since: batch.created_at };
        let trouble =
            match lease::keep(self, &(id, holder.clone()), self.through(batch, holder.as_str(), watcher)).await {
                Ok(ended) => {
                    active.keep_when_dropped();
                    return Ok(ended);
                }
                Err(trouble) => trouble,
            };
        let attempts = match attempt.after(trouble.kind(), self.clock.now()) {
            AfterFailure::ReleaseUncounted => CountedAttempts::Before(attempt.before()),
            AfterFailure::ReleaseCounted => CountedAttempts::WithThis,
            AfterFailure::GiveUp => {
                self.given_up(id, holder, &trouble).await?;
                active.keep_when_dropped();
                return Err(trouble);
            }
        };
        lease::release(self, active, Release { id, holder: holder.clone(), attempts }).await;
        Err(trouble)
    }

    async fn given_up(&self, id: ImportId, holder: &LeaseHolder, trouble: &ImportError) -> StoreResult<()> {
        let (tx, term) = self.begin().await?;
        let stored = batches::find(&tx, id).await?.map(|row| Report::of(&row.report)).unwrap_or_default();
        let trouble = trouble.to_string();
        batches::finish(&tx, id, holder.as_str(), Some(&trouble), stored.to_value(), term.now).await?;
        self.store.commit(tx).await
    }

    /// The legal date of an instant.
    pub(super) fn legal_day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.office.map_or_else(|| at.date_naive(), |office| office.local_date(at))
    }

    async fn through(&self, batch: Model, worker: &str, watcher: Watcher<'_>) -> Result<Ended, ImportError> {
        let mut mapping: Mapping = serde_json::from_value(batch.mapping.clone()).map_err(ImportError::Mapping)?;
        if let Some(owners) = mapping.owners.as_mut().filter(|owners| owners.answering_names.is_empty()) {
            let id = OrganizationId::new(batch.organization_id);
            let names = organizations::names(self.store.read(), &[id]).await?;
            owners.answering_names = names.into_values().flat_map(|name| [name.vi, name.en]).collect();
        }
        let mapping = Arc::new(mapping);
        let file = self.import_files.open(&batch.file_key).await?;
        let done = u64::try_from(batch.rows_read).unwrap_or_default();
        let scratch = self.scratch.folder().map_err(StoreError::internal)?;
        let dedup_index = DedupIndex::open(&scratch, &batch.id.to_string()).await?;
        let mut parts = reader::start(file, Arc::clone(&mapping), Arc::clone(&self.catalogue), done, scratch);
        let mut run = Run::begin(self, batch, worker, mapping, dedup_index).await?;
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
}

#[async_trait]
impl Leased for Importer {
    fn store(&self) -> &Store {
        &self.store
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn length(&self) -> TimeDelta {
        LEASE
    }
}

#[async_trait]
impl Renewable for Importer {
    type Key = (ImportId, LeaseHolder);

    async fn renew(&self, tx: &Tx, (id, holder): &Self::Key, until: DateTime<Utc>) -> StoreResult<bool> {
        batches::renew(tx, *id, holder.as_str(), until).await
    }
}

#[async_trait]
impl LeasedQueue for Importer {
    type Filter = Option<ImportId>;
    type Item = Model;
    type Release = Release;

    fn leases(&self) -> &ActiveLeases<Release> {
        &self.leases
    }

    async fn has_work(&self, _wanted: &Option<ImportId>) -> StoreResult<bool> {
        Ok(true)
    }

    async fn claim(
        &self,
        tx: &Tx,
        wanted: &Option<ImportId>,
        claimant: Claimant<'_>,
        Term { now, until }: Term,
    ) -> StoreResult<Vec<Claimed<Model, Release>>> {
        let worker = (claimant.holder, claimant.active);
        let batch = match *wanted {
            None => batches::claim_next(tx, worker, now, until).await?,
            Some(id) if batches::claim(tx, id, worker, now, until).await? => batches::find(tx, id).await?,
            Some(_) => None,
        };
        let Some(mut batch) = batch else { return Ok(Vec::new()) };
        let (id, report) = (ImportId::new(batch.id), Report::of(&batch.report));
        let before = report.attempts;
        batch.report = Report { attempts: before.saturating_add(1), ..report }.to_value();
        batches::note(tx, id, claimant.holder, batch.report.clone()).await?;
        let attempts = CountedAttempts::Before(before);
        let release = Release { id, holder: claimant.holder.into(), attempts };
        Ok(vec![Claimed { id: batch.id, item: batch, release }])
    }

    async fn release(&self, tx: &Tx, release: &Release, now: DateTime<Utc>) -> StoreResult<()> {
        let Release { id, holder, attempts } = release;
        if let Some(row) = batches::find(tx, *id).await? {
            let stored = Report::of(&row.report);
            let report = Report { attempts: attempts.of(stored.attempts), ..stored }.to_value();
            batches::note(tx, *id, holder.as_str(), report).await?;
        }
        batches::release_lease(tx, *id, holder.as_str(), now).await
    }
}
