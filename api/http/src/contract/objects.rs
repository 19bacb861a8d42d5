//! Adds to the object schemas of the framework the required members, the members that may be null,
//! and closed requests. All of this is derived from the schemas of the framework.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::shapes::GEOMETRIES;
use super::typed::{beside, input, schemas};

const SCHEMAS: &str = "#/components/schemas/";

/// Members that answers omit when they have no value; all other members are `null` then. `*` stands
/// for all members that the framework does not require.
const LEFT_OUT: [(&str, &[&str]); 6] = [
    ("Asset", &["*"]),
    ("AssetKindAttribute", &["*"]),
    ("AssetKindUnit", &["*"]),
    ("Case", &["content"]),
    ("Problem", &["blockers", "clause", "detail", "errors", "request_id", "rule", "stored_version"]),
    ("SupportPlace", &["fit"]),
];

/// Marks required members and members that may be null. Runs before other schemas are added,
/// because those contain both already.
pub(super) fn put(spec: &mut Value) {
    tidy(spec);
    separate(spec);
    let (asked, answered) = (reached(spec, Side::Request), reached(spec, Side::Response));
    let Some(schemas) = schemas(spec) else { return };
    for (name, schema) in schemas.iter_mut() {
        let Some(schema) = schema.as_object_mut() else { continue };
        if answered.contains(name) {
            of_answer(name, schema);
        } else if asked.contains(name) {
            of_request(schema);
        }
    }
}

/// Closes every object of a request except geometries: GeoJSON allows further members (RFC 7946,
/// section 6.1).
pub(super) fn close(spec: &mut Value) {
    let asked = reached(spec, Side::Request);
    let closed = schemas(spec).into_iter().flatten().filter(|(name, _)| asked.contains(*name));
    for (_, schema) in closed.filter(|(name, _)| !GEOMETRIES.contains(&name.as_str())) {
        if let Some(schema) = schema.as_object_mut().filter(|schema| schema.contains_key("properties")) {
            schema.entry("additionalProperties").or_insert(json!(false));
        }
    }
}

fn of_answer(name: &str, schema: &mut Map<String, Value>) {
    let left_out = LEFT_OUT.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, members)| *members);
    let mut required = required(schema);
    let all_others = left_out.contains(&"*");
    required.retain(|member| !left_out.contains(&member.as_str()));
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
    for (member, property) in properties {
        let is_left_out = all_others || left_out.contains(&member.as_str());
        if !is_left_out && required.insert(member.clone()) {
            may_be_null(property);
        }
    }
    set_required(schema, &required);
}

fn of_request(schema: &mut Map<String, Value>) {
    let required = required(schema);
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, property) in properties.filter(|(member, _)| !required.contains(*member)) {
        may_be_null(property);
    }
}

/// Marks a member that may be null. A member whose default is not null is never null.
fn may_be_null(property: &mut Value) {
    if property.get("default").is_some_and(|default| !default.is_null()) {
        return;
    }
    if let Some(written) = property.as_object_mut() {
        if written.contains_key("$ref") {
            *property = beside(std::mem::take(written), Map::from_iter([("nullable".to_owned(), json!(true))]));
        } else {
            written.insert("nullable".to_owned(), json!(true));
        }
    }
}

fn required(schema: &Map<String, Value>) -> BTreeSet<String> {
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn set_required(schema: &mut Map<String, Value>, required: &BTreeSet<String>) {
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
}

/// The side on which a schema is used.
#[derive(Clone, Copy)]
enum Side {
    Request,
    Response,
}

/// The names of the schemas that requests or answers reach.
fn reached(spec: &Value, side: Side) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let paths = spec.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    for operation in paths.filter_map(Value::as_object).flat_map(Map::values) {
        let part = match side {
            Side::Request => operation.get("requestBody"),
            Side::Response => operation.get("responses"),
        };
        if let Some(part) = part {
            follow(spec, part, &mut found);
        }
    }
    found
}

fn follow(spec: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            let name = map.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix(SCHEMAS));
            if let Some(name) = name.filter(|name| found.insert((*name).to_owned())) {
                let target = spec.pointer("/components/schemas").and_then(|schemas| schemas.get(name));
                if let Some(target) = target {
                    follow(spec, target, found);
                }
            }
            map.values().for_each(|inner| follow(spec, inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| follow(spec, inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Splits an object of requests and answers into two schemas: the sent one is closed, the answered
/// one may get members.
fn separate(spec: &mut Value) {
    let (asked, answered) = (reached(spec, Side::Request), reached(spec, Side::Response));
    let Some(all) = schemas(spec) else { return };
    let is_object = |name: &&String| all.get(*name).is_some_and(|schema| schema.get("properties").is_some());
    let both: BTreeSet<String> = asked.intersection(&answered).filter(is_object).cloned().collect();
    for name in &both {
        if let Some(schema) = all.get(name).cloned() {
            all.insert(input(name), schema);
        }
    }
    let only_asked = |name: &str| asked.contains(name) && !answered.contains(name);
    let is_of_request = |name: &str| only_asked(name) || both.iter().any(|one| input(one) == name);
    all.iter_mut().filter(|(name, _)| is_of_request(name)).for_each(|(_, schema)| renamed(schema, &both));
    let paths = spec.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        operation.get_mut("requestBody").into_iter().for_each(|body| renamed(body, &both));
    }
}

fn renamed(value: &mut Value, both: &BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                let name = inner.as_str().filter(|_| key == "$ref").and_then(|target| target.strip_prefix(SCHEMAS));
                match name.filter(|name| both.contains(*name)).map(input) {
                    Some(name) => *inner = json!(format!("{SCHEMAS}{name}")),
                    None => renamed(inner, both),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| renamed(inner, both)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Moves the keywords beside a reference into a schema of their own, and uses the JSON Schema name
/// of dates.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(tidy);
            if map.get("format") == Some(&json!("naive-date")) {
                map.insert("format".to_owned(), json!("date"));
            }
            let parts = map.remove("allOf");
            if let Some(Value::Array(parts)) = parts {
                let (named, said): (Vec<Value>, Vec<Value>) =
                    parts.into_iter().partition(|part| part.get("$ref").is_some());
                map.extend(said.into_iter().filter_map(object).flatten());
                if !named.is_empty() {
                    map.insert("allOf".to_owned(), json!(named));
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}
