//! Office hours: the legal day of an instant, and the instants at which legal days begin and end.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Calendar;

/// When the offices of a jurisdiction are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// They open.
    pub open: NaiveTime,
    /// They close; what comes later counts as received when they open on the next working day.
    pub close: NaiveTime,
    /// The clock on their wall.
    pub timezone: Tz,
}

impl OfficeHours {
    /// The day on the wall.
    #[must_use]
    pub fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.timezone).date_naive()
    }

    /// The legal day on which something that arrives at an instant counts as received (Civil Code 2015 art. 147).
    #[must_use]
    pub(crate) fn legal_day_of_receipt(&self, calendar: &Calendar, instant: DateTime<Utc>) -> NaiveDate {
        let local = instant.with_timezone(&self.timezone);
        let day = local.date_naive();
        if !calendar.is_working_day(day) {
            return calendar.rolled(day);
        }
        if local.time() > self.close { calendar.add_working_days(day, 1) } else { day }
    }

    /// The first instant of a day.
    #[must_use]
    pub fn start_of_day(&self, day: NaiveDate) -> DateTime<Utc> {
        self.at(day, NaiveTime::MIN)
    }

    /// The first instant after a day: a period that ends on the day is missed from then on.
    #[must_use]
    pub fn end_of_day(&self, day: NaiveDate) -> DateTime<Utc> {
        self.start_of_day(day.succ_opt().unwrap_or(day))
    }

    /// The instant at which work begins on a day.
    #[must_use]
    pub fn start_of_work(&self, day: NaiveDate) -> DateTime<Utc> {
        self.at(day, self.open)
    }

    fn at(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        // Where a clock is put forward, an hour does not exist; the next one that does is meant.
        let known = (0..=24)
            .find_map(|hours| self.timezone.from_local_datetime(&(local + Duration::hours(hours))).earliest())
            .map(|found| found.with_timezone(&Utc));
        known.unwrap_or_else(|| Utc.from_utc_datetime(&local))
    }
}
