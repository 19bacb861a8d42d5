//! Legal days: the working days of offices, and the counting of periods.
//!
//! The calendar is a table that people edit (holidays, swapped days, make-up Saturdays), never a
//! formula. Civil Code 2015 art. 147 and 148: the day of the event does not count; a period in
//! calendar days or months that ends on a day off ends with the next working day.

mod office;

pub use office::OfficeHours;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::VariantNames;

/// Why a day differs from the plain week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum DayKind {
    Holiday,
    /// A working day off in exchange for another day.
    SwappedOff,
    /// A Saturday or Sunday worked in exchange for another day.
    MakeUp,
}

/// The working days of a jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The name, for example `vn`.
    pub id: String,
    /// Every clock records the version that counted it.
    pub version: String,
    /// The days that differ from the plain week.
    pub days: BTreeMap<NaiveDate, DayKind>,
    /// The last day whose entry is official; later entries are forecasts.
    pub confirmed_until: NaiveDate,
}

impl Calendar {
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        match self.days.get(&day) {
            Some(DayKind::Holiday | DayKind::SwappedOff) => false,
            Some(DayKind::MakeUp) => true,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// Reports whether the table entry for a day is official, not a forecast.
    #[must_use]
    pub fn is_confirmed(&self, day: NaiveDate) -> bool {
        day <= self.confirmed_until
    }

    /// The day itself if it is a working day, else the next working day.
    #[must_use]
    pub fn rolled(&self, day: NaiveDate) -> NaiveDate {
        let mut day = day;
        while !self.is_working_day(day) {
            let Some(next) = day.succ_opt() else {
                return day;
            };
            day = next;
        }
        day
    }

    /// The last day of a period of working days. The day of the event does not count.
    #[must_use]
    pub fn add_working_days(&self, event: NaiveDate, amount: u32) -> NaiveDate {
        let mut day = event;
        let mut left = amount;
        while left > 0 {
            let Some(next) = day.succ_opt() else {
                return day;
            };
            day = next;
            if self.is_working_day(day) {
                left = left.saturating_sub(1);
            }
        }
        self.rolled(day)
    }

    /// The working day that many working days before a day.
    #[must_use]
    pub(crate) fn subtract_working_days(&self, day: NaiveDate, amount: u32) -> NaiveDate {
        let mut day = day;
        let mut left = amount;
        while left > 0 {
            let Some(before) = day.pred_opt() else {
                return day;
            };
            day = before;
            if self.is_working_day(day) {
                left = left.saturating_sub(1);
            }
        }
        day
    }

    /// The last day of a period of calendar days.
    #[must_use]
    pub fn add_calendar_days(&self, event: NaiveDate, amount: u32) -> NaiveDate {
        self.rolled(event.checked_add_days(Days::new(u64::from(amount))).unwrap_or(NaiveDate::MAX))
    }

    /// The last day of a period of months: the same day of the month, or the last day of a shorter
    /// month.
    #[must_use]
    pub(crate) fn add_months(&self, event: NaiveDate, amount: u32) -> NaiveDate {
        self.rolled(event.checked_add_months(Months::new(amount)).unwrap_or(NaiveDate::MAX))
    }

    /// The number of working days after one day, up to and including another.
    #[must_use]
    pub fn working_days_between(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        let days =
            after.iter_days().skip(1).take_while(|day| *day <= until).filter(|day| self.is_working_day(*day)).count();
        u32::try_from(days).unwrap_or(u32::MAX)
    }

    /// The working days from a day to a due day: 0 on the due day, negative after it.
    #[must_use]
    pub fn working_days_left(&self, today: NaiveDate, due_on: NaiveDate) -> i32 {
        let days = |after, until| i32::try_from(self.working_days_between(after, until)).unwrap_or(i32::MAX);
        if today <= due_on { days(today, due_on) } else { days(due_on, today).saturating_neg() }
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
