//! The leases that this process works under, and the releases that are not written yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

/// The leases of a worker. Cheap to clone; `R` is the content that a release writes.
#[derive(Debug)]
pub struct ActiveLeases<R> {
    inner: Arc<Inner<R>>,
}

#[derive(Debug)]
struct Inner<R> {
    state: Mutex<State<R>>,
    claiming: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State<R> {
    active: BTreeSet<Uuid>,
    /// Releases that could not be written when they were due.
    deferred: Vec<R>,
    /// Releases of work whose future was dropped.
    dropped: BTreeMap<Uuid, R>,
}

impl<R> Clone for ActiveLeases<R> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<R> Default for ActiveLeases<R> {
    fn default() -> Self {
        let state = State { active: BTreeSet::new(), deferred: Vec::new(), dropped: BTreeMap::new() };
        Self { inner: Arc::new(Inner { state: Mutex::new(state), claiming: tokio::sync::Mutex::default() }) }
    }
}

/// A lease under which work goes on; the lease is active until this value is dropped.
#[derive(Debug)]
pub struct ActiveLease<R> {
    leases: ActiveLeases<R>,
    id: Uuid,
    if_dropped: Option<R>,
}

impl<R> ActiveLease<R> {
    /// Disables the release on drop: the work has ended, or may have had its effect.
    pub fn keep_when_dropped(&mut self) {
        self.if_dropped = None;
    }
}

impl<R> Drop for ActiveLease<R> {
    fn drop(&mut self) {
        let mut state = self.leases.state();
        state.active.remove(&self.id);
        // A panicked attempt counts: its lease is not released, and this process takes the work
        // again.
        if let Some(release) = self.if_dropped.take().filter(|_| !std::thread::panicking()) {
            state.dropped.insert(self.id, release);
        }
    }
}

impl<R> ActiveLeases<R> {
    fn state(&self) -> MutexGuard<'_, State<R>> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// While the guard is held, nothing else in this process claims work.
    pub(super) async fn lock_claims(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.claiming.lock().await
    }

    pub(super) fn active_ids(&self) -> Vec<Uuid> {
        self.state().active.iter().copied().collect()
    }

    /// Marks work as active in this process; `if_dropped` is the release to write if the work is
    /// dropped.
    pub(super) fn activate(&self, id: Uuid, if_dropped: R) -> ActiveLease<R> {
        let mut state = self.state();
        state.active.insert(id);
        state.dropped.remove(&id);
        drop(state);
        ActiveLease { leases: self.clone(), id, if_dropped: Some(if_dropped) }
    }

    /// Keeps a release that could not be written now.
    pub fn defer_release(&self, release: R) {
        self.state().deferred.push(release);
    }

    /// Moves the releases of all dropped work to the deferred ones.
    pub(super) fn defer_dropped(&self) {
        let mut state = self.state();
        let dropped = std::mem::take(&mut state.dropped);
        state.deferred.extend(dropped.into_values());
    }

    /// The next deferred release. A caller that cannot write the release defers it again.
    pub(super) fn next_deferred_release(&self) -> Option<R> {
        self.state().deferred.pop()
    }
}
