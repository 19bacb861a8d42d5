//! The parts that every issued document has: the letterhead of its jurisdiction, the case, the
//! signatory.

use domain::{
    cases::{Case, Law},
    text::Locale,
    workflow::event::Mode,
};
use policies::letterhead::Letterhead;
use serde_json::{Value, json};

use crate::app::App;
use api_store::entities::case_history::Model;

/// The letterhead of the rule pack that governs a case.
pub(super) fn letterhead(app: &App, case: &Case) -> Letterhead {
    app.policies.packs.get(&case.pack).map(|pack| pack.header.letterhead.clone()).unwrap_or_default()
}

/// The letterhead in the form that templates read.
pub(super) fn head(letterhead: &Letterhead, locale: Locale) -> Value {
    let state: Vec<&str> = letterhead.state.iter().map(|line| line.get(locale)).collect();
    json!({
        "state": state,
        "place": letterhead.place.as_ref().map(|place| place.get(locale)),
        "grid": letterhead.grid.as_ref().map(|grid| grid.title.get(locale)),
    })
}

/// The case in the form that templates read.
pub(super) fn case(case: &Case, law: &Law<'_>, locale: Locale) -> Value {
    json!({"code": case.code_or_id(), "title": case.content.title(), "kind": law.definition.title.get(locale)})
}

/// The signatory: the person who performed the action that issued the document.
pub(super) fn signatory(case: &Case, step: Option<&Model>) -> Value {
    let leads = step.and_then(|step| step.actor_role.as_deref()).is_some_and(leads);
    json!({
        "name": step.map_or("", |step| step.actor_name.as_str()),
        "office": if leads { "lead" } else { "officer" },
        "mode": case.verdict.as_ref().map_or(Mode::Officer, |verdict| verdict.mode),
    })
}

fn leads(role: &str) -> bool {
    matches!(role, "district_lead" | "permit_approver" | "regulator_lead" | "owner_manager" | "operator_manager")
}

/// Coded reasons with their titles.
pub(super) fn reasons(reasons: &[domain::workflow::evidence::Reason], law: &Law<'_>, locale: Locale) -> Vec<Value> {
    let title = |reason: &domain::workflow::evidence::Reason| {
        let known = law.definition.refusal_codes.iter().find(|code| code.id == reason.code);
        known.map_or_else(|| reason.code.to_string(), |code| code.title.get(locale).to_owned())
    };
    reasons
        .iter()
        .map(|reason| json!({"code": reason.code, "explanation": reason.explanation, "title": title(reason)}))
        .collect()
}
