//! Leases that this process works under, and leases whose release failed because the database was unavailable. Deferred releases
//! are written before the next claim, so no work waits for a lease to expire.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use uuid::Uuid;

/// Trouble that passes by itself has passed after so long, or counts as an attempt.
pub(crate) const PASSES: TimeDelta = TimeDelta::days(1);

/// The leases of a worker. Cheap to clone; `R` says what is to be written when a lease is released.
#[derive(Debug)]
pub struct ActiveLeases<R> {
    inner: Arc<Inner<R>>,
}

#[derive(Debug)]
struct Inner<R> {
    active: Mutex<BTreeSet<Uuid>>,
    deferred: Mutex<Vec<R>>,
    claiming: tokio::sync::Mutex<()>,
}

impl<R> Clone for ActiveLeases<R> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<R> Default for ActiveLeases<R> {
    fn default() -> Self {
        let inner =
            Inner { active: Mutex::default(), deferred: Mutex::default(), claiming: tokio::sync::Mutex::default() };
        Self { inner: Arc::new(inner) }
    }
}

/// A lease under which work goes on; it is active until this is dropped.
#[derive(Debug)]
pub struct ActiveLease<R> {
    leases: ActiveLeases<R>,
    id: Uuid,
}

impl<R> Drop for ActiveLease<R> {
    fn drop(&mut self) {
        self.leases.inner.active.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

impl<R> ActiveLeases<R> {
    /// While this is held, nothing else is claimed in this process.
    pub(crate) async fn lock_claims(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.claiming.lock().await
    }

    /// Ids of the work that goes on here.
    #[must_use]
    pub(crate) fn active_ids(&self) -> Vec<Uuid> {
        self.inner.active.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// Marks work as going on here.
    #[must_use]
    pub fn activate(&self, id: Uuid) -> ActiveLease<R> {
        self.inner.active.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        ActiveLease { leases: self.clone(), id }
    }

    /// Keeps a release that could not be written now.
    pub(crate) fn defer_release(&self, release: R) {
        self.inner.deferred.lock().unwrap_or_else(PoisonError::into_inner).push(release);
    }

    /// The next deferred release. A caller that cannot write it defers it again.
    #[must_use]
    pub(crate) fn next_deferred_release(&self) -> Option<R> {
        self.inner.deferred.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}
