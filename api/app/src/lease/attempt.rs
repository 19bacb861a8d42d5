//! Counts the attempts at leased work and decides what a failed attempt leads to.

use chrono::{DateTime, TimeDelta, Utc};

/// After so many consecutive failures the work is given up.
const MOST_ATTEMPTS: u32 = 5;
/// A passing failure is not counted within this time; later it counts.
const PASSES_WITHIN: TimeDelta = TimeDelta::days(1);

/// An attempt at leased work. The attempt is counted before it begins, so an attempt that ends
/// without a report counts too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// The ordinal number of the attempt, from 1.
    pub number: u32,
    /// The time since which the work waits.
    pub waiting_since: DateTime<Utc>,
}

/// Tells whether the next attempt can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The cause disappears by itself: a connection comes back.
    Passing,
    /// The cause may persist.
    Lasting,
    /// The next attempt would fail the same way.
    Final,
}

/// The consequence of a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// The lease is released, and the attempt does not count.
    ReleaseUncounted,
    /// The lease is released, and the attempt counts.
    ReleaseCounted,
    /// The work ends here.
    GiveUp,
}

impl Attempt {
    /// The number of counted attempts if this attempt does not count.
    #[must_use]
    pub fn before(self) -> u32 {
        self.number.saturating_sub(1)
    }

    /// The consequence when this attempt has failed.
    #[must_use]
    pub fn after(self, failure: FailureKind, now: DateTime<Utc>) -> AfterFailure {
        match failure {
            FailureKind::Passing if now - self.waiting_since < PASSES_WITHIN => AfterFailure::ReleaseUncounted,
            FailureKind::Passing | FailureKind::Lasting if self.number < MOST_ATTEMPTS => AfterFailure::ReleaseCounted,
            FailureKind::Passing | FailureKind::Lasting | FailureKind::Final => AfterFailure::GiveUp,
        }
    }
}
