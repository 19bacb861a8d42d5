//! When the mail server as a whole fails, sending pauses: no letter is taken until the pause ends, then one letter tries the server.
//! While the server fails, pauses double up to a bound; one answer about a letter ends them.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// The first pause.
const FIRST: Duration = Duration::from_secs(30);
/// No pause is longer.
pub(super) const LONGEST: Duration = Duration::from_mins(15);

/// What this node knows of the mail server's health.
#[derive(Debug, Default)]
pub struct ServerPause {
    state: Mutex<State>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// Pauses since the last answer about a letter.
    pauses: u32,
    until: Option<DateTime<Utc>>,
}

/// How many letters may be taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// As many as usual.
    Batch,
    /// One, to try whether the server works again.
    One,
    /// None: sending pauses.
    Nothing,
}

impl ServerPause {
    /// How many letters may be taken now.
    #[must_use]
    pub fn allowance(&self, now: DateTime<Utc>) -> Allowance {
        let state = self.state();
        match (state.running(now), state.pauses) {
            (Some(_), _) => Allowance::Nothing,
            (None, 0) => Allowance::Batch,
            (None, _) => Allowance::One,
        }
    }

    /// The server failed. Letters under way at the same time report the same failure: it counts once.
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

    /// The server answered about a letter: it works.
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
    /// The end of the pause that runs. A clock that was set back does not make it longer than the longest.
    fn running(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.until.filter(|until| now < *until && *until <= later(now, LONGEST))
    }
}

/// An instant so much later.
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
