//! The properties of every case under every shipped pack, for any actions of its people and any
//! capacity of the assets.
//!
//! | guarantee | test |
//! | --- | --- |
//! | no reachable state or expiry is a trap | `every_corner_of_every_shipped_pack_is_walked` |
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
    workflow::{definition::Phase, evidence::faults, limit::TimerStatus, name::KindName, reachable_states::walk},
};
use policies::{Policies, packs::Pack, source::Source};
use proptest::prelude::*;
use serde_json::json;

use setting::*;

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap()
}

#[test]
fn every_corner_of_every_shipped_pack_is_walked() {
    for (id, pack) in shipped().packs {
        for (kind, machine) in pack.machines {
            let walk = walk(&machine);
            let seen: BTreeSet<_> = walk.corners.keys().map(|(state, _)| state).collect();
            let all: BTreeSet<_> = machine.states.iter().map(|state| &state.id).collect();
            assert_eq!(seen, all, "{id} {kind}: states that no walk comes to");
            assert_eq!(walk.done.len(), machine.actions.len(), "{id} {kind}: actions that nobody can do");
            assert!(walk.stuck.is_empty(), "{id} {kind}: {:?}", walk.stuck);
            assert!(walk.moments >= walk.corners.len());
            for (corner, next) in &walk.corners {
                assert!(
                    next.iter().all(|to| walk.corners.contains_key(to)),
                    "{id} {kind}: {corner:?} leads out of the walk"
                );
                let open = machine.state(&corner.0).unwrap().phase != Phase::Closed;
                assert!(!open || !next.is_empty(), "{id} {kind}: nothing leads out of {corner:?}");
            }
        }
    }
}

#[test]
fn no_code_of_a_shipped_pack_stands_without_its_evidence() {
    for (id, pack) in shipped().packs {
        for machine in pack.machines.values() {
            for code in &machine.refusal_codes {
                let bare = json!([{"code": code.id, "explanation": "vì vậy"}]);
                let found = faults(
                    &machine.refusal_codes,
                    &machine.evidence,
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
fn fits(town: &Town<'_>, poles: &[(u32, u32, u32)]) -> bool {
    (0_u128..).zip(poles).all(|(n, (_, _, wanted))| {
        let units = &town.facts.assets[&pole(n)].units;
        units["attachment_position"].has_room_for(*wanted) && units["load_nm"].has_room_for(wanted * 40)
    })
}

fn lives(
    policies: &Policies,
    pack: &Pack,
    kind: &KindName,
    poles: &[(u32, u32, u32)],
    attempts: &[Attempt],
) -> Result<BTreeSet<String>, TestCaseError> {
    let mut town = Town::begin(policies, pack, kind, poles);
    let mut visited = BTreeSet::new();
    for attempt in attempts {
        town.pass(attempt.hours);
        let fitted = fits(&town, poles);
        let before = town.trail.len();
        let _refused = town.attempt(attempt);
        if let Some((_, decision)) = town.trail.get(before) {
            let taken = decision.after.taken.last().unwrap();
            if taken.action.as_str() == "offer" && !taken.data.contains_key("make_ready") {
                prop_assert!(fitted, "an offer without make-ready for what is not there");
            }
        }
        visited.insert(town.case.state.to_string());
        let reserved = town.held() > 0 && !town.active;
        let ends = town
            .case
            .timers
            .values()
            .any(|timer| matches!(timer.status, TimerStatus::Running | TimerStatus::Paused | TimerStatus::Expired));
        prop_assert!(!reserved || ends, "nothing ends the reservation of {:?}", town.case);
        prop_assert!(town.phase() != Phase::Closed || town.held() == 0, "{} keeps its places", town.case.state);
    }
    let mut closed = false;
    let mut history = vec![serde_json::to_value([&town.opening]).unwrap()];
    for (before, decision) in &town.trail {
        prop_assert_eq!(decision.after.version, before.version + 1);
        let phase = pack.machines[&town.case.kind].state(&decision.after.state).unwrap().phase;
        prop_assert!(!closed || phase == Phase::Closed);
        closed = phase == Phase::Closed;
        history.push(serde_json::to_value(&decision.events).unwrap());
    }
    let read = history.into_iter().map(|entry| serde_json::from_value::<Vec<Event>>(entry).unwrap());
    prop_assert_eq!(Case::replayed(read).unwrap(), town.case);
    Ok(visited)
}

#[test]
fn a_case_lives_by_its_pack() {
    let policies = shipped();
    let mut lived = BTreeSet::new();
    for (id, pack) in &policies.packs {
        for (kind, machine) in &pack.machines {
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
            assert!(visited.len() * 3 >= machine.states.len() * 2, "{id} {kind}: chance saw only {visited:?}");
        }
    }
}
