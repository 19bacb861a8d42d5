//! Starts, pauses, extends and counts clocks.
//!
//! The day of the event does not count. A limit is kept until the last instant of its due day.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};

use super::{
    law::Law,
    limit::{Extension, Left, Limit, Pause, ReminderAt, Resumption, Timer, TimerStatus, Unit},
    rules::Rules,
};
use crate::calendar::{Calendar, OfficeHours};

/// The last day and the closing instant of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The last day before any roll to a working day.
    pub nominal_on: NaiveDate,
    /// The last day of the limit.
    pub due_on: NaiveDate,
    /// The first instant after the last day.
    pub due_at: DateTime<Utc>,
}

/// Counts a period from the instant of an event.
#[must_use]
pub fn period(calendar: &Calendar, office: &OfficeHours, from: DateTime<Utc>, amount: u32, unit: Unit) -> Period {
    let day = office.legal_day_of_receipt(calendar, from);
    match unit {
        Unit::WorkingDays => {
            on_days(office, calendar.add_working_days(day, amount), calendar.add_working_days(day, amount))
        }
        Unit::CalendarDays => on_days(office, plus_days(day, amount), calendar.add_calendar_days(day, amount)),
        Unit::Months => on_days(office, plus_months(day, amount), calendar.add_months(day, amount)),
        Unit::Hours => at_instant(office, from + Duration::hours(i64::from(amount))),
    }
}

fn on_days(office: &OfficeHours, nominal_on: NaiveDate, due_on: NaiveDate) -> Period {
    Period { nominal_on, due_on, due_at: office.end_of_day(due_on) }
}

fn at_instant(office: &OfficeHours, due_at: DateTime<Utc>) -> Period {
    let due_on = office.local_date(due_at);
    Period { nominal_on: due_on, due_on, due_at }
}

fn plus_days(day: NaiveDate, amount: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(amount))).unwrap_or(NaiveDate::MAX)
}

fn plus_months(day: NaiveDate, amount: u32) -> NaiveDate {
    day.checked_add_months(chrono::Months::new(amount)).unwrap_or(NaiveDate::MAX)
}

/// A clock that starts now.
#[must_use]
pub fn started<R: Rules>(law: Law<'_, R>, limit: &Limit, at: DateTime<Utc>) -> Timer {
    let period = period(law.calendar, law.office, at, limit.amount, limit.unit);
    Timer {
        limit: limit.id.clone(),
        status: TimerStatus::Running,
        started_on: law.office.legal_day_of_receipt(law.calendar, at),
        started_at: at,
        nominal_on: period.nominal_on,
        due_on: period.due_on,
        due_at: period.due_at,
        left: None,
        resumed: None,
        extensions: 0,
        reminded: std::collections::BTreeSet::new(),
        calendar: law.calendar.version.clone(),
        pauses: Vec::new(),
        met_at: None,
    }
}

/// The clock, paused from now on.
#[must_use]
pub fn paused<R: Rules>(law: Law<'_, R>, limit: &Limit, timer: &Timer, at: DateTime<Utc>) -> Timer {
    let today = law.office.local_date(at);
    let left = match limit.unit {
        Unit::WorkingDays => Left::WorkingDays(law.calendar.working_days_between(today, timer.due_on)),
        Unit::CalendarDays | Unit::Months => {
            let days = timer.nominal_on.signed_duration_since(today).num_days().max(0);
            Left::CalendarDays(u32::try_from(days).unwrap_or(u32::MAX))
        }
        Unit::Hours => Left::Seconds((timer.due_at - at).num_seconds().max(0)),
    };
    let mut pauses = timer.pauses.clone();
    pauses.push(Pause { from: at, until: None });
    Timer { status: TimerStatus::Paused, left: Some(left), pauses, ..timer.clone() }
}

/// The clock after the expected event.
#[must_use]
pub(super) fn met(timer: &Timer, at: DateTime<Utc>) -> Timer {
    let pauses = ended(timer, at);
    Timer { status: TimerStatus::Met, left: None, met_at: Some(at), pauses, ..timer.clone() }
}

/// The pauses of a clock; the last one ends now at the latest.
fn ended(timer: &Timer, at: DateTime<Utc>) -> Vec<Pause> {
    let end = |pause: &Pause| Pause { from: pause.from, until: pause.until.or(Some(at)) };
    timer.pauses.iter().map(end).collect()
}

/// The clock, resumed with the remaining time. It is never due earlier than before the pause.
#[must_use]
pub fn resumed<R: Rules>(law: Law<'_, R>, timer: &Timer, at: DateTime<Utc>) -> Timer {
    let Some(left) = timer.left else {
        return Timer { status: TimerStatus::Running, pauses: ended(timer, at), ..timer.clone() };
    };
    let resumed = Some(Resumption { at, left, extensions: timer.extensions });
    Timer { resumed, pauses: ended(timer, at), ..moved(timer, going_on(law, at, left), law.calendar) }
}

fn going_on<R: Rules>(law: Law<'_, R>, at: DateTime<Utc>, left: Left) -> Period {
    let today = law.office.local_date(at);
    match left {
        Left::WorkingDays(days) => {
            let due = law.calendar.add_working_days(today, days);
            on_days(law.office, due, due)
        }
        Left::CalendarDays(days) => {
            on_days(law.office, plus_days(today, days), law.calendar.add_calendar_days(today, days))
        }
        Left::Seconds(seconds) => at_instant(law.office, at + Duration::seconds(seconds)),
    }
}

/// The clock with its extension; a paused clock gains remaining time.
#[must_use]
pub fn extended<R: Rules>(law: Law<'_, R>, limit: &Limit, timer: &Timer) -> Timer {
    let Some(extension) = &limit.extension else {
        return timer.clone();
    };
    let counted = match limit.unit {
        Unit::WorkingDays => {
            let due = law.calendar.add_working_days(timer.due_on, extension.amount);
            on_days(law.office, due, due)
        }
        Unit::CalendarDays => on_days(
            law.office,
            plus_days(timer.nominal_on, extension.amount),
            law.calendar.add_calendar_days(timer.nominal_on, extension.amount),
        ),
        Unit::Months => on_days(
            law.office,
            plus_months(timer.nominal_on, extension.amount),
            law.calendar.add_months(timer.nominal_on, extension.amount),
        ),
        Unit::Hours => at_instant(law.office, timer.due_at + Duration::hours(i64::from(extension.amount))),
    };
    let left = timer.left.map(|left| more(left, extension, timer.nominal_on, counted.nominal_on));
    let extensions = timer.extensions.saturating_add(1);
    Timer { status: timer.status, left, extensions, ..moved(timer, counted, law.calendar) }
}

fn more(left: Left, extension: &Extension, was: NaiveDate, is: NaiveDate) -> Left {
    match left {
        Left::WorkingDays(days) => Left::WorkingDays(days.saturating_add(extension.amount)),
        Left::CalendarDays(days) => {
            let added = u32::try_from(is.signed_duration_since(was).num_days()).unwrap_or(0);
            Left::CalendarDays(days.saturating_add(added))
        }
        Left::Seconds(seconds) => Left::Seconds(seconds.saturating_add(i64::from(extension.amount) * 3_600)),
    }
}

/// The clock, counted again with a changed calendar. Paused, met and expired clocks stay unchanged.
#[must_use]
pub(crate) fn recomputed<R: Rules>(law: Law<'_, R>, limit: &Limit, timer: &Timer) -> Option<Timer> {
    if timer.status != TimerStatus::Running {
        return None;
    }
    let (base, before) = match &timer.resumed {
        None => (started(law, limit, timer.started_at), 0),
        Some(from) => (moved(timer, going_on(law, from.at, from.left), law.calendar), from.extensions),
    };
    let since = timer.extensions.saturating_sub(before);
    let fresh = (0..since).fold(base, |clock, _| extended(law, limit, &clock));
    (fresh.due_on != timer.due_on).then(|| Timer {
        resumed: timer.resumed,
        extensions: timer.extensions,
        reminded: timer.reminded.clone(),
        pauses: timer.pauses.clone(),
        ..fresh
    })
}

fn moved(timer: &Timer, counted: Period, calendar: &Calendar) -> Timer {
    Timer {
        status: TimerStatus::Running,
        nominal_on: counted.nominal_on,
        due_on: counted.due_on,
        due_at: counted.due_at,
        left: None,
        calendar: calendar.version.clone(),
        ..timer.clone()
    }
}

/// The instant of a reminder; never before the start or resumption of the clock.
#[must_use]
pub fn reminder_at<R: Rules>(law: Law<'_, R>, timer: &Timer, at: ReminderAt) -> DateTime<Utc> {
    let morning = |day: NaiveDate| law.office.start_of_work(day);
    let due = match at {
        ReminderAt::Percent(percent) => {
            let whole = (timer.due_at - timer.started_at).num_seconds().max(0);
            timer.started_at + Duration::seconds(whole / 100 * i64::from(percent))
        }
        ReminderAt::WorkingDays(days) if days < 0 => {
            morning(law.calendar.subtract_working_days(timer.due_on, days.unsigned_abs()))
        }
        ReminderAt::WorkingDays(0) => morning(timer.due_on),
        ReminderAt::WorkingDays(days) => morning(law.calendar.add_working_days(timer.due_on, days.unsigned_abs())),
        ReminderAt::CalendarDays(days) => morning(timer.due_on + Duration::days(i64::from(days))),
    };
    due.max(timer.resumed.map_or(timer.started_at, |from| from.at))
}

/// The next instant at which a clock is due: a reminder, or its expiry.
#[must_use]
pub fn next_wake<R: Rules>(law: Law<'_, R>, limit: &Limit, timer: &Timer) -> Option<DateTime<Utc>> {
    let reminder = limit
        .reminders
        .iter()
        .enumerate()
        .filter(|(place, _)| !timer.reminded.contains(place))
        .map(|(_, reminder)| reminder_at(law, timer, reminder.at))
        .min();
    match timer.status {
        TimerStatus::Running => Some(reminder.map_or(timer.due_at, |at| at.min(timer.due_at))),
        TimerStatus::Expired => reminder,
        TimerStatus::Paused | TimerStatus::Met => None,
    }
}
