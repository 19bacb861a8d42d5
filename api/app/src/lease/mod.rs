//! Work that one node at a time does under a lease: imports, exports, mail and quality follow one
//! protocol.
//!
//! 1. Take: a transaction begins and sets the clock by the database's clock; only then is the time
//!    read ([`Leased::begin`]). One guarded update writes the holder, the end of the lease and the
//!    attempt; the node that changes the row has the lease.
//! 2. Renew: [`keep`] renews a lease while the work goes on, whatever the work waits for.
//! 3. Progress and completion are guarded by the holder. An update that changes no row means that
//!    the lease is lost, and its transaction is rolled back.
//! 4. Release: a failure releases the lease with the attempts that count ([`Attempt`]), or ends the
//!    work. A release that cannot be written, or that may be needed because a commit was not
//!    confirmed, is deferred and written before the next take.
//! 5. Back-off: a released lease is free at once, behind the work with fewer attempts; the failed
//!    job pauses.
//! 6. Shutdown: work that the stop of the process interrupts is released uncounted
//!    ([`release_all`]). A node that dies releases nothing; its leases run out.
//!
//! Mail differs where it must: it takes a batch; a message is not renewed, because its delivery is
//! bounded by a part of the lease; it waits longer after each attempt; and a message whose delivery
//! has begun is not released, since it may have been sent. Quality has one lease by name, for one
//! short batch, and counts no attempts.

mod active;
mod attempt;
mod queue;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

pub use active::{ActiveLease, ActiveLeases};
pub use attempt::{AfterFailure, Attempt, FailureKind};
pub use queue::{Claimed, Lease, Leased, LeasedQueue, Renewable, keep, release, release_all, take, write_deferred};

/// The name under which a process holds leases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseHolder(Arc<str>);

impl LeaseHolder {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for LeaseHolder {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for LeaseHolder {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl From<&Self> for LeaseHolder {
    fn from(holder: &Self) -> Self {
        holder.clone()
    }
}

impl fmt::Display for LeaseHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
