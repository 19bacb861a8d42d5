//! Proves the shipped policies; no process proves them at run time. A fault in a built-in policy
//! file fails this test.
#![expect(clippy::unwrap_used, reason = "tests")]

use policies::{Policies, source::Source};

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap()
}

#[test]
fn every_shipped_file_is_proved() {
    let policies = Policies::prove(&Source::BuiltIn).unwrap_or_else(|faults| panic!("{faults}"));
    assert!(policies.packs.contains_key("vn-qn@2023-09-07"));
    assert!(policies.kinds.kind("pole").is_some());
    assert!(policies.calendars["vn"].days.len() > 70);
    assert_eq!(policies.areas.iter().filter(|unit| unit.boundary.is_some()).count(), 13 + 54 + 1);
    let used = shipped();
    assert!(used.access == policies.access && used.packs == policies.packs, "what is used is not what was proved");
}

/// The verbs on a case beside the actions of its workflow.
const BESIDE: [&str; 6] = ["create", "delete", "edit", "message", "read", "upload"];

#[test]
fn every_grant_on_a_case_is_of_an_action_that_some_pack_has() {
    let policies = shipped();
    let actions: Vec<_> = policies
        .packs
        .values()
        .flat_map(|pack| pack.workflows.values())
        .flat_map(|workflow| &workflow.actions)
        .collect();
    for verb in policies.access.verbs("sharing_request") {
        assert!(BESIDE.contains(&verb) || actions.iter().any(|action| action.id == *verb), "{verb}");
    }
}

#[test]
fn what_a_survey_finds_waits_as_long_in_a_campaign_as_outside() {
    let policies = shipped();
    let days = policies.register.claim_days;
    let workflows = policies.packs.values().filter_map(|pack| pack.workflows.get("clean_up_campaign"));
    let limits: Vec<_> = workflows.flat_map(|workflow| &workflow.limits).filter(|limit| limit.id == *"claim").collect();
    assert!(!limits.is_empty() && limits.iter().all(|limit| limit.amount == days), "{days} days: {limits:?}");
}
