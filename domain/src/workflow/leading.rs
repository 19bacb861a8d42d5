//! The time limit that leads a case: the one that its parties must meet first.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    case::Case,
    definition::Definition,
    law::Law,
    limit::{Left, OnExpiry, Timer, TimerStatus},
    rules::Rules,
};

/// The timer that leads a case: the unmet timer with the earliest end, else the paused one.
#[must_use]
pub fn leading<'a, R: Rules>(definition: &Definition<R>, case: &'a Case<R>) -> Option<&'a Timer> {
    unmet(definition, case).or_else(|| first(case, |timer| timer.status == TimerStatus::Paused))
}

/// The instant at which the unmet timer with the earliest end expires or has expired.
#[must_use]
pub fn next_due_at<R: Rules>(definition: &Definition<R>, case: &Case<R>) -> Option<DateTime<Utc>> {
    unmet(definition, case).map(|timer| timer.due_at)
}

/// The working days that a timer leaves: 0 on the due day, negative after it. A paused timer leaves
/// its remaining time.
#[must_use]
pub fn days_left<R: Rules>(law: Law<'_, R>, timer: &Timer, at: DateTime<Utc>) -> i32 {
    let today = law.office.local_date(at);
    let until = |days: u64| today.checked_add_days(chrono::Days::new(days)).unwrap_or(NaiveDate::MAX);
    match timer.left {
        None => law.calendar.working_days_left(today, timer.due_on),
        Some(Left::WorkingDays(days)) => i32::try_from(days).unwrap_or(i32::MAX),
        Some(Left::CalendarDays(days)) => law.calendar.working_days_left(today, until(days.into())),
        Some(Left::Seconds(seconds)) => {
            let whole_days = u64::try_from(seconds / 86_400).unwrap_or(0);
            law.calendar.working_days_left(today, until(whole_days))
        }
    }
}

/// An expired limit stays unmet until the case leaves its states, unless its expiry has no
/// consequence.
fn unmet<'a, R: Rules>(definition: &Definition<R>, case: &'a Case<R>) -> Option<&'a Timer> {
    first(case, |timer| match timer.status {
        TimerStatus::Running => true,
        TimerStatus::Expired => definition.limit(&timer.limit).is_some_and(|limit| limit.on_expiry != OnExpiry::None),
        TimerStatus::Paused | TimerStatus::Met => false,
    })
}

fn first<R: Rules>(case: &Case<R>, counts: impl Fn(&Timer) -> bool) -> Option<&Timer> {
    case.timers.values().filter(|timer| counts(timer)).min_by_key(|timer| timer.due_at)
}
