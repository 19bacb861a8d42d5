//! Tests what a failed attempt leads to.

use chrono::{DateTime, TimeDelta};

use super::{AfterFailure, Attempt, FailureKind};

#[test]
fn a_failure_that_passes_counts_only_when_it_does_not_pass() {
    let begun = DateTime::from_timestamp(1_694_000_000, 0).unwrap();
    let attempt = |number| Attempt { number, waiting_since: begun };
    let (soon, late) = (begun + TimeDelta::hours(23), begun + TimeDelta::hours(25));
    let cases = [
        (9, FailureKind::Passing, soon, AfterFailure::ReleaseUncounted),
        (4, FailureKind::Passing, late, AfterFailure::ReleaseCounted),
        (5, FailureKind::Passing, late, AfterFailure::GiveUp),
        (4, FailureKind::Lasting, soon, AfterFailure::ReleaseCounted),
        (5, FailureKind::Lasting, soon, AfterFailure::GiveUp),
        (1, FailureKind::Final, soon, AfterFailure::GiveUp),
    ];
    for (number, kind, now, expected) in cases {
        assert_eq!(attempt(number).after(kind, now), expected, "{number} {kind:?}");
    }
    assert_eq!(attempt(3).before(), 2);
}
