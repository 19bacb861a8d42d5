//! The headings of the contract: an operation `case.list` stands under `case`.

use serde_json::{Value, json};

/// What stands under each heading, in the order in which a newcomer would read them.
const HEADINGS: [(&str, &str); 29] = [
    ("auth", "Logging in and out"),
    ("me", "Who I am"),
    ("asset", "The register of passive infrastructure"),
    ("asset_kind", "The kinds of asset, their units and bands"),
    ("import", "Files read into the register"),
    ("sharing_request", "Requests for room on somebody's assets"),
    ("siting_application", "Applications for a place for something new"),
    ("construction_permit", "Applications for a permit to build"),
    ("commencement_notice", "Notices of building that needs no permit"),
    ("planned_works", "Works that are announced, and that others may join"),
    ("case", "Cases of every kind, their actions and their trail"),
    ("paper", "Results on paper, as PDF"),
    ("document", "Papers on file"),
    ("message", "What is said in a case"),
    ("task", "What waits for somebody"),
    ("notification", "What I was told"),
    ("pack", "The rule packs"),
    ("organization", "Operators, owners, authorities, agencies"),
    ("organization_merger", "Organisations that merge, decided by two people"),
    ("user", "People and their seats"),
    ("area", "Administrative units with their days"),
    ("calendar", "Working days, and changing them with two people"),
    ("outbox", "The letters of the house"),
    ("audit", "Who changed what"),
    ("export", "The register as a file"),
    ("report", "Figures"),
    ("webhook", "Other systems that are told"),
    ("api_key", "Other systems that ask"),
    ("public", "What everybody may know"),
];

/// Puts every operation under its heading.
pub(super) fn put(spec: &mut Value) {
    let mut used: Vec<String> = Vec::new();
    let paths = spec.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(|paths| paths.values_mut());
    for operation in paths.filter_map(Value::as_object_mut).flat_map(|path| path.values_mut()) {
        let heading =
            operation.get("operationId").and_then(Value::as_str).and_then(|id| id.split('.').next()).map(str::to_owned);
        if let (Some(heading), Some(operation)) = (heading, operation.as_object_mut()) {
            operation.insert("tags".to_owned(), json!([heading]));
            used.push(heading);
        }
    }
    let told = HEADINGS.iter().filter(|(name, _)| used.iter().any(|used| used == name));
    let tags: Vec<Value> = told.map(|(name, what)| json!({"name": name, "description": what})).collect();
    if let Some(spec) = spec.as_object_mut() {
        spec.insert("tags".to_owned(), Value::Array(tags));
    }
}
