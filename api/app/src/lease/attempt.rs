//! How often leased work is tried.

use chrono::{DateTime, TimeDelta, Utc};

/// Work that failed so often in a row is given up.
const MOST_ATTEMPTS: u32 = 5;
/// A failure that passes by itself has passed after so long, or it counts.
const PASSES_WITHIN: TimeDelta = TimeDelta::days(1);

/// An attempt at leased work. It was counted before it began, so one that ends without a word counts too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Which one it is, from 1.
    pub number: u32,
    /// Since when the work waits to be done.
    pub waiting_since: DateTime<Utc>,
}

/// What is to be expected of the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The cause goes away by itself: a connection comes back.
    Passing,
    /// The cause may be there again.
    Lasting,
    /// The next attempt ends the same way.
    Final,
}

/// What becomes of work after a failed attempt.
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
    /// The attempts that count when this one does not.
    #[must_use]
    pub fn before(self) -> u32 {
        self.number.saturating_sub(1)
    }

    /// What becomes of the work when this attempt failed.
    #[must_use]
    pub fn after(self, failure: FailureKind, now: DateTime<Utc>) -> AfterFailure {
        match failure {
            FailureKind::Passing if now - self.waiting_since < PASSES_WITHIN => AfterFailure::ReleaseUncounted,
            FailureKind::Passing | FailureKind::Lasting if self.number < MOST_ATTEMPTS => AfterFailure::ReleaseCounted,
            FailureKind::Passing | FailureKind::Lasting | FailureKind::Final => AfterFailure::GiveUp,
        }
    }
}
