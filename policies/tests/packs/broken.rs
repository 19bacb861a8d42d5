//! A pack with one fault is refused with the file, the line and the reason.
//!
//! Each folder of `tests/broken` contains one pack with one fault; `tests/sound` contains the same
//! pack without faults.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use policies::{Policies, source::Source};

const WORKFLOW: &str = "packs/vn-zz@2024-01-01/sharing-request.toml";
const HEADER: &str = "packs/vn-zz@2024-01-01/pack.toml";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap()
}

fn verdict(shipped: &Policies, name: &str) -> String {
    match shipped.prove_packs(&Source::Folder(folder(name))) {
        Ok(_) => "accepted".to_owned(),
        Err(faults) => faults.to_string(),
    }
}

#[test]
fn without_its_fault_the_pack_is_accepted() {
    assert_eq!(verdict(&shipped(), "sound"), "accepted");
}

#[test]
fn every_broken_pack_is_refused_with_file_line_and_reason() {
    let shipped = shipped();
    let mut wrong = Vec::new();
    for (name, file, line, reason) in EXPECTED {
        let line = if *line == 0 { String::new() } else { format!("{line}:") };
        let expected = format!("{file}:{line} {reason}");
        let verdict = verdict(&shipped, &format!("broken/{name}"));
        if verdict != expected {
            wrong.push(format!("{name}\n  expected {expected}\n  was      {verdict}"));
        }
    }
    let mut kept: Vec<String> = std::fs::read_dir(folder("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !EXPECTED.iter().any(|(reported, ..)| reported == name))
        .collect();
    kept.sort();
    assert!(kept.is_empty(), "no message is expected of {kept:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_folder_is_not_loaded_before_it_is_proved() {
    for name in ["state-never-ends", "no-grant-allows-it", "validity-overlaps"] {
        let (_, file, line, reason) = EXPECTED.iter().find(|(known, ..)| *known == name).unwrap();
        let refused = Policies::load(&Source::Folder(folder("broken").join(name))).unwrap_err().to_string();
        assert_eq!(refused, format!("{file}:{line}: {reason}"));
    }
}

#[rustfmt::skip]
const EXPECTED: &[(&str, &str, usize, &str)] = &[
    // The faults that the design names, in its order.
    ("state-cannot-be-reached", WORKFLOW, 33, "the state `island` cannot be reached"),
    ("state-never-ends", WORKFLOW, 33, "the state `swamp` can never reach an end"),
    ("nobodys-turn", WORKFLOW, 14, "in the state `submitted` it is nobody's turn"),
    ("turn-of-one-who-can-do-nothing", WORKFLOW, 14, "in the state `submitted` it is the turn of owner (owner_clerk), who can do nothing there"),
    ("no-grant-allows-it", WORKFLOW, 43, "no grant allows owner_clerk as owner to do `refuse`"),
    ("limit-without-expiry-rule", WORKFLOW, 68, "a limit has no expiry rule: say what happens `on_expiry`"),
    ("limit-without-expiry-action", WORKFLOW, 69, "the limit `answer` has no expiry rule: name the action the system takes"),
    ("two-actions-are-ambiguous", WORKFLOW, 71, "`withdraw` from `submitted` is written twice for the same people"),
    ("unknown-guard", WORKFLOW, 38, "there is no guard `full_moon`"),
    ("unknown-effect", WORKFLOW, 39, "there is no effect `turn_to_gold`"),
    ("unknown-document", WORKFLOW, 48, "`refuse` needs the unknown document `horoscope`"),
    ("unknown-role", WORKFLOW, 10, "unknown variant `wizard`, expected one of `operator_planner`, `operator_manager`, `owner_clerk`, `owner_manager`, `district_reviewer`, `district_lead`, `intake_clerk`, `permit_officer`, `permit_approver`, `regulator_officer`, `regulator_lead`, `agency_reviewer`, `auditor`, `admin`"),
    ("unknown-code-evidence", WORKFLOW, 83, "the code `SAFETY` needs the unknown evidence `oath`"),
    ("unknown-letter", WORKFLOW, 40, "the letter `sharing.sung` is unknown"),
    ("referral-waits-for-ever", WORKFLOW, 111, "the referral `opinions` can wait for ever: in `submitted` the system cannot do `go_on`"),
    ("validity-overlaps", "packs/vn-zz@2025-01-01/pack.toml", 5, "is in force on the same days as `vn-zz@2024-01-01`"),
    // Further faults of a pack.
    ("unknown-state", WORKFLOW, 55, "`withdraw` names the unknown state `limbo`"),
    ("unknown-limit", WORKFLOW, 40, "the letter `sharing.submitted` names the unknown limit `reply`"),
    ("unknown-stance", WORKFLOW, 47, "unknown variant `neighbour`, expected one of `applicant`, `owner`, `co_owner`, `tenant`, `reviewer`, `consulted`, `former`, `respondent`, `informed`, `regulator`, `admin`, `public`, `system`"),
    ("unknown-word", WORKFLOW, 49, "unknown field `reason`, expected one of `id`, `title`, `from`, `to`, `who`, `trigger`, `documents`, `field`, `reasons`, `comment`, `guards`, `effects`, `four_eyes`, `max_times`, `supplement`, `outcome`, `mode`, `works`, `raise`, `lower`, `needs_flags`, `extends`, `refers`, `opinion`, `tell`, `clause`"),
    ("system-with-a-guard", WORKFLOW, 61, "the system does `lapse`, so it can have no guards, fields, documents or reasons"),
    ("system-cannot-act-there", WORKFLOW, 75, "when the limit `answer` runs out in `submitted`, the system cannot do `lapse` there"),
    ("closed-case-opened-again", WORKFLOW, 71, "`withdraw` opens a closed case again, from `refused`"),
    ("limit-starts-where-it-does-not-run", WORKFLOW, 69, "the limit `answer` starts on `refuse`, but does not run in `refused`"),
    ("flag-that-nothing-raises", WORKFLOW, 69, "`counter` can never be done: nothing raises the flags it needs"),
    ("stuck-without-a-flag", WORKFLOW, 33, "a case is stuck in `swamp` with the flags {}"),
    ("clock-that-does-not-run", WORKFLOW, 7, "the state `draft` says its clock runs, but no limit runs in it"),
    ("refusal-without-codes", WORKFLOW, 1, "an action needs coded reasons, but there are no refusal codes"),
    ("reminder-at-no-time", WORKFLOW, 81, "`soon` is not a time for a reminder: write 50%, due, due-1wd, due+3wd or due-30cd"),
    ("folder-and-name-differ", "packs/vn-yy@2024-01-01/pack.toml", 1, "the folder is `vn-yy@2024-01-01`, but the pack calls itself `vn-zz@2024-01-01`"),
    ("validity-ends-before-it-begins", HEADER, 6, "ends on 2023-01-01, before it begins on 2024-01-01"),
    ("unknown-calendar", HEADER, 6, "the calendar `moon` is unknown"),
    ("unknown-kind", WORKFLOW, 1, "there is no kind of case `sharing_wish`"),
    ("no-toml-at-all", WORKFLOW, 6, "unclosed array table, expected `]]`"),
];
