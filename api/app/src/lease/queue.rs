//! The steps of the lease protocol, generic over the kind of leased work.

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{Either, select};
use uuid::Uuid;

use super::LeaseHolder;
use super::active::{ActiveLease, ActiveLeases};
use api_store::database::leases::{Claimant, Term};
use api_store::{Store, StoreError, StoreResult, Tx};

/// Work that is done under leases.
#[async_trait]
pub trait Leased: Send + Sync {
    /// The store that has the leases.
    fn store(&self) -> &Store;

    /// The time, by a clock that follows the database's clock.
    fn now(&self) -> DateTime<Utc>;

    /// How long a node may be silent before another node takes its work.
    fn length(&self) -> TimeDelta;

    /// Begins a transaction and then a term. The wait for the transaction takes nothing from the
    /// lease, and the begin has just set the clock by the database's clock.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    async fn begin(&self) -> StoreResult<(Tx, Term)> {
        let tx = self.store().begin().await?;
        Ok((tx, Term::new(self.now(), self.length())))
    }
}

/// Leased work that takes longer than its lease.
#[async_trait]
pub trait Renewable: Leased {
    type Key: Sync;

    /// Renews a lease. `false` when the lease is lost.
    async fn renew(&self, tx: &Tx, key: &Self::Key, until: DateTime<Utc>) -> StoreResult<bool>;
}

/// Rows that wait for work, each under its own lease.
#[async_trait]
pub trait LeasedQueue: Leased {
    /// The filter for the work to take.
    type Filter: Sync;
    /// A piece of work.
    type Item: Send;
    /// The content that a release writes.
    type Release: fmt::Debug + Send + Sync;

    /// The leases of this process.
    fn leases(&self) -> &ActiveLeases<Self::Release>;

    /// Tells cheaply whether a writing transaction to take work is worthwhile.
    async fn has_work(&self, wanted: &Self::Filter) -> StoreResult<bool>;

    /// Claims work by guarded updates, and counts the attempt.
    async fn claim(
        &self,
        tx: &Tx,
        wanted: &Self::Filter,
        claimant: Claimant<'_>,
        term: Term,
    ) -> StoreResult<Vec<Claimed<Self::Item, Self::Release>>>;

    /// Releases a lease; does nothing when the lease is lost.
    async fn release(&self, tx: &Tx, release: &Self::Release, now: DateTime<Utc>) -> StoreResult<()>;
}

/// A row that was claimed in a transaction.
#[derive(Debug)]
pub struct Claimed<T, R> {
    pub id: Uuid,
    pub item: T,
    /// The release that leaves the attempt uncounted.
    pub release: R,
}

/// A piece of work with its lease.
#[derive(Debug)]
pub struct Lease<T, R> {
    pub item: T,
    pub active: ActiveLease<R>,
}

/// Takes work; returns an empty list when there is none.
pub async fn take<Q: LeasedQueue>(
    queue: &Q,
    holder: &LeaseHolder,
    wanted: &Q::Filter,
) -> StoreResult<Vec<Lease<Q::Item, Q::Release>>> {
    let leases = queue.leases();
    let _alone = leases.lock_claims().await;
    flush(queue).await?;
    if !queue.has_work(wanted).await? {
        return Ok(Vec::new());
    }
    let (tx, term) = queue.begin().await?;
    let active = leases.active_ids();
    let claimant = Claimant { holder: holder.as_str(), active: &active };
    let claimed = queue.claim(&tx, wanted, claimant, term).await?;
    if let Err(why) = queue.store().commit(tx).await {
        // The unconfirmed commit may have written the leases.
        for one in claimed {
            leases.defer_release(one.release);
        }
        return Err(why);
    }
    let lease = |one: Claimed<_, _>| Lease { item: one.item, active: leases.activate(one.id, one.release) };
    Ok(claimed.into_iter().map(lease).collect())
}

/// Runs work and renews its lease meanwhile. A lost lease is not renewed; the guards of the work
/// detect the loss.
pub async fn keep<L: Renewable, T>(leased: &L, key: &L::Key, work: impl Future<Output = T> + Send) -> T {
    let (work, renewing) = (pin!(work), pin!(renewing(leased, key)));
    match select(work, renewing).await {
        Either::Left((done, _)) => done,
        Either::Right(((), work)) => work.await,
    }
}

/// Renews until the lease is lost.
async fn renewing<L: Renewable>(leased: &L, key: &L::Key) {
    // One renewal may fail without harm.
    let pause = (leased.length() / 3).to_std().unwrap_or(Duration::from_secs(30));
    loop {
        tokio::time::sleep(pause).await;
        match renewed(leased, key).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(why) => tracing::warn!(%why, "a lease could not be renewed"),
        }
    }
}

async fn renewed<L: Renewable>(leased: &L, key: &L::Key) -> StoreResult<bool> {
    let (tx, term) = leased.begin().await?;
    let is_held = leased.renew(&tx, key, term.until).await?;
    leased.store().commit(tx).await?;
    Ok(is_held)
}

/// Releases a lease. A release that cannot be written now is deferred.
pub async fn release<Q: LeasedQueue>(queue: &Q, mut active: ActiveLease<Q::Release>, release: Q::Release) {
    if let Err(why) = write(queue, release).await {
        tracing::warn!(%why, "a lease could not be released; it is released when the database is available again");
    }
    active.keep_when_dropped();
}

/// Writes the deferred releases.
///
/// # Errors
/// When the database is still unavailable; the releases stay deferred.
pub async fn write_deferred<Q: LeasedQueue>(queue: &Q) -> StoreResult<()> {
    let _alone = queue.leases().lock_claims().await;
    flush(queue).await
}

/// Releases all work of this process, because the process stops.
///
/// # Errors
/// When the database is unavailable; then the leases run out.
pub async fn release_all<Q: LeasedQueue>(queue: &Q) -> StoreResult<()> {
    queue.leases().defer_dropped();
    write_deferred(queue).await
}

async fn flush<Q: LeasedQueue>(queue: &Q) -> StoreResult<()> {
    while let Some(release) = queue.leases().next_deferred_release() {
        write(queue, release).await?;
    }
    Ok(())
}

/// Writes a release, or defers it. A release that the database rejects is dropped, because it would
/// block all further work; its lease runs out.
async fn write<Q: LeasedQueue>(queue: &Q, release: Q::Release) -> Result<(), StoreError> {
    let written = async {
        let (tx, term) = queue.begin().await?;
        queue.release(&tx, &release, term.now).await?;
        queue.store().commit(tx).await
    };
    match written.await {
        Err(why) if why.is_passing() => {
            queue.leases().defer_release(release);
            Err(why)
        }
        Err(why) => {
            tracing::error!(%why, ?release, "a lease cannot be released; it runs out");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
