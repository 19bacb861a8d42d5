//! The days of the scenario: working days of the jurisdiction before the day of the demo.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::calendar::{Calendar, OfficeHours};

use crate::{app::App, error::AppError};

/// The first and the last minute of a day on which somebody begins something: 08:00 to 15:40, so
/// that further steps of the day end before the offices close.
const MORNING: usize = 8 * 60;
const LENGTH: usize = 7 * 60 + 40;

#[derive(Debug)]
pub(super) struct Schedule {
    calendar: Arc<Calendar>,
    office: OfficeHours,
    /// The working days, the last one first.
    days: Vec<NaiveDate>,
}

impl Schedule {
    /// The last `length` working days that are over at an instant, and the one before them.
    pub(super) fn before(app: &App, now: DateTime<Utc>, length: usize) -> Result<Self, AppError> {
        let name = &app.config.packs.default;
        let today = app.local_date(now);
        let pack = app.policies.pack_in_force(name, today);
        let pack = pack.ok_or_else(|| AppError::internal(format!("no rule pack of {name} is in force")))?;
        let calendar = app.calendar_cache.calendar(&pack.header.calendar);
        let calendar = calendar.ok_or_else(|| AppError::internal("the rule pack has no calendar"))?;
        let earlier = std::iter::successors(today.pred_opt(), NaiveDate::pred_opt);
        let days = earlier.filter(|day| calendar.is_working_day(*day)).take(length.saturating_add(2)).collect();
        Ok(Self { office: pack.header.office, calendar, days })
    }

    /// The opening of the offices on the day before everything else.
    pub(super) fn begin(&self) -> Result<DateTime<Utc>, AppError> {
        let first = self.days.last().ok_or_else(|| AppError::internal("the scenario has no days"))?;
        Ok(self.office.start_of_work(*first))
    }

    /// The day that lies a number of working days before the last one.
    pub(super) fn day(&self, back: usize) -> Result<NaiveDate, AppError> {
        self.days.get(back).copied().ok_or_else(|| AppError::internal(format!("the scenario has no day {back}")))
    }

    /// An instant within the working hours of a day. `salt` spreads the steps of many cases over
    /// the day; later places follow at short intervals.
    pub(super) fn instant(&self, day: NaiveDate, salt: usize, place: usize) -> DateTime<Utc> {
        let minute = MORNING.saturating_add(salt.wrapping_mul(37) % LENGTH).saturating_add(place.saturating_mul(7));
        self.office.start_of_day(day) + TimeDelta::minutes(i64::try_from(minute).unwrap_or_default())
    }

    /// The first instants of the days after one instant, up to another.
    pub(super) fn midnights(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let first = self.office.local_date(after);
        std::iter::successors(first.succ_opt(), NaiveDate::succ_opt)
            .map(|day| self.office.start_of_day(day))
            .take_while(|midnight| *midnight <= until)
            .collect()
    }

    /// The name of the calendar.
    pub(super) fn calendar(&self) -> &str {
        &self.calendar.id
    }

    pub(super) fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.office.local_date(instant)
    }

    pub(super) fn working_days_after(&self, day: NaiveDate, amount: u32) -> NaiveDate {
        self.calendar.add_working_days(day, amount)
    }

    /// A number of calendar days later, on a working day.
    pub(super) fn calendar_days_after(&self, day: NaiveDate, amount: u64) -> NaiveDate {
        self.calendar.rolled(day.checked_add_days(Days::new(amount)).unwrap_or(day))
    }
}
