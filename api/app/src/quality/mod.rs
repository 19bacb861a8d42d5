//! Examines the register for probable defects: after every change, and once a day from one end to
//! the other.
//!
//! One node at a time works, in small batches: the lease covers one batch and is released with it,
//! in the transaction that writes the findings and the progress. A node that dies during a batch
//! loses the lease by the clock, and the batch is examined again.

mod examine;
mod settle;

pub use settle::{Settle, Verdict};

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::AssetId;
use domain::messages::Conflict;
use domain::registry::quality::Code;

use crate::app::App;
use crate::error::AppError;
use crate::lease::{self, Leased, Renewable};
use api_store::assets::quality::issues::Occasion;
use api_store::assets::quality::{self, ExaminationPosition, Waiting};
use api_store::database::leases::{self, Lease};
use api_store::{Store, StoreResult, Tx};

/// The name of the resource in grants, audit and paths.
pub const RESOURCE: &str = "quality_issue";

/// The number of assets in one batch.
const BATCH: u64 = 100;
/// The time after which another node may repeat a batch.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// The interval between examinations of the whole register.
const ROUND: TimeDelta = TimeDelta::hours(24);

/// The result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The number of examined assets.
    LookedAt(usize),
    /// No work is due.
    Nothing,
    /// Another node has the lease.
    Elsewhere,
}

/// A batch, and the progress to record after its examination.
struct Batch {
    assets: Vec<AssetId>,
    done: Done,
}

enum Done {
    /// Removes the assets from the queue.
    Queue(Vec<Waiting>),
    /// Advances the position of the round.
    Round(ExaminationPosition),
}

/// Examines the next batch: first the changed assets, then the next assets of the daily round.
pub async fn step(app: &App, holder: &str) -> Result<Step, AppError> {
    let now = app.clock.now();
    if next(app, now).await?.is_none() {
        return Ok(Step::Nothing);
    }
    let round = Round { app, holder };
    if !round.taken().await? {
        return Ok(Step::Elsewhere);
    }
    let looked = lease::keep(&round, &(), async {
        // The previous holder of the lease may have examined the batch.
        let batch = next(app, now).await?;
        round.look(batch).await
    });
    let looked = looked.await;
    if looked.is_err() {
        round.release().await;
    }
    looked
}

/// Examines the whole register now, and reports the number of examined assets.
///
/// # Errors
/// [`AppError::Conflict`] when another node has the lease.
pub async fn whole(app: &App, holder: &str, report: impl Fn(u64)) -> Result<u64, AppError> {
    let begun_at = app.clock.now();
    let mut mark = ExaminationPosition { asset: None, begun_at };
    let mut seen = 0_u64;
    let round = Round { app, holder };
    loop {
        if !round.taken().await? {
            return Err(Conflict::RegisterIsChecked.into());
        }
        let (assets, next) = onward(app, mark).await?;
        mark = next.clone();
        seen = seen.saturating_add(u64::try_from(assets.len()).unwrap_or(u64::MAX));
        let batch = Some(Batch { assets, done: Done::Round(next) });
        match lease::keep(&round, &(), round.look(batch)).await? {
            Step::LookedAt(_) | Step::Nothing => {}
            Step::Elsewhere => return Err(Conflict::RegisterIsChecked.into()),
        }
        report(seen);
        if mark.asset.is_none() {
            return Ok(seen);
        }
    }
}

/// The number of open issues of each kind.
pub async fn open_issues(app: &App) -> Result<Vec<(Code, u64)>, AppError> {
    Ok(quality::tally(app.store.read(), None).await?.into_iter().collect())
}

/// One examination of the register by one holder.
struct Round<'a> {
    app: &'a App,
    holder: &'a str,
}

async fn next(app: &App, now: DateTime<Utc>) -> Result<Option<Batch>, AppError> {
    let read = app.store.read();
    let waiting = quality::waiting(read, BATCH).await?;
    if !waiting.is_empty() {
        let assets = waiting.iter().map(|(asset, _)| *asset).collect();
        return Ok(Some(Batch { assets, done: Done::Queue(waiting) }));
    }
    let mark = match quality::mark(read).await? {
        Some(mark) if mark.asset.is_some() => mark,
        Some(mark) if now.signed_duration_since(mark.begun_at) < ROUND => return Ok(None),
        Some(_) | None => ExaminationPosition { asset: None, begun_at: now },
    };
    let (assets, mark) = onward(app, mark).await?;
    Ok(Some(Batch { assets, done: Done::Round(mark) }))
}

/// The next assets of a round, and the position after them, which names no asset at the end of the
/// register.
async fn onward(app: &App, mark: ExaminationPosition) -> Result<(Vec<AssetId>, ExaminationPosition), AppError> {
    let assets = quality::after(app.store.read(), mark.asset, BATCH).await?;
    let full = u64::try_from(assets.len()).unwrap_or(0) >= BATCH;
    let asset = assets.last().filter(|_| full).map(|asset| asset.uuid());
    Ok((assets, ExaminationPosition { asset, ..mark }))
}

impl Round<'_> {
    async fn taken(&self) -> Result<bool, AppError> {
        let (tx, term) = self.begin().await?;
        let lease = leases::take(&tx, RESOURCE, self.holder, term.now, term.until).await?;
        self.app.store.commit(tx).await?;
        Ok(lease == Lease::Ours)
    }

    /// Releases the lease after a failure, so that another node need not wait for its end.
    async fn release(&self) {
        let released = async {
            let tx = self.app.store.begin().await?;
            leases::release(&tx, RESOURCE, self.holder).await?;
            self.app.store.commit(tx).await
        };
        if let Err(why) = released.await {
            tracing::warn!(%why, "the lease of the quality round could not be released; it runs out");
        }
    }

    async fn look(&self, batch: Option<Batch>) -> Result<Step, AppError> {
        let app = self.app;
        let read = app.store.read();
        let assets = batch.as_ref().map(|batch| batch.assets.clone()).unwrap_or_default();
        let mut looked_at: BTreeSet<AssetId> = assets.iter().copied().collect();
        looked_at.extend(quality::concerned(read, &assets).await?);
        looked_at.extend(examine::ducts_at(app, &assets).await?);
        let found = examine::examine(app, &looked_at).await?;
        let (tx, term) = self.begin().await?;
        let done = batch.as_ref().map(|batch| &batch.done);
        let occasion = match done {
            Some(Done::Round(_)) => Occasion::Round,
            Some(Done::Queue(_)) | None => Occasion::Change,
        };
        quality::settle(&tx, &looked_at, &found.owners, found.findings, (term.now, occasion)).await?;
        match done {
            Some(Done::Queue(waiting)) => quality::cross_out(&tx, waiting).await?,
            Some(Done::Round(mark)) => quality::set(&tx, mark).await?,
            None => {}
        }
        // The current holder of the lease examines the batch itself.
        if !leases::release(&tx, RESOURCE, self.holder).await? {
            return Ok(Step::Elsewhere);
        }
        app.store.commit(tx).await?;
        Ok(if batch.is_some() { Step::LookedAt(assets.len()) } else { Step::Nothing })
    }
}

#[async_trait]
impl Leased for Round<'_> {
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
impl Renewable for Round<'_> {
    type Key = ();

    async fn renew(&self, tx: &Tx, (): &(), until: DateTime<Utc>) -> StoreResult<bool> {
        leases::renew(tx, RESOURCE, self.holder, until).await
    }
}
