//! Tags of the contract: the operations of related resources share a tag.

use serde_json::{Value, json};

/// A tag with its description, and the further resources whose operations have it.
type Tag = (&'static str, &'static str, &'static [&'static str]);

/// All tags, in reading order.
const TAGS: [Tag; 38] = [
    ("auth", "Login and logout", &["password_reset", "session"]),
    ("meta", "The installation", &[]),
    ("me", "The current user", &["own_session", "preference"]),
    ("asset", "The register of passive infrastructure", &["asset_version", "asset_survey", "asset_photo", "occupancy"]),
    ("asset_kind", "Asset kinds with their units and bands", &[]),
    ("asset_correction", "Field corrections of assets", &[]),
    ("asset_transfer", "Transfers of assets between owners", &[]),
    ("quality_issue", "Data-quality issues of assets", &[]),
    ("import", "Imports of files into the register", &["import_error", "import_mapping"]),
    ("export", "Exports of the register as files", &[]),
    ("planning", "Planning queries on the register", &[]),
    ("sharing_request", "Requests for capacity on assets of other owners", &[]),
    ("siting_application", "Applications for a new site", &[]),
    ("construction_permit", "Applications for a construction permit", &[]),
    ("commencement_notice", "Notices of construction that needs no permit", &[]),
    ("planned_work", "Announced works that others may join", &[]),
    ("dispute", "Disputes about a case", &[]),
    ("information_request", "Requests for information about assets", &[]),
    ("clean_up_campaign", "Clean-up campaigns and claims of attachments", &["clean_up_claim"]),
    ("case", "Cases of every kind with their actions and events", &["case_action", "case_event", "referral"]),
    ("issued_document", "Documents issued in a case, as PDF", &[]),
    ("document", "Documents attached to a case", &[]),
    ("message", "Messages between the parties of a case", &[]),
    ("task", "Tasks of offices", &["task_assignee"]),
    ("notification", "Notifications of the current user", &[]),
    ("subscription", "Subscriptions to areas", &[]),
    ("pack", "Rule packs and their workflows", &[]),
    ("organization", "Operators, owners, authorities and agencies", &[]),
    ("organization_merger", "Mergers of organisations, approved by a second person", &[]),
    ("user", "Users and their memberships", &[]),
    ("delegation", "Delegations of memberships", &[]),
    ("absence", "Absences of users", &[]),
    ("area", "Administrative units and their validity", &[]),
    ("calendar", "Calendars of working days and their changes", &["calendar_change"]),
    ("outbox_message", "E-mail messages of the server", &[]),
    ("search_result", "Search across cases, assets and organisations", &[]),
    ("word", "Titles of the words of closed lists", &[]),
    (
        "public",
        "Public information, readable without authentication",
        &["public_case", "public_decision", "public_permit", "public_planned_work"],
    ),
];

/// Assigns a tag to every operation.
pub(super) fn put(spec: &mut Value) {
    let mut used: Vec<&str> = Vec::new();
    let paths = spec.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(|paths| paths.values_mut());
    for operation in paths.filter_map(Value::as_object_mut).flat_map(|path| path.values_mut()) {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        if let (Some(tag), Some(operation)) = (tag_of(id), operation.as_object_mut()) {
            operation.insert("tags".to_owned(), json!([tag]));
            used.push(tag);
        }
    }
    let listed = TAGS.iter().filter(|(name, ..)| used.contains(name));
    let tags: Vec<Value> = listed.map(|(name, what, _)| json!({"name": name, "description": what})).collect();
    if let Some(spec) = spec.as_object_mut() {
        spec.insert("tags".to_owned(), Value::Array(tags));
    }
}

fn tag_of(operation: &str) -> Option<&'static str> {
    let resource = operation.split('.').next()?;
    TAGS.iter().find(|(name, _, others)| *name == resource || others.contains(&resource)).map(|(name, ..)| *name)
}
