//! Names and wording of the committed contract: operation ids, summaries and the paths of
//! proposals.

use std::collections::BTreeSet;

use serde_json::Value;

use super::tree::root;

/// Verbs of operations on a resource.
const CRUD: [&str; 5] = ["list", "get", "create", "update", "delete"];
/// Verbs of the domain in operation ids.
const DOMAIN: &[&str] = &[
    "approve",
    "change_password",
    "check_sharing_first",
    "claim",
    "count",
    "dismiss",
    "find_along_route",
    "find_construction_route",
    "find_duct_path",
    "find_planned_works",
    "find_supports",
    "find_towers",
    "finish",
    "get_diagram",
    "get_file",
    "get_look_up",
    "get_workflow",
    "invite",
    "list_work",
    "locate",
    "locate_shape",
    "login",
    "logout",
    "mark_read",
    "perform_action",
    "preview_action",
    "reassign",
    "reject",
    "release",
    "reopen",
    "retry",
    "retry_all",
    "reuse",
    "roll_back",
    "set_password",
    "stream",
    "suggest",
    "withdraw",
];
/// First words of summaries.
const IMPERATIVES: &[&str] = &[
    "Approve",
    "Change",
    "Check",
    "Claim",
    "Count",
    "Create",
    "Delegate",
    "Delete",
    "Dismiss",
    "Download",
    "End",
    "Find",
    "Finish",
    "Get",
    "Invite",
    "List",
    "Locate",
    "Log",
    "Mark",
    "Offer",
    "Perform",
    "Post",
    "Preview",
    "Propose",
    "Reassign",
    "Reject",
    "Release",
    "Reopen",
    "Request",
    "Retry",
    "Reuse",
    "Roll",
    "Set",
    "Stream",
    "Subscribe",
    "Suggest",
    "Update",
    "Upload",
    "Withdraw",
];
/// Resources of which a second person decides.
const PROPOSALS: [&str; 4] = ["/asset-corrections", "/asset-transfers", "/calendars", "/organization-mergers"];

struct Operation {
    id: String,
    path: String,
    method: String,
    summary: String,
}

pub(super) fn contract() -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join("openapi/openapi.json")).unwrap()).unwrap()
}

fn operations(contract: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in contract["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
            let (id, summary) = (text("operationId"), text("summary"));
            all.push(Operation { id, path: path.clone(), method: method.clone(), summary });
        }
    }
    all
}

/// All keys and texts of a document.
pub(super) fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => {
            for (key, member) in members {
                found.push(key.clone());
                texts(member, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn operation_ids_are_a_singular_resource_and_a_verb() {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let all = operations(&contract());
    let wrong: Vec<&str> = all
        .iter()
        .map(|operation| operation.id.as_str())
        .filter(|id| {
            let Some((resource, verb)) = id.split_once('.') else { return true };
            let singular = is_name(resource) && !resource.ends_with('s');
            !(singular && is_name(verb) && (CRUD.contains(&verb) || DOMAIN.contains(&verb)))
        })
        .collect();
    assert!(wrong.is_empty(), "name these `resource.verb`: {wrong:#?}");
    let ids: BTreeSet<&str> = all.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids.len(), all.len(), "every operation has an id of its own");
    let unused: Vec<&str> =
        DOMAIN.iter().copied().filter(|verb| !ids.iter().any(|id| id.split('.').nth(1) == Some(*verb))).collect();
    assert!(unused.is_empty(), "remove these verbs from the list: {unused:?}");
}

#[test]
fn summaries_are_short_imperatives() {
    let wrong: Vec<String> = operations(&contract())
        .into_iter()
        .filter(|operation| {
            let words: Vec<&str> = operation.summary.split_whitespace().collect();
            let first = words.first().copied().unwrap_or_default();
            words.len() > 8 || !IMPERATIVES.contains(&first) || operation.summary.ends_with('.')
        })
        .map(|operation| format!("{}: {}", operation.id, operation.summary))
        .collect();
    assert!(wrong.is_empty(), "write an imperative phrase of at most 8 words: {wrong:#?}");
}

#[test]
fn identifiers_say_organization() {
    let contract = contract();
    let mut names: BTreeSet<String> = BTreeSet::new();
    keys(&contract, &mut names);
    for operation in operations(&contract) {
        names.extend([operation.id, operation.path]);
    }
    let wrong: Vec<String> = names.into_iter().filter(|name| name.to_lowercase().contains("organisation")).collect();
    assert!(wrong.is_empty(), "spell these with z: {wrong:#?}");
}

fn keys(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                names.insert(key.clone());
                keys(member, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn proposals_are_approved_rejected_or_withdrawn() {
    let decisions = ["approve", "reject", "withdraw"];
    let wrong: Vec<String> = operations(&contract())
        .into_iter()
        .filter(|operation| operation.method == "post")
        .filter(|operation| {
            let last = operation.path.rsplit('/').next().unwrap_or_default();
            let of_proposal = PROPOSALS.iter().any(|path| operation.path.starts_with(&format!("/api/v1{path}/{{")));
            let collection = operation.path.ends_with("/changes");
            of_proposal && !collection && !decisions.contains(&last)
        })
        .map(|operation| operation.path)
        .collect();
    assert!(wrong.is_empty(), "end these with one of {decisions:?}: {wrong:#?}");
}
