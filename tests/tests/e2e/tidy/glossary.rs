//! The glossary explains every word that the code and the shipped policies use for the terms of the
//! field.

use domain::{
    access::{Role, Stance},
    cases::Kind,
    organization::OrganizationKind,
    registry::asset::Lifecycle,
    workflow::{
        definition::Phase,
        event::{Flag, Mode, Outcome, WorksStatus},
    },
};
use policies::{Policies, source::Source};
use serde::Serialize;
use strum::VariantArray;

use super::tree::root;

/// A line of the table: English, Vietnamese, meaning, and the name in code.
type Row = [String; 4];

fn rows() -> Vec<Row> {
    let page = std::fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let lines = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    lines
        .skip(1)
        .map(|line| {
            let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            let [english, vietnamese, meaning, code, place] =
                cells.try_into().unwrap_or_else(|cells| panic!("{cells:?}"));
            let place = place.trim_matches('`').to_owned();
            assert!(root().join(&place).exists(), "{english}: there is no {place}");
            [english, vietnamese, meaning, code]
        })
        .collect()
}

/// The word that is stored and sent.
fn serialized(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// Every word of the field, with its category.
fn words(policies: &Policies) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, String)> = Vec::new();
    all.extend(Role::VARIANTS.iter().map(|role| ("role", role.to_string())));
    all.extend(Stance::VARIANTS.iter().map(|stance| ("stance", stance.to_string())));
    all.extend(Kind::VARIANTS.iter().map(|kind| ("kind of case", kind.as_str().to_owned())));
    all.extend(Lifecycle::VARIANTS.iter().map(|lifecycle| ("lifecycle", lifecycle.as_str().to_owned())));
    all.extend(OrganizationKind::VARIANTS.iter().map(|kind| ("kind of organisation", serialized(kind))));
    all.extend([Phase::Draft, Phase::Open, Phase::InForce, Phase::Closed].map(|phase| ("phase", serialized(phase))));
    let flags = [
        Flag::DisputeRight,
        Flag::DisputeOpen,
        Flag::SelfHelpRight,
        Flag::SelfHelp,
        Flag::Overdue,
        Flag::Suspended,
        Flag::Stalled,
        Flag::TakenUp,
        Flag::Penalty,
    ];
    all.extend(flags.map(|flag| ("flag", serialized(flag))));
    let outcomes = [
        Outcome::Granted,
        Outcome::GrantedWithConditions,
        Outcome::Refused,
        Outcome::NotAccepted,
        Outcome::Withdrawn,
        Outcome::Lapsed,
        Outcome::Ended,
        Outcome::Revoked,
    ];
    all.extend(outcomes.map(|outcome| ("outcome", serialized(outcome))));
    all.extend(
        [Mode::Officer, Mode::Automatic, Mode::Deemed, Mode::Ordered]
            .map(|mode| ("mode of decision", serialized(mode))),
    );
    let works = [
        WorksStatus::NotStarted,
        WorksStatus::MakeReady,
        WorksStatus::InProgress,
        WorksStatus::Stopped,
        WorksStatus::Completed,
        WorksStatus::Removed,
    ];
    all.extend(works.map(|status| ("state of the works", serialized(status))));
    all.extend(policies.kinds.kinds.iter().map(|kind| ("kind of asset", kind.id.clone())));
    let workflows = policies.packs.values().flat_map(|pack| pack.workflows.values());
    all.extend(workflows.flat_map(|workflow| &workflow.states).map(|state| ("state", state.id.to_string())));
    all
}

#[test]
fn every_word_of_the_field_is_explained() {
    let policies = Policies::load(&Source::BuiltIn).unwrap();
    let rows = rows();
    let mut missing: Vec<_> = words(&policies).into_iter().map(|(what, word)| format!("{what} `{word}`")).collect();
    missing.retain(|code| !rows.iter().any(|[.., known]| known == code));
    assert!(missing.is_empty(), "write these into docs/glossary.md: {missing:#?}");
    for row in &rows {
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
}

#[test]
fn the_glossary_names_things_as_the_policies_do_and_nothing_that_is_gone() {
    let policies = Policies::load(&Source::BuiltIn).unwrap();
    let rows = rows();
    let titled = |code: String, vi: &str, en: &str| {
        let row = rows.iter().find(|[.., known]| *known == code);
        assert!(
            row.is_some_and(|row| row.starts_with(&[en.to_owned(), vi.to_owned()])),
            "{code} is called {en}, {vi}: {row:?}"
        );
    };
    for kind in &policies.kinds.kinds {
        titled(format!("kind of asset `{}`", kind.id), &kind.title.vi, &kind.title.en);
    }
    for state in policies.packs.values().flat_map(|pack| pack.workflows.values()).flat_map(|workflow| &workflow.states)
    {
        titled(format!("state `{}`", state.id), &state.title.vi, &state.title.en);
    }
    let known: Vec<_> = words(&policies).into_iter().map(|(what, word)| format!("{what} `{word}`")).collect();
    for [english, .., code] in &rows {
        assert!(code.starts_with("term ") || known.contains(code), "{english}: nothing is called {code} any more");
    }
}
