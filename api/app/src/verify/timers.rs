//! Compares the timers of a case with its events. An event contains the whole resulting timer, so
//! the comparison is exact, except for the instant at which a reminder wakes.

use chrono::{DateTime, SubsecRound, Utc};
use domain::cases::{Case, Law};
use domain::workflow::clock::next_silence;
use domain::workflow::limit::{Timer, TimerStatus};

use super::finding::{CaseFault, TimerFault};
use crate::app::App;
use api_store::admin::verification::cases::CaseRows;
use api_store::entities::case_timers::Model;

pub(super) fn check(app: &App, rows: &CaseRows, case: &Case, faults: &mut Vec<CaseFault>) {
    let law = app.policies.law(&case.pack, &case.kind);
    for timer in case.timers.values() {
        let row = rows.timers.iter().find(|row| row.limit_id == timer.limit.as_str());
        let fault = match row {
            None => Some(TimerFault::Missing),
            Some(row) if differs(row, timer) => Some(TimerFault::Differs),
            Some(row) if sleeps(row, timer, law) => Some(TimerFault::Asleep),
            Some(_) => None,
        };
        faults.extend(fault.map(|fault| CaseFault::Timer { limit: timer.limit.to_string(), fault }));
    }
    for row in &rows.timers {
        if !case.timers.values().any(|timer| row.limit_id == timer.limit.as_str()) {
            faults.push(CaseFault::Timer { limit: row.limit_id.clone(), fault: TimerFault::Stray });
        }
    }
    let silence = law.and_then(|law| next_silence(law, case));
    let first = rows.timers.iter().filter_map(|row| row.next_wake_at).min();
    if silence.is_some_and(|silence| first.is_none_or(|first| first > silence)) {
        faults.push(CaseFault::NobodyWakes);
    }
}

/// An instant in the precision of both databases.
pub(super) fn stored(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(6)
}

fn differs(row: &Model, timer: &Timer) -> bool {
    let payload = serde_json::from_value::<Timer>(row.payload.clone()).ok();
    payload.as_ref() != Some(timer)
        || row.status != timer.status.as_str()
        || stored(row.started_at) != stored(timer.started_at)
        || row.due_at.map(stored) != Some(stored(timer.due_at))
}

/// Whether a running timer does not wake when it is due. A limit that the pack does not know wakes
/// nothing.
fn sleeps(row: &Model, timer: &Timer, law: Option<Law<'_>>) -> bool {
    match timer.status {
        TimerStatus::Running => {
            let known = law.is_some_and(|law| law.definition.limit(&timer.limit).is_some());
            known && row.next_wake_at.is_none_or(|wakes| stored(wakes) > stored(timer.due_at))
        }
        TimerStatus::Paused | TimerStatus::Met | TimerStatus::Expired => false,
    }
}
