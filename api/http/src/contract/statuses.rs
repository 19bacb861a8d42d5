//! The statuses and media types of each operation. The framework writes every problem at every
//! operation. This module keeps those that the operation can answer, and adds those of the
//! middleware.

use api_app::documents::sniff::FileKind;
use api_app::exports::order::Format;
use serde_json::{Map, Value, json};
use strum::VariantArray;

use super::typed::reference;

const PROBLEM: &str = "application/problem+json";
const ANY_FILE: &str = "application/octet-stream";

/// Answers of the middleware to every operation.
const OF_ALL: [(&str, &str); 1] = [("414", "The address is too long.")];
/// Answers of the middleware to operations with a body.
const OF_BODIES: [(&str, &str); 2] =
    [("408", "The body came too slowly."), ("415", "The operation takes no body of this media type.")];

/// Reads whose `ETag` is a version that not all of the content moves: they answer no 304.
const VERSION_ONLY: [&str; 7] = [
    "/api/v1/asset-corrections/{correction_id}",
    "/api/v1/exports/{export_id}",
    "/api/v1/imports/{import_id}",
    "/api/v1/organization-mergers/{merger_id}",
    "/api/v1/organizations/{organization_id}",
    "/api/v1/quality/issues/{issue_id}",
    "/api/v1/users/{user_id}",
];

/// Operations that answer files, with the media types of the files.
fn files() -> [(&'static str, Vec<&'static str>); 3] {
    let photos = vec![FileKind::Png.media_type(), FileKind::Jpeg.media_type()];
    let documents = FileKind::VARIANTS.iter().map(|kind| kind.media_type()).collect();
    let exports = Format::all().map(Format::media_type).collect();
    [
        ("/api/v1/assets/{asset_id}/photos/{photo_id}", photos),
        ("/api/v1/cases/{case_id}/documents/{document_id}", documents),
        ("/api/v1/exports/{export_id}/file", exports),
    ]
}

/// Reads that answer 409: the file of an export that is not ready or has expired.
const READS_OF_A_STATE: [&str; 1] = ["/api/v1/exports/{export_id}/file"];

/// Corrects the statuses and media types of all operations.
pub(super) fn put(spec: &mut Value) {
    let paths = spec.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (path, verbs) in paths {
        for (verb, operation) in verbs.as_object_mut().into_iter().flatten() {
            let never = never(path, verb, operation);
            let has_body = operation.get("requestBody").is_some();
            if verb == "get" && !VERSION_ONLY.contains(&path.as_str()) {
                not_modified(operation);
            }
            let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
            responses.retain(|status, _| !never.contains(&status.as_str()));
            for (status, description) in OF_ALL.iter().chain(OF_BODIES.iter().filter(|_| has_body)) {
                responses.entry(*status).or_insert_with(|| problem(description));
            }
            if let Some((_, types)) = files().iter().find(|(known, _)| known == path) {
                responses.values_mut().for_each(|response| of_types(response, types));
            }
        }
    }
}

/// A read with a tag takes `If-None-Match` and answers 304, by the middleware of that name.
fn not_modified(operation: &mut Value) {
    let tag = operation.pointer("/responses/200/headers/ETAG").or(operation.pointer("/responses/200/headers/ETag"));
    let Some(tag) = tag.cloned() else { return };
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        let unchanged = json!({"description": "The client has this content.", "headers": {"ETag": tag}});
        responses.entry("304").or_insert(unchanged);
    }
    let condition = json!({
        "name": "If-None-Match",
        "schema": {"type": "string"},
        "in": "header",
        "required": false,
        "deprecated": false,
        "explode": true,
    });
    let parameters = operation.as_object_mut().map(|operation| operation.entry("parameters").or_insert(json!([])));
    if let Some(parameters) = parameters.and_then(Value::as_array_mut)
        && !parameters.iter().any(|known| known.get("name") == condition.get("name"))
    {
        parameters.push(condition);
    }
}

/// The problems that an operation never answers.
fn never(path: &str, verb: &str, operation: &Value) -> Vec<&'static str> {
    let takes = |header: &str| {
        let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        parameters.filter_map(|parameter| parameter.get("name")).any(|name| name == header)
    };
    let mut never = Vec::new();
    if !takes("If-Match") {
        never.extend(["412", "428"]);
    }
    if verb == "get" {
        never.push("413");
        never.extend((!READS_OF_A_STATE.contains(&path)).then_some("409"));
    }
    never
}

fn problem(description: &str) -> Value {
    json!({"description": description, "content": {PROBLEM: {"schema": reference("Problem")}}})
}

/// Declares the types of a file, where the framework knows only bytes.
fn of_types(response: &mut Value, types: &[&str]) {
    let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else { return };
    if let Some(bytes) = content.remove(ANY_FILE) {
        content.extend(types.iter().map(|of| ((*of).to_owned(), bytes.clone())).collect::<Map<String, Value>>());
    }
}
