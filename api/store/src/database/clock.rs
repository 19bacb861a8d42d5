//! The machine's clock and its source of new ids: the only module that asks the machine for either.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use tokio::time::Instant;
use uuid::{Builder, Uuid};

/// A source of the current time and of ids.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The current time, to the microsecond: the precision of both databases.
    fn now(&self) -> DateTime<Utc>;

    /// A new id, ordered by time (UUIDv7).
    fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &crate::database::random::bytes()).into_uuid()
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// The clock of the database that several nodes share: the last measured time of the database plus
/// the time elapsed since.
///
/// A node with a wrong machine clock thus computes time limits, leases and sessions like every
/// other node. Without a measurement (SQLite has no clock of its own) this clock equals the
/// machine's clock.
#[derive(Debug, Default)]
pub struct DatabaseClock {
    measured: Mutex<Option<Measurement>>,
}

#[derive(Debug, Clone, Copy)]
struct Measurement {
    /// The time that the database returned.
    said: DateTime<Utc>,
    /// The estimated instant of the answer: half way between request and answer.
    at: Instant,
    round_trip: std::time::Duration,
}

impl Measurement {
    /// Whether the difference between the two measurements exceeds their round trips: the machine
    /// was suspended, or the database's clock was set.
    fn contradicts(self, old: Self) -> bool {
        let since = Duration::from_std(self.at.saturating_duration_since(old.at)).unwrap_or_default();
        let apart = (self.said - (old.said + since)).abs().to_std().unwrap_or_default();
        apart > (old.round_trip + self.round_trip) / 2 + std::time::Duration::from_millis(1)
    }
}

/// For this time a measurement is preferred to a newer one with a longer round trip.
const MEASUREMENT_HOLDS: std::time::Duration = std::time::Duration::from_secs(10);

impl DatabaseClock {
    /// Sets the clock from the database's answer to a request sent at `asked`.
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

    /// How far the machine's clock is ahead of the database's clock (negative: behind).
    #[must_use]
    pub fn clock_offset(&self) -> Duration {
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

/// A clock that changes only on demand, for tests and for demos of another day.
#[derive(Debug)]
pub struct MovableClock {
    now: Mutex<DateTime<Utc>>,
}

impl MovableClock {
    #[must_use]
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self { now: Mutex::new(instant.trunc_subsecs(6)) }
    }

    pub fn advance(&self, by: Duration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now += by;
    }

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

/// The clock of a demo: another clock plus an offset, so that legal days pass during a demo.
#[derive(Debug)]
pub struct DemoClock {
    real: Arc<dyn Clock>,
    kept: std::path::PathBuf,
    ahead: Mutex<Duration>,
}

impl DemoClock {
    /// A demo clock whose offset is stored in a file of the data folder.
    #[must_use]
    pub fn kept_in(folder: &std::path::Path, real: Arc<dyn Clock>) -> Self {
        let kept = folder.join("demo-clock");
        let seconds = std::fs::read_to_string(&kept).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Self { real, kept, ahead: Mutex::new(Duration::try_seconds(seconds).unwrap_or_default()) }
    }

    /// Adds to the offset.
    ///
    /// # Errors
    /// If the file cannot be written; the offset is then unchanged.
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
