//! The lifecycle of a case: the possible actions, the actors, the limits of repetition, and the
//! end.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::{DateTime, Utc};
use domain::workflow::{
    case::Case,
    clock,
    decide::{decide, possible},
    definition::Phase,
    doer::Doer,
    event::Event,
    sides,
    violation::NotAccepted,
};
use proptest::prelude::*;
use serde_json::Map;

use crate::{
    sketch::{Statute, statutes},
    tale::{Attempt, Tale, attempts, command, person, world},
    toy::{Toy, World},
};

fn phase(statute: &Statute, case: &Case<Toy>) -> Phase {
    statute.definition.state(&case.state).unwrap().phase
}

/// Everything except the people that determines the next steps of a case.
fn state_of(case: &Case<Toy>) -> String {
    let clocks: Vec<_> =
        case.timers.values().map(|timer| (timer.limit.as_str(), timer.status, timer.reminded.len())).collect();
    let mut done: Vec<_> = case.taken.iter().map(|taken| taken.action.as_str()).collect();
    done.sort_unstable();
    let times: Vec<_> = done.chunk_by(|one, other| one == other).map(|same| (same[0], same.len().min(3))).collect();
    format!("{} {:?} {clocks:?} {times:?}", case.state, case.flags)
}

/// Reports whether people with permitted actions, and time, can bring a case to an end.
fn can_end(statute: &Statute, case: &Case<Toy>, now: DateTime<Utc>) -> bool {
    let mut seen = BTreeSet::from([state_of(case)]);
    let mut queue = VecDeque::from([(case.clone(), now, 1_000)]);
    while let Some((case, now, fresh)) = queue.pop_front() {
        if phase(statute, &case) == Phase::Closed {
            return true;
        }
        let law = statute.law();
        let mut next: Vec<_> = statute
            .definition
            .actions
            .iter()
            .filter_map(|action| {
                let command = command(&action.id, Map::new());
                Some((decide(law, &case, &world(), &command, &person(fresh), now).ok()?.after, now))
            })
            .collect();
        if let Some(at) = clock::next_wake(law, &case) {
            let later = now.max(at);
            next.extend(clock::wake(law, &case, &world(), later).unwrap().map(|decision| (decision.after, later)));
        }
        for (case, now) in next {
            if seen.insert(state_of(&case)) {
                queue.push_back((case, now, fresh + 1));
            }
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_case_is_ever_stuck(statute in statutes(), attempts in attempts()) {
        let tale = Tale::lived(&statute, &attempts);
        prop_assert!(can_end(&statute, &tale.case, tale.now), "stuck: {}", state_of(&tale.case));
    }

    #[test]
    fn a_closed_case_stays_closed(statute in statutes(), attempts in attempts()) {
        let tale = Tale::lived(&statute, &attempts);
        for page in &tale.pages {
            if phase(&statute, &page.before) == Phase::Closed {
                prop_assert_eq!(phase(&statute, &page.decision.after), Phase::Closed);
                prop_assert!(!page.decision.events.iter().any(|event| matches!(event, Event::Taken(_))));
            }
        }
    }

    #[test]
    fn deciding_is_pure(statute in statutes(), lived in attempts(), attempt in attempts()) {
        let tale = Tale::lived(&statute, &lived);
        let copy: Case<Toy> = serde_json::from_value(serde_json::to_value(&tale.case).unwrap()).unwrap();
        prop_assert_eq!(&copy, &tale.case);
        for Attempt { action, person: n, .. } in attempt {
            let action = &action.get(&statute.definition.actions).id;
            let ask = |case: &Case<Toy>| decide(statute.law(), case, &world(), &command(action, Map::new()), &person(n), tale.now);
            let one = ask(&tale.case);
            prop_assert_eq!(&one, &ask(&tale.case));
            prop_assert_eq!(&one, &ask(&copy));
            prop_assert_eq!(&copy, &tale.case, "deciding has changed the case");
            if let Ok(decision) = one {
                let mut after = copy.clone();
                after.accept(&decision.events);
                prop_assert_eq!(after, decision.after);
            }
        }
    }

    #[test]
    fn the_history_is_the_case(statute in statutes(), attempts in attempts()) {
        let tale = Tale::lived(&statute, &attempts);
        let mut history = vec![serde_json::to_value([&tale.opening]).unwrap()];
        for (before, page) in (1_u64..).zip(&tale.pages) {
            prop_assert_eq!(page.before.version, before);
            prop_assert_eq!(page.decision.after.version, before + 1);
            prop_assert!(!page.decision.events.is_empty());
            history.push(serde_json::to_value(&page.decision.events).unwrap());
            let read = history.iter().map(|entry| serde_json::from_value::<Vec<Event<Toy>>>(entry.clone()).unwrap());
            prop_assert_eq!(&Case::replayed(read).unwrap(), &page.decision.after);
        }
    }

    #[test]
    fn nobody_asks_and_answers(statute in statutes(), attempts in attempts()) {
        let mut tale = Tale::begin(&statute);
        for attempt in attempts {
            tale.pass(&statute, attempt.after_hours);
            let Doer::Person { user, places } = person(attempt.person) else { continue };
            let narrowed = sides::doer(&tale.case, user, places.clone());
            let can: Vec<_> = possible(statute.law(), &tale.case, &narrowed).map(|action| action.id.clone()).collect();
            prop_assert!(can.iter().all(|one| sides::taking(statute.law(), &tale.case, one, user, places.clone()).is_ok()));
            let action = &attempt.action.get(&statute.definition.actions).id;
            if let Ok(doer) = sides::taking(statute.law(), &tale.case, action, user, places) {
                let _refused = tale.attempt(&statute, action, &doer);
            }
        }
        let mut side = BTreeMap::new();
        for signature in tale.case.taken.iter().map(|taken| &taken.signature) {
            if let Some(user) = signature.user() {
                let stance = signature.stance();
                prop_assert_eq!(*side.entry(user).or_insert(stance), stance);
            }
        }
    }

    #[test]
    fn nobody_checks_their_own_work(statute in statutes(), attempts in attempts()) {
        let tale = Tale::lived(&statute, &attempts);
        for (at, taken) in tale.case.taken.iter().enumerate() {
            let action = statute.definition.actions.iter().find(|action| action.id == taken.action).unwrap();
            let before = &tale.case.taken[..at];
            if let Some(user) = taken.signature.user() {
                prop_assert!(!before.iter().any(|b| action.four_eyes.contains(&b.action) && b.signature.user() == Some(user)));
            }
            let times = before.iter().filter(|other| other.action == action.id).count();
            prop_assert!(action.max_times.is_none_or(|max| times < usize::try_from(max).unwrap()));
            prop_assert!(action.from.contains(&taken.from) && *action.target(&taken.from) == taken.to);
        }
    }

    #[test]
    fn a_condition_that_fails_is_named(statute in statutes(), lived in attempts()) {
        let tale = Tale::lived(&statute, &lived);
        let rain = World { sunny: false, ..world() };
        for action in &statute.definition.actions {
            let command = command(&action.id, Map::new());
            let dry = decide(statute.law(), &tale.case, &world(), &command, &person(9), tale.now);
            let wet = decide(statute.law(), &tale.case, &rain, &command, &person(9), tale.now);
            if action.guards.is_empty() || dry.is_err() {
                prop_assert_eq!(wet, dry);
            } else {
                let named = matches!(&wet, Err(NotAccepted::Refused(refusal)) if refusal.rule() == "sunny");
                prop_assert!(named, "{:?}", wet);
            }
        }
    }
}
