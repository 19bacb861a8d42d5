//! The properties of every case under every shipped pack, for any actions of its people and any
//! capacity of the assets.
//!
//! | guarantee | test |
//! | --- | --- |
//! | no reachable state or expiry is a trap | `every_reachable_state_of_every_shipped_pack_is_explored` |
//! | automatic steps are never refused; closed stays closed; replay | `a_case_lives_by_its_pack` |
//! | an offer without make-ready has place **and** load (I3) | `a_case_lives_by_its_pack` |
//! | a reservation ends by its clock and with its case (I4) | `a_case_lives_by_its_pack` |
//! | codes need evidence | `no_code_of_a_shipped_pack_stands_without_its_evidence` |
//!
//! Details: the model check explores every state and every expiry of every pack. Replaying the
//! history gives the same case. Load in I3 means load **and** wind area **and** power. A refusal
//! needs one of the pack's codes with its evidence.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod drafts;
mod setting;

use std::collections::BTreeSet;

use domain::{
    cases::{Case, Event},
    workflow::{definition::Phase, evidence::faults, limit::TimerStatus, name::KindName, reachable_states::explore},
};
use policies::{Policies, packs::Pack, source::Source};
use proptest::prelude::*;
use serde_json::json;

use setting::*;

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap()
}

#[test]
fn every_reachable_state_of_every_shipped_pack_is_explored() {
    for (id, pack) in shipped().packs {
        for (kind, workflow) in pack.workflows {
            let reached = explore(&workflow);
            let seen: BTreeSet<_> = reached.states.keys().map(|(state, _)| state).collect();
            let all: BTreeSet<_> = workflow.states.iter().map(|state| &state.id).collect();
            assert_eq!(seen, all, "{id} {kind}: states that no exploration reaches");
            assert_eq!(reached.done.len(), workflow.actions.len(), "{id} {kind}: actions that nobody can do");
            assert!(reached.stuck.is_empty(), "{id} {kind}: {:?}", reached.stuck);
            assert!(reached.snapshots >= reached.states.len());
            for (state, next) in &reached.states {
                assert!(
                    next.iter().all(|to| reached.states.contains_key(to)),
                    "{id} {kind}: {state:?} leads out of the explored states"
                );
                let open = workflow.state(&state.0).unwrap().phase != Phase::Closed;
                assert!(!open || !next.is_empty(), "{id} {kind}: nothing leads out of {state:?}");
            }
        }
    }
}

#[test]
fn no_code_of_a_shipped_pack_stands_without_its_evidence() {
    for (id, pack) in shipped().packs {
        for workflow in pack.workflows.values() {
            for code in &workflow.refusal_codes {
                let bare = json!([{"code": code.id, "explanation": "vì vậy"}]);
                let found = faults(
                    &workflow.refusal_codes,
                    &workflow.evidence,
                    &serde_json::from_value::<Vec<_>>(bare).unwrap(),
                    &BTreeSet::new(),
                );
                // The ledger proves a lack of capacity; the guard reads the ledger.
                assert_eq!(found.is_empty(), code.needs.is_empty(), "{id} {}", code.id);
                assert!(!code.needs.is_empty() || code.id.as_str() == "NO_SPACE", "{id} {} needs no evidence", code.id);
            }
        }
    }
}

/// Reports whether the assets have everything requested: slots and load together.
fn fits(fixture: &CaseFixture<'_>, poles: &[(u32, u32, u32)]) -> bool {
    (0_u128..).zip(poles).all(|(n, (_, _, wanted))| {
        let units = &fixture.facts.assets[&pole(n)].units;
        units["attachment_position"].has_capacity_for(*wanted) && units["load_nm"].has_capacity_for(wanted * 40)
    })
}

fn lives(
    policies: &Policies,
    pack: &Pack,
    kind: &KindName,
    poles: &[(u32, u32, u32)],
    attempts: &[Attempt],
) -> Result<BTreeSet<String>, TestCaseError> {
    let mut fixture = CaseFixture::begin(policies, pack, kind, poles);
    let mut visited = BTreeSet::new();
    for attempt in attempts {
        fixture.pass(attempt.hours);
        let fitted = fits(&fixture, poles);
        let before = fixture.trail.len();
        let _refused = fixture.attempt(attempt);
        if let Some((_, decision)) = fixture.trail.get(before) {
            let taken = decision.after.taken.last().unwrap();
            if taken.action.as_str() == "offer" && !taken.data.contains_key("make_ready") {
                prop_assert!(fitted, "an offer without make-ready for what is not there");
            }
        }
        visited.insert(fixture.case.state.to_string());
        let reserved = fixture.held() > 0 && !fixture.active;
        let ends = fixture
            .case
            .timers
            .values()
            .any(|timer| matches!(timer.status, TimerStatus::Running | TimerStatus::Paused | TimerStatus::Expired));
        prop_assert!(!reserved || ends, "nothing ends the reservation of {:?}", fixture.case);
        prop_assert!(
            fixture.phase() != Phase::Closed || fixture.held() == 0,
            "{} keeps its places",
            fixture.case.state
        );
    }
    let mut closed = false;
    let mut history = vec![serde_json::to_value([&fixture.opening]).unwrap()];
    for (before, decision) in &fixture.trail {
        prop_assert_eq!(decision.after.version, before.version + 1);
        let phase = pack.workflows[&fixture.case.kind].state(&decision.after.state).unwrap().phase;
        prop_assert!(!closed || phase == Phase::Closed);
        closed = phase == Phase::Closed;
        history.push(serde_json::to_value(&decision.events).unwrap());
    }
    let read = history.into_iter().map(|entry| serde_json::from_value::<Vec<Event>>(entry).unwrap());
    prop_assert_eq!(Case::replayed(read).unwrap(), fixture.case);
    Ok(visited)
}

#[test]
fn a_case_lives_by_its_pack() {
    let policies = shipped();
    let mut lived = BTreeSet::new();
    for (id, pack) in &policies.packs {
        for (kind, workflow) in &pack.workflows {
            // A workflow that a later pack inherits unchanged has been tested already.
            if !lived.insert(&pack.texts[kind]) {
                continue;
            }
            let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
                cases: 400,
                failure_persistence: None,
                ..ProptestConfig::default()
            });
            let visited = std::cell::RefCell::new(BTreeSet::new());
            let outcome = runner.run(&(poles(), attempts()), |(poles, attempts)| {
                visited.borrow_mut().extend(lives(&policies, pack, kind, &poles, &attempts)?);
                Ok(())
            });
            assert!(outcome.is_ok(), "{id} {kind}: {outcome:?}");
            let visited = visited.into_inner();
            assert!(visited.len() * 3 >= workflow.states.len() * 2, "{id} {kind}: chance saw only {visited:?}");
        }
    }
}
