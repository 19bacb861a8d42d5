//! Legal days of the server: the instants at which they begin and end, and the working days between
//! them. The calendar and the office hours are those of the default rule pack.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::calendar::{Calendar, OfficeHours};

use api_app::app::App;

/// The calendar and the office hours that count the days of a reader.
#[derive(Debug)]
pub(crate) struct LegalDays {
    office: Option<OfficeHours>,
    calendar: Option<Arc<Calendar>>,
    now: DateTime<Utc>,
}

impl LegalDays {
    pub(crate) fn of(app: &App) -> Self {
        let (family, now) = (app.config.packs.default.as_str(), app.clock.now());
        let pack = app.policies.pack_in_force(family, app.local_date(now));
        Self {
            office: app.policies.office_hours(family),
            calendar: pack.and_then(|pack| app.calendar_cache.calendar(&pack.header.calendar)),
            now,
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.date(self.now)
    }

    /// The first instant of a day.
    pub(crate) fn start(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
        self.office.map_or(midnight, |office| office.start_of_day(day))
    }

    /// The first instant after a day.
    pub(crate) fn end(&self, day: NaiveDate) -> DateTime<Utc> {
        day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, |next| self.start(next))
    }

    /// The last day before a due instant, which is the first instant that is too late.
    pub(crate) fn last_day(&self, due_at: DateTime<Utc>) -> NaiveDate {
        self.date(due_at - Duration::microseconds(1))
    }

    /// The working days until a day: 0 on the day, negative after it.
    pub(crate) fn left(&self, due_on: NaiveDate) -> Option<i32> {
        self.calendar.as_ref().map(|calendar| calendar.working_days_left(self.today(), due_on))
    }

    fn date(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.office.map_or_else(|| instant.date_naive(), |office| office.local_date(instant))
    }
}
