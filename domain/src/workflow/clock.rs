//! The clocks of a case: changes after an action, reminders and expiries.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{
    case::Case,
    consult, deadline,
    decide::{ActionRequest, Decision, OnFile, answers_supplement, decide},
    definition::{Action, NoticeRule},
    doer::{Doer, Signature},
    event::{ClockChange, Event, Flag},
    law::Law,
    limit::{Limit, OnSupplement, Timer, TimerStatus},
    name::{LimitId, PackId, StateId},
    rules::Rules,
    violation::NotAccepted,
};

/// Moves the clocks after an action; `case` is the case after the action.
pub(super) fn after_action<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    action: &Action<R>,
    data: &Map<String, Value>,
    at: DateTime<Utc>,
) -> Vec<Event<R>> {
    law.definition
        .limits
        .iter()
        .filter_map(|limit| {
            let (timer, why) = moved(law, case, action, limit, data, at)?;
            Some(Event::Clocked { timer, why })
        })
        .collect()
}

fn moved<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    action: &Action<R>,
    limit: &Limit,
    data: &Map<String, Value>,
    at: DateTime<Utc>,
) -> Option<(Timer, ClockChange)> {
    let stands = stands(case, limit);
    if starts(limit, action, data) {
        let fresh = deadline::started(law, limit, at);
        let timer = if stands { deadline::paused(law, limit, &fresh, at) } else { fresh };
        return Some((timer, ClockChange::Started));
    }
    let timer = case.timers.get(&limit.id)?;
    let live = matches!(timer.status, TimerStatus::Running | TimerStatus::Paused);
    if live && limit.met_on.contains(&action.id) {
        return Some((deadline::met(timer, at), ClockChange::Met));
    }
    let concerned = limit.runs_in.contains(&case.state) || limit.pauses_in.contains(&case.state);
    if !concerned && timer.status != TimerStatus::Met {
        return Some((deadline::met(timer, at), ClockChange::Met));
    }
    let (turned, why) = match timer.status {
        TimerStatus::Running if stands => (deadline::paused(law, limit, timer, at), Some(ClockChange::Paused)),
        TimerStatus::Paused if !stands && answers_supplement(action) && limit.on_supplement == OnSupplement::Reset => {
            // The full time again, but never less than the remaining time with the extensions.
            let (fresh, kept) = (deadline::started(law, limit, at), deadline::resumed(law, timer, at));
            if fresh.due_at < kept.due_at {
                (kept, Some(ClockChange::Resumed))
            } else {
                (fresh, Some(ClockChange::Reset))
            }
        }
        TimerStatus::Paused if !stands => (deadline::resumed(law, timer, at), Some(ClockChange::Resumed)),
        TimerStatus::Running | TimerStatus::Paused => (timer.clone(), None),
        TimerStatus::Expired | TimerStatus::Met => return None,
    };
    if action.extends.contains(&limit.id) {
        return Some((deadline::extended(law, limit, &turned), ClockChange::Extended));
    }
    why.map(|why| (turned, why))
}

/// Reports whether a limit is paused in the current state of a case.
fn stands<R: Rules>(case: &Case<R>, limit: &Limit) -> bool {
    let waits = limit.pauses_in.contains(&case.state) && limit.on_supplement != OnSupplement::None;
    waits || limit.pauses_under.iter().any(|flag| case.has(*flag))
}

fn starts<R: Rules>(limit: &Limit, action: &Action<R>, data: &Map<String, Value>) -> bool {
    limit.starts_on.contains(&action.id)
        && limit
            .starts_if
            .as_ref()
            .is_none_or(|when| data.get(when.field.as_str()).and_then(Value::as_str) == Some(when.is.as_str()))
}

/// The earliest instant at which a clock of the case is due.
#[must_use]
pub fn next_wake<R: Rules>(law: Law<'_, R>, case: &Case<R>) -> Option<DateTime<Utc>> {
    next_timer(law, case).map(|(at, _)| at).into_iter().chain(next_silence(law, case)).min()
}

/// The earliest instant at which an expected opinion counts as not given.
#[must_use]
pub fn next_silence<R: Rules>(law: Law<'_, R>, case: &Case<R>) -> Option<DateTime<Utc>> {
    consult::silent(law, case).map(|(_, referral)| referral.due_at)
}

fn next_timer<R: Rules>(law: Law<'_, R>, case: &Case<R>) -> Option<(DateTime<Utc>, LimitId)> {
    case.timers
        .values()
        .filter_map(|timer| {
            let limit = law.definition.limit(&timer.limit)?;
            deadline::next_wake(law, limit, timer).map(|at| (at, timer.limit.clone()))
        })
        .min()
}

/// The next automatic step, if one is due: one reminder or one expiry, at its legal instant.
///
/// Call this function until it returns `None`; each result is one accepted command of the system.
///
/// # Errors
/// [`NotAccepted`] when a guard refuses the action of the system; the checker rejects packs in
/// which that is possible.
pub fn wake<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    facts: &R::Facts,
    now: DateTime<Utc>,
) -> Result<Option<Decision<R>>, NotAccepted> {
    let clock = next_timer(law, case).filter(|(at, _)| *at <= now);
    if let Some((rule, referral)) = consult::silent(law, case) {
        let first = clock.as_ref().is_none_or(|(at, _)| referral.due_at <= *at);
        if referral.due_at <= now && first {
            let events = vec![consult::silence(rule, referral)];
            let step = by_system(law, case, events, rule.notices.clone(), referral.due_at);
            return join(law, facts, step).map(Some);
        }
    }
    let Some((at, id)) = clock else {
        return Ok(None);
    };
    let (Some(limit), Some(timer)) = (law.definition.limit(&id), case.timers.get(&id)) else {
        return Ok(None);
    };
    if timer.status == TimerStatus::Running && at >= timer.due_at {
        return expire(law, case, facts, limit, timer).map(Some);
    }
    Ok(remind(law, case, limit, timer, at))
}

fn remind<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    limit: &Limit,
    timer: &Timer,
    at: DateTime<Utc>,
) -> Option<Decision<R>> {
    let (place, reminder) = limit
        .reminders
        .iter()
        .enumerate()
        .find(|(place, r)| !timer.reminded.contains(place) && deadline::reminder_at(law, timer, r.at) == at)?;
    let mut marked = timer.clone();
    marked.reminded.insert(place);
    let events = vec![Event::Clocked { timer: marked, why: ClockChange::Reminded }];
    Some(by_system(law, case, events, reminder.notices.clone(), at))
}

fn expire<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    facts: &R::Facts,
    limit: &Limit,
    timer: &Timer,
) -> Result<Decision<R>, NotAccepted> {
    let at = timer.due_at;
    let ran_out = Timer { status: TimerStatus::Expired, ..timer.clone() };
    let mut events = vec![Event::Clocked { timer: ran_out, why: ClockChange::Expired }];
    events.extend(flags(limit).map(|flag| Event::Raised { flag }));
    let mut first = by_system(law, case, events, limit.notices.clone(), at);
    let still = stood_still(law, &first.after, at);
    for event in &still {
        first.after.apply(event);
    }
    first.events.extend(still);
    let Some(action) = limit.expiry_action.as_ref().filter(|_| limit.on_expiry.takes_action()) else {
        return Ok(first);
    };
    then_system(law, facts, first, action)
}

/// Pauses the clocks under a flag that an expiry has raised.
fn stood_still<R: Rules>(law: Law<'_, R>, case: &Case<R>, at: DateTime<Utc>) -> Vec<Event<R>> {
    law.definition
        .limits
        .iter()
        .filter(|limit| stands(case, limit))
        .filter_map(|limit| {
            let timer = case.timers.get(&limit.id).filter(|timer| timer.status == TimerStatus::Running)?;
            Some(Event::Clocked { timer: deadline::paused(law, limit, timer, at), why: ClockChange::Paused })
        })
        .collect()
}

/// Lets the system continue the case when the last expected opinion has arrived.
pub(super) fn join<R: Rules>(law: Law<'_, R>, facts: &R::Facts, step: Decision<R>) -> Result<Decision<R>, NotAccepted> {
    match consult::joined(law, &step.after) {
        Some(rule) => then_system(law, facts, step, &rule.joined_action),
        None => Ok(step),
    }
}

/// A system action that follows in the same command, so that the version increases once.
fn then_system<R: Rules>(
    law: Law<'_, R>,
    facts: &R::Facts,
    first: Decision<R>,
    action: &super::name::ActionId,
) -> Result<Decision<R>, NotAccepted> {
    let command = ActionRequest { action: action.clone(), comment: None, data: Map::new(), on_file: OnFile::default() };
    let mut second = decide(law, &first.after, facts, &command, &Doer::System, first.at)?;
    second.events.splice(0..0, first.events);
    second.changes.splice(0..0, first.changes);
    second.notices.splice(0..0, first.notices);
    second.after.version = first.after.version;
    second.signature = first.signature;
    Ok(second)
}

fn flags(limit: &Limit) -> impl Iterator<Item = Flag> + '_ {
    limit.on_expiry.flag().into_iter().chain(limit.raise.iter().copied())
}

fn by_system<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    events: Vec<Event<R>>,
    notices: Vec<NoticeRule>,
    at: DateTime<Utc>,
) -> Decision<R> {
    let mut after = case.clone();
    after.accept(&events);
    let turn = law.definition.state(&case.state).map(|state| state.turn.clone()).unwrap_or_default();
    Decision { events, changes: Vec::new(), notices, turn, after, at, signature: Signature::System }
}

/// The clocks and opinions that a changed calendar moves, each with its previous due day. Met and
/// expired clocks stay unchanged.
#[must_use]
pub fn recompute<R: Rules>(law: Law<'_, R>, case: &Case<R>) -> Vec<Event<R>> {
    let clocks = case.timers.values().filter_map(|timer| {
        let limit = law.definition.limit(&timer.limit)?;
        let fresh = deadline::recomputed(law, limit, timer)?;
        Some(Event::Clocked { timer: fresh, why: ClockChange::Recomputed { was: timer.due_on } })
    });
    clocks.chain(consult::redated(law, case)).collect()
}

/// The effect of a changed calendar on a case, as one accepted command of the system; `None` when
/// nothing moves.
#[must_use]
pub fn recounted<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    notice: Vec<NoticeRule>,
    at: DateTime<Utc>,
) -> Option<Decision<R>> {
    let events = recompute(law, case);
    (!events.is_empty()).then(|| by_system(law, case, events, notice, at))
}

/// A case under another law, in the corresponding state; `None` when the other law has no such
/// state. Clocks continue unchanged; clocks of limits that the other law does not have are met.
#[must_use]
pub fn repinned<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    pack: &PackId,
    state: &StateId,
    notice: Vec<NoticeRule>,
    at: DateTime<Utc>,
) -> Option<Decision<R>> {
    law.definition.state(state)?;
    let mut events =
        vec![Event::Repinned { pack: pack.clone(), state: Some(state.clone()).filter(|state| *state != case.state) }];
    let live = case.timers.values().filter(|timer| matches!(timer.status, TimerStatus::Running | TimerStatus::Paused));
    events.extend(
        live.filter(|timer| law.definition.limit(&timer.limit).is_none())
            .map(|timer| Event::Clocked { timer: deadline::met(timer, at), why: ClockChange::Met }),
    );
    let mut decision = by_system(law, case, events, notice, at);
    decision.turn = law.definition.state(state).map(|state| state.turn.clone()).unwrap_or_default();
    Some(decision)
}
