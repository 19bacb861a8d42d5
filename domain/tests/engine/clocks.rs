//! The clocks of a case: start, pause, resumption, extension, reminders and expiry.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    calendar::DayKind,
    workflow::{
        clock, deadline,
        event::{ClockChange, Event},
        limit::{Left, Limit, OnSupplement, Timer, TimerStatus, Unit},
        name::ActionId,
    },
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::{
    sketch::{Statute, calendar, hanoi, statutes, title},
    tale::{Tale, attempts, person},
};

fn ends_on_a_worked_day(statute: &Statute, limit: &Limit, timer: &Timer) -> bool {
    match limit.unit {
        Unit::WorkingDays | Unit::CalendarDays | Unit::Months => {
            statute.calendar.is_working_day(timer.due_on) && statute.office.end_of_day(timer.due_on) == timer.due_at
        }
        Unit::Hours => statute.office.local_date(timer.due_at) == timer.due_on,
    }
}

/// The remaining time of a paused clock, derived from its due day.
fn left(statute: &Statute, limit: &Limit, timer: &Timer, at: DateTime<Utc>) -> Left {
    let today = statute.office.local_date(at);
    match limit.unit {
        Unit::WorkingDays => Left::WorkingDays(statute.calendar.working_days_between(today, timer.due_on)),
        Unit::CalendarDays | Unit::Months => {
            let days = timer.nominal_on.signed_duration_since(today).num_days().max(0);
            Left::CalendarDays(u32::try_from(days).unwrap())
        }
        Unit::Hours => Left::Seconds((timer.due_at - at).num_seconds().max(0)),
    }
}

fn lawful(
    statute: &Statute,
    was: Option<&Timer>,
    is: &Timer,
    why: &ClockChange,
    at: DateTime<Utc>,
) -> Result<(), TestCaseError> {
    let limit = statute.definition.limit(&is.limit).unwrap();
    match why {
        ClockChange::Started | ClockChange::Reset => {
            prop_assert!(is.due_at > at && is.started_at == at && is.extensions == 0 && is.reminded.is_empty());
            let fresh = deadline::started(statute.law(), limit, at);
            prop_assert_eq!((is.due_at, is.nominal_on), (fresh.due_at, fresh.nominal_on));
            prop_assert!(ends_on_a_worked_day(statute, limit, is));
            if *why == ClockChange::Reset {
                prop_assert_eq!((limit.on_supplement, was.unwrap().status), (OnSupplement::Reset, TimerStatus::Paused));
                prop_assert!(is.due_at >= was.unwrap().due_at);
            }
        }
        ClockChange::Paused => {
            let was = was.unwrap();
            prop_assert_eq!(
                (was.status, is.status, is.due_at),
                (TimerStatus::Running, TimerStatus::Paused, was.due_at)
            );
            prop_assert_eq!(is.left, Some(left(statute, limit, was, at)));
            prop_assert!(limit.on_supplement != OnSupplement::None || !limit.pauses_under.is_empty());
        }
        ClockChange::Resumed => {
            let was = was.unwrap();
            prop_assert_eq!((was.status, is.status, is.left), (TimerStatus::Paused, TimerStatus::Running, None));
            prop_assert!(is.due_at >= was.due_at, "pausing has moved {:?} to {:?}", was, is);
            prop_assert!(ends_on_a_worked_day(statute, limit, is));
            // A day off ends no period: with no time left, the next working day is the last, and
            // from the day off it is one day away.
            let day_off = !statute.calendar.is_working_day(statute.office.local_date(at));
            let kept = was.left.unwrap();
            let is_left = if day_off && kept == Left::WorkingDays(0) { Left::WorkingDays(1) } else { kept };
            prop_assert_eq!(left(statute, limit, is, at), is_left);
            prop_assert_eq!(was.extensions, is.extensions);
        }
        ClockChange::Extended => {
            let was = was.unwrap();
            prop_assert!(is.due_at > was.due_at || limit.unit == Unit::CalendarDays, "{:?} {:?}", was, is);
            prop_assert!(is.due_at >= was.due_at);
            prop_assert_eq!(is.extensions, was.extensions + 1);
            prop_assert!(is.extensions <= limit.extension.as_ref().unwrap().max);
            prop_assert!(ends_on_a_worked_day(statute, limit, is));
        }
        ClockChange::Met => prop_assert!(was.unwrap().status != TimerStatus::Met && is.status == TimerStatus::Met),
        ClockChange::Expired => {
            let was = was.unwrap();
            prop_assert_eq!((was.status, is.status), (TimerStatus::Running, TimerStatus::Expired));
            prop_assert_eq!((at, is.due_at), (was.due_at, was.due_at));
        }
        ClockChange::Reminded => prop_assert_eq!(is.reminded.len(), was.unwrap().reminded.len() + 1),
        ClockChange::Recomputed { .. } => prop_assert!(false, "no calendar has changed"),
    }
    Ok(())
}

/// Properties that hold only because nothing happens prove nothing.
#[test]
fn chance_brings_about_every_turn_of_a_clock() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..400 {
        let (statute, attempts) = (statutes(), attempts()).new_tree(&mut runner).unwrap().current();
        for (page, event) in Tale::lived(&statute, &attempts).events() {
            if let Event::Clocked { why, timer } = event {
                let by_itself = if page.decision.signature.user().is_none() { " by itself" } else { "" };
                *seen.entry(format!("{why:?}{by_itself}")).or_default() += 1;
                if timer.status == TimerStatus::Paused && *why == ClockChange::Extended {
                    *seen.entry("Extended while it stands".to_owned()).or_default() += 1;
                }
            }
        }
    }
    let turns = [
        "Started",
        "Paused",
        "Paused by itself",
        "Resumed",
        "Reset",
        "Extended",
        "Extended while it stands",
        "Met",
        "Expired by itself",
        "Reminded by itself",
    ];
    for turn in turns {
        assert!(seen.get(turn).is_some_and(|times| *times >= 5), "{turn} happens too seldom: {seen:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn each_turn_of_a_clock_is_lawful(statute in statutes(), attempts in attempts()) {
        let tale = Tale::lived(&statute, &attempts);
        for page in &tale.pages {
            let mut clocks = page.before.timers.clone();
            for event in &page.decision.events {
                if let Event::Clocked { timer, why } = event {
                    lawful(&statute, clocks.get(&timer.limit), timer, why, page.decision.at)?;
                    clocks.insert(timer.limit.clone(), timer.clone());
                }
            }
            // A clock runs only in the states of its limit.
            let after = &page.decision.after;
            for timer in after.timers.values() {
                let limit = statute.definition.limit(&timer.limit).unwrap();
                let waits = limit.pauses_in.contains(&after.state) && limit.on_supplement != OnSupplement::None;
                let stands = waits || limit.pauses_under.iter().any(|flag| after.has(*flag));
                match timer.status {
                    TimerStatus::Running => prop_assert!(!stands, "{:?} runs in {:?}", timer, after),
                    TimerStatus::Paused => prop_assert!(stands, "{:?} stands in {:?}", timer, after),
                    TimerStatus::Expired => prop_assert!(timer.due_at <= page.looked_at),
                    TimerStatus::Met => {}
                }
            }
        }
    }

    #[test]
    fn more_time_can_be_given_while_a_clock_stands(
        statute in statutes(), lived in attempts(), stood in 0_i64..2_000,
    ) {
        let tale = Tale::lived(&statute, &lived);
        let law = statute.law();
        for timer in tale.case.timers.values().filter(|timer| timer.status == TimerStatus::Running) {
            let limit = statute.definition.limit(&timer.limit).unwrap();
            let paused = deadline::paused(law, limit, timer, tale.now);
            let later = tale.now + TimeDelta::hours(stood);
            let before = deadline::resumed(law, &deadline::extended(law, limit, &paused), later);
            let after = deadline::extended(law, limit, &deadline::resumed(law, &paused, later));
            prop_assert!(after.due_at >= timer.due_at);
            if limit.unit != Unit::Months {
                prop_assert_eq!((before.due_at, before.extensions), (after.due_at, after.extensions));
            }
        }
    }

    #[test]
    fn a_new_holiday_takes_no_time_away(statute in statutes(), lived in attempts(), in_days in 0_u64..60) {
        let tale = Tale::lived(&statute, &lived);
        let mut longer = statute.clone();
        longer.calendar.version = "2".to_owned();
        for page in &tale.pages {
            let case = &page.decision.after;
            prop_assert!(clock::recompute(statute.law(), case).is_empty(), "an unchanged calendar moves a clock of {:?}", case.timers);
            let day = statute.office.local_date(page.looked_at).checked_add_days(Days::new(in_days)).unwrap();
            longer.calendar.days.clone_from(&statute.calendar.days);
            longer.calendar.days.insert(day, DayKind::Holiday);
            for event in clock::recompute(longer.law(), case) {
                let Event::Clocked { timer, why: ClockChange::Recomputed { was } } = event else { continue };
                let before = &case.timers[&timer.limit];
                prop_assert_eq!((before.due_on, before.status), (was, TimerStatus::Running));
                prop_assert!(timer.due_on > was, "a holiday on {} has moved {:?} to {:?}", day, before, timer);
                prop_assert_eq!((timer.extensions, &timer.reminded), (before.extensions, &before.reminded));
                prop_assert!(longer.calendar.is_working_day(timer.due_on));
            }
        }
    }

    #[test]
    fn downtime_changes_nothing(statute in statutes(), lived in attempts(), naps in prop::collection::vec(1_i64..500, 1..12)) {
        let tale = Tale::lived(&statute, &lived);
        let (mut awake, mut slept) = (tale.clone(), tale);
        for nap in &naps {
            awake.pass(&statute, *nap);
        }
        slept.pass(&statute, naps.iter().sum());
        prop_assert_eq!(&awake.case, &slept.case);
        let reported = |tale: &Tale| tale.events().map(|(page, event)| (page.decision.at, event.clone())).collect::<Vec<_>>();
        prop_assert_eq!(reported(&awake), reported(&slept));
        let before = slept.pages.len();
        slept.pass(&statute, 0);
        prop_assert_eq!(slept.pages.len(), before, "what has happened happens again");
    }

    #[test]
    fn reminders_come_once_and_in_time(statute in statutes(), attempts in attempts()) {
        let tale = Tale::lived(&statute, &attempts);
        let mut sent: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
        let mut last: BTreeMap<_, TimerStatus> = BTreeMap::new();
        for (page, event) in tale.events() {
            let Event::Clocked { timer, why } = event else { continue };
            let seen = sent.entry(timer.limit.clone()).or_default();
            match why {
                ClockChange::Started | ClockChange::Reset => seen.clear(),
                ClockChange::Reminded => {
                    let fresh: Vec<_> = timer.reminded.difference(seen).copied().collect();
                    prop_assert_eq!(fresh.len(), 1);
                    let reminder = &statute.definition.limit(&timer.limit).unwrap().reminders[fresh[0]];
                    let at = deadline::reminder_at(statute.law(), timer, reminder.at);
                    prop_assert_eq!(page.decision.at, at);
                    prop_assert!(at >= timer.started_at && at <= page.looked_at);
                    prop_assert_eq!(at < timer.due_at, timer.status == TimerStatus::Running);
                    seen.insert(fresh[0]);
                }
                ClockChange::Expired => {
                    prop_assert!(last.get(&timer.limit) != Some(&TimerStatus::Expired), "{:?} ran out twice", timer);
                    let limit = statute.definition.limit(&timer.limit).unwrap();
                    for (place, reminder) in limit.reminders.iter().enumerate() {
                        let at = deadline::reminder_at(statute.law(), timer, reminder.at);
                        prop_assert!(at >= timer.due_at || timer.reminded.contains(&place), "{:?} came too late", reminder);
                    }
                }
                ClockChange::Paused
                | ClockChange::Resumed
                | ClockChange::Extended
                | ClockChange::Met
                | ClockChange::Recomputed { .. } => {}
            }
            last.insert(timer.limit.clone(), timer.status);
        }
    }
}

/// A supplement with an immediate answer takes away nothing of the time from an extension.
#[test]
fn a_reset_never_shortens_what_was_prolonged() {
    let owner = json!([{"stance": "owner", "roles": ["owner_clerk"]}]);
    let state =
        |id: &str, clock: &str| json!({"id": id, "title": title(), "phase": "open", "turn": owner, "clock": clock});
    let action = |id: &str, from: &str, to: &str, more: Value| {
        let mut action = json!({"id": id, "title": title(), "from": [from], "to": to, "who": owner});
        action.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        action
    };
    let definition = serde_json::from_value(json!({
        "kind": "toy", "title": title(), "code_prefix": "T", "initial": "draft",
        "state": [state("draft", "stopped"), state("work", "running"), state("wait", "paused")],
        "action": [
            action("submit", "draft", "work", json!({})),
            action("extend", "work", "work", json!({"extends": ["answer"]})),
            action("ask", "work", "wait", json!({"supplement": "asks"})),
            action("reply", "wait", "work", json!({"supplement": "answers"})),
        ],
        "limit": [{
            "id": "answer", "title": title(), "amount": 2, "unit": "working_days", "starts_on": ["submit"], "runs_in": ["work"],
            "pauses_in": ["wait"], "on_supplement": "reset", "extension": {"max": 1, "amount": 10}, "on_expiry": "none",
            "clause": "§ 1", "verified": "own_default",
        }],
    }))
    .unwrap();
    let statute = Statute { definition, calendar: calendar(BTreeMap::new()), office: hanoi() };
    let mut tale = Tale::begin(&statute);
    let due = |tale: &Tale| tale.case.timers.values().next().unwrap().due_on.to_string();
    for (action, expected) in
        [("submit", "2023-10-04"), ("extend", "2023-10-18"), ("ask", "2023-10-18"), ("reply", "2023-10-18")]
    {
        tale.attempt(&statute, &ActionId::new(action).unwrap(), &person(0)).unwrap();
        assert_eq!(due(&tale), expected, "after {action}");
    }
}
