//! Work under a lease that this process has in hand, and leases that it owes: it could not give them back when its work stopped, since
//! the database was not there. They are given back before anything else is taken, so that nobody waits for a lease to run out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// What a worker of this process holds. Cheap to clone; `R` says what is to be written when a lease is given back.
#[derive(Debug)]
pub struct Held<R> {
    inner: Arc<Inner<R>>,
}

#[derive(Debug)]
struct Inner<R> {
    in_hand: Mutex<BTreeSet<Uuid>>,
    owed: Mutex<Vec<R>>,
    claiming: tokio::sync::Mutex<()>,
}

impl<R> Clone for Held<R> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<R> Default for Held<R> {
    fn default() -> Self {
        let inner =
            Inner { in_hand: Mutex::default(), owed: Mutex::default(), claiming: tokio::sync::Mutex::default() };
        Self { inner: Arc::new(inner) }
    }
}

/// A piece of work in hand; let go when this is dropped, however the work ended.
#[derive(Debug)]
pub struct InHand<R> {
    held: Held<R>,
    id: Uuid,
}

impl<R> Drop for InHand<R> {
    fn drop(&mut self) {
        self.held.inner.in_hand.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

impl<R> Held<R> {
    /// From before work is claimed until it is in hand, nothing else is claimed in this process.
    pub async fn claiming(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.claiming.lock().await
    }

    /// What is being worked on here.
    #[must_use]
    pub fn in_hand(&self) -> Vec<Uuid> {
        self.inner.in_hand.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// Takes a piece of work in hand.
    #[must_use]
    pub fn take(&self, id: Uuid) -> InHand<R> {
        self.inner.in_hand.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        InHand { held: self.clone(), id }
    }

    /// A lease that could not be given back now.
    pub fn owe(&self, release: R) {
        self.inner.owed.lock().unwrap_or_else(PoisonError::into_inner).push(release);
    }

    /// The next lease that is owed. Who cannot give it back owes it again.
    #[must_use]
    pub fn owed(&self) -> Option<R> {
        self.inner.owed.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}
