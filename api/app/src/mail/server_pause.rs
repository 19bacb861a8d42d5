//! Pauses sending when the mail server as a whole fails: no message is taken until the pause ends,
//! then one message tests the server. While the server fails, pauses double up to a bound; one
//! answer about a message ends them.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// The pause after the first failure.
const FIRST: Duration = Duration::from_secs(30);
/// The longest pause between attempts.
pub(super) const LONGEST: Duration = Duration::from_mins(15);

/// The health of the mail server as this node knows it.
#[derive(Debug, Default)]
pub struct ServerPause {
    state: Mutex<State>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// Pauses since the last answer about a message.
    pauses: u32,
    until: Option<DateTime<Utc>>,
}

/// How many messages may be taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// As many as usual.
    Batch,
    /// One message, to test whether the server works again.
    One,
    /// No message: sending pauses.
    Nothing,
}

impl ServerPause {
    #[must_use]
    pub fn allowance(&self, now: DateTime<Utc>) -> Allowance {
        let state = self.state();
        match (state.running(now), state.pauses) {
            (Some(_), _) => Allowance::Nothing,
            (None, 0) => Allowance::Batch,
            (None, _) => Allowance::One,
        }
    }

    /// Records a failure of the server. Concurrent messages report the same failure, which counts
    /// once.
    pub fn failed(&self, now: DateTime<Utc>, why: &str) -> DateTime<Utc> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = state.running(now) {
            return until;
        }
        let pause = 1_u32.checked_shl(state.pauses).and_then(|times| FIRST.checked_mul(times)).unwrap_or(LONGEST);
        let until = later(now, pause.min(LONGEST));
        *state = State { pauses: state.pauses.saturating_add(1), until: Some(until) };
        tracing::error!(why, %until, pauses = state.pauses, "the mail server fails; letters wait");
        until
    }

    /// Records that the server answered about a message.
    pub fn works(&self) {
        let before = std::mem::take(&mut *self.state.lock().unwrap_or_else(PoisonError::into_inner));
        if before.pauses > 0 {
            tracing::info!("the mail server works again");
        }
    }

    fn state(&self) -> State {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The end of the current pause. A clock that was set back does not extend the pause beyond the
    /// longest one.
    fn running(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.until.filter(|until| now < *until && *until <= later(now, LONGEST))
    }
}

/// The instant `wait` after `now`.
pub(super) fn later(now: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound_and_an_answer_ends_them() {
        let mut now = DateTime::from_timestamp(1_694_000_000, 0).unwrap();
        let server = ServerPause::default();
        assert_eq!(server.allowance(now), Allowance::Batch);
        for seconds in [30, 60, 120, 240, 480, 900, 900, 900] {
            let until = server.failed(now, "554");
            assert_eq!((until - now).num_seconds(), seconds);
            assert_eq!(server.allowance(now), Allowance::Nothing);
            assert_eq!(server.failed(now, "554"), until, "the same failure counts once");
            now = until;
            assert_eq!(server.allowance(now), Allowance::One);
        }
        for _ in 0..40 {
            now = server.failed(now, "554");
        }
        server.works();
        assert_eq!(server.allowance(now), Allowance::Batch);
        assert_eq!((server.failed(now, "554") - now).num_seconds(), 30);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_the_mail() {
        let now = DateTime::from_timestamp(1_694_000_000, 0).unwrap();
        let server = ServerPause::default();
        server.failed(now, "554");
        assert_eq!(server.allowance(now - TimeDelta::days(30)), Allowance::One);
    }
}
