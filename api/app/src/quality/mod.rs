//! Looking through the register for what is probably wrong: after every change, and once a day from one end to the other.
//!
//! One node at a time, in small batches: the lease is taken for a batch and given back with it, in the transaction that writes what
//! was found and how far it has come. A node that dies over a batch loses the lease by the clock, and the batch is looked at again.

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

/// How many assets one batch holds.
const BATCH: u64 = 100;
/// How long a batch may take before another node may begin it again.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How often the whole register is looked through.
const ROUND: TimeDelta = TimeDelta::hours(24);

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It has looked at so many assets.
    LookedAt(usize),
    /// There is nothing to look at.
    Nothing,
    /// Another node is at it.
    Elsewhere,
}

/// A batch, and what is noted when it was looked at.
struct Batch {
    assets: Vec<AssetId>,
    done: Done,
}

enum Done {
    /// They wait no longer.
    Queue(Vec<Waiting>),
    /// The round has come so far.
    Round(ExaminationPosition),
}

/// Looks at the next batch: what was changed first, then what the daily round comes to.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
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
        // What was next may have been done by whoever had the lease until now.
        let batch = next(app, now).await?;
        round.look(batch).await
    });
    let looked = looked.await;
    if looked.is_err() {
        round.release().await;
    }
    looked
}

/// Looks through the whole register now, telling how many assets it has looked at.
///
/// # Errors
/// A conflict when another node is at it; [`AppError`] when the database is in trouble.
pub async fn whole(app: &App, holder: &str, tell: impl Fn(u64)) -> Result<u64, AppError> {
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
        tell(seen);
        if mark.asset.is_none() {
            return Ok(seen);
        }
    }
}

/// How many open issues there are of each kind.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn open_issues(app: &App) -> Result<Vec<(Code, u64)>, AppError> {
    Ok(quality::tally(app.store.read(), None).await?.into_iter().collect())
}

/// Who looks through the register now.
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

/// The next assets of a round, and its mark behind them, which names no asset when they are the last.
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

    /// Gives the lease back after a failure, so that another node need not wait for it to run out.
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
        // Whoever has the lease by now looks at the batch itself.
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
