//! Office hours: the legal day of an instant, and the instants at which legal days begin and end.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Calendar;

/// The opening hours of the offices of a jurisdiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    pub open: NaiveTime,
    /// Anything that arrives later counts as received at opening time on the next working day.
    pub close: NaiveTime,
    pub timezone: Tz,
}

impl OfficeHours {
    /// The local date of an instant.
    #[must_use]
    pub fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.timezone).date_naive()
    }

    /// The legal day of receipt for an arrival at an instant (Civil Code 2015 art. 147).
    #[must_use]
    pub(crate) fn legal_day_of_receipt(&self, calendar: &Calendar, instant: DateTime<Utc>) -> NaiveDate {
        let local = instant.with_timezone(&self.timezone);
        let day = local.date_naive();
        if !calendar.is_working_day(day) {
            return calendar.rolled(day);
        }
        if local.time() > self.close { calendar.add_working_days(day, 1) } else { day }
    }

    #[must_use]
    pub fn start_of_day(&self, day: NaiveDate) -> DateTime<Utc> {
        self.at(day, NaiveTime::MIN)
    }

    /// The first instant after a day: a period that ends on the day is overdue from this instant.
    #[must_use]
    pub fn end_of_day(&self, day: NaiveDate) -> DateTime<Utc> {
        self.start_of_day(day.succ_opt().unwrap_or(day))
    }

    /// The opening time on a day.
    #[must_use]
    pub fn start_of_work(&self, day: NaiveDate) -> DateTime<Utc> {
        self.at(day, self.open)
    }

    fn at(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        // When a clock moves forward, an hour does not exist; the next existing hour replaces it.
        let known = (0..=24)
            .find_map(|hours| self.timezone.from_local_datetime(&(local + Duration::hours(hours))).earliest())
            .map(|found| found.with_timezone(&Utc));
        known.unwrap_or_else(|| Utc.from_utc_datetime(&local))
    }
}
