//! Tests of the comparison of two versions.

use super::*;

const OLD: &str = include_str!("../../tests/sound/packs/vn-zz@2024-01-01/sharing-request.toml");

fn compared(new: &str) -> String {
    let (old, new) = (toml::from_str(OLD).unwrap(), toml::from_str(new).unwrap());
    compare(&old, &new).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_workflow_does_not_differ_from_itself() {
    assert_eq!(compared(OLD), "");
}

#[test]
fn a_shorter_limit_is_reported_where_it_runs() {
    assert_eq!(
        compared(&OLD.replace("amount = 10", "amount = 5")),
        "state submitted\n  ~ limit answer: time: 10 working_days → 5 working_days"
    );
}

#[test]
fn what_is_new_and_what_is_gone_is_reported() {
    let new = OLD
        .replace("documents = [\"report\"]\n", "")
        .replace("guards = [\"one_owner\"]", "guards = [\"one_owner\", \"elements_are_open\"]")
        .replace("needs = [{ any_of = [\"report\"] }]", "needs = []");
    assert_eq!(
        compared(&new),
        "the workflow\n  ~ refusal code SAFETY: needs [report] → needs []\n\
         state draft\n  ~ action submit by applicant: guards: one_owner → one_owner, elements_are_open\n\
         state submitted\n  - action refuse by owner: documents: report"
    );
}

#[test]
fn a_state_that_comes_or_goes_is_reported_whole() {
    let gone =
        compared(&OLD.replace("id = \"refused\"", "id = \"denied\"").replace("to = \"refused\"", "to = \"denied\""));
    assert!(gone.contains("state denied\n  + clock: stopped\n  + phase: closed\n  + title: Refused"), "{gone}");
    assert!(gone.ends_with("state refused\n  - clock: stopped\n  - phase: closed\n  - title: Refused"), "{gone}");
    assert!(gone.contains("~ action refuse by owner: leads to: refused → denied"), "{gone}");
}
