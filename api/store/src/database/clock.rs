//! The machine's clock and its source of fresh ids: the only place that asks the machine for either.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use tokio::time::Instant;
use uuid::{Builder, Uuid};

/// Tells the time and gives ids.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now, to the microsecond, which is what both databases keep.
    fn now(&self) -> DateTime<Utc>;

    /// A fresh id, ordered by time (UUIDv7).
    fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &crate::database::random::bytes()).into_uuid()
    }
}

/// The clock on the wall.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// The clock of the database that several nodes share: what it said when it was last asked, and what has passed since.
///
/// A node whose own clock is wrong judges time limits, leases and sessions like every other. Without a measurement (SQLite, where the
/// database has no other clock) it is the machine's.
#[derive(Debug, Default)]
pub struct DatabaseClock {
    measured: Mutex<Option<Measurement>>,
}

#[derive(Debug, Clone, Copy)]
struct Measurement {
    /// What the database said.
    said: DateTime<Utc>,
    /// When it said so, as nearly as can be known: half way between question and answer.
    at: Instant,
    /// How long question and answer were on their way.
    round_trip: std::time::Duration,
}

impl Measurement {
    /// Whether more lies between the two than their round trips explain: the machine was suspended, or the database's clock was set.
    fn contradicts(self, old: Self) -> bool {
        let since = Duration::from_std(self.at.saturating_duration_since(old.at)).unwrap_or_default();
        let apart = (self.said - (old.said + since)).abs().to_std().unwrap_or_default();
        apart > (old.round_trip + self.round_trip) / 2 + std::time::Duration::from_millis(1)
    }
}

/// So long a measurement is preferred to a newer one that was longer on its way.
const MEASUREMENT_HOLDS: std::time::Duration = std::time::Duration::from_secs(10);

impl DatabaseClock {
    /// Sets it by what the database answered just now to a question that was sent at `asked`.
    pub fn measured(&self, said: DateTime<Utc>, asked: Instant) {
        let round_trip = asked.elapsed();
        let new = Measurement { said, at: asked + round_trip / 2, round_trip };
        let mut kept = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        let is_better = |old: Measurement| {
            round_trip <= old.round_trip || old.at.elapsed() >= MEASUREMENT_HOLDS || new.contradicts(old)
        };
        if kept.is_none_or(is_better) {
            *kept = Some(new);
        }
    }

    /// How far the machine's clock is ahead of the database's (behind: negative).
    #[must_use]
    pub fn machine_ahead(&self) -> Duration {
        SystemClock.now() - self.now()
    }
}

impl Clock for DatabaseClock {
    fn now(&self) -> DateTime<Utc> {
        let kept = *self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        kept.map_or_else(
            || SystemClock.now(),
            |kept| {
                let since = Duration::from_std(kept.at.elapsed()).unwrap_or_default();
                (kept.said + since).trunc_subsecs(6)
            },
        )
    }
}

/// A clock that stands still until it is moved; for tests and for demos of another day.
#[derive(Debug)]
pub struct MovableClock {
    now: Mutex<DateTime<Utc>>,
}

impl MovableClock {
    /// A clock that shows an instant.
    #[must_use]
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self { now: Mutex::new(instant.trunc_subsecs(6)) }
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now += by;
    }

    /// Sets it.
    pub fn set(&self, instant: DateTime<Utc>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = instant.trunc_subsecs(6);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The clock of a demo: another one, which can be put forward so that legal days pass while somebody watches.
#[derive(Debug)]
pub struct DemoClock {
    real: Arc<dyn Clock>,
    kept: std::path::PathBuf,
    ahead: Mutex<Duration>,
}

impl DemoClock {
    /// A clock that is as far ahead as it was left, which is kept in a file of the data folder.
    #[must_use]
    pub fn kept_in(folder: &std::path::Path, real: Arc<dyn Clock>) -> Self {
        let kept = folder.join("demo-clock");
        let seconds = std::fs::read_to_string(&kept).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Self { real, kept, ahead: Mutex::new(Duration::try_seconds(seconds).unwrap_or_default()) }
    }

    /// Puts it forward.
    ///
    /// # Errors
    /// When it cannot be written down how far ahead it is; then it stays.
    pub fn advance(&self, by: Duration) -> std::io::Result<DateTime<Utc>> {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = *ahead + by;
        std::fs::write(&self.kept, wanted.num_seconds().to_string())?;
        *ahead = wanted;
        Ok(self.real.now() + wanted)
    }
}

impl Clock for DemoClock {
    fn now(&self) -> DateTime<Utc> {
        self.real.now() + *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
