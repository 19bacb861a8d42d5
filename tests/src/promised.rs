//! Compares every answer of the API with the committed contract: its status and its body.
#![expect(clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first difference")]

use std::sync::OnceLock;

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

fn contract() -> &'static Value {
    static CONTRACT: OnceLock<Value> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        let text = std::fs::read_to_string(COMMITTED).expect("openapi/openapi.json");
        serde_json::from_str(&text).expect("a document")
    })
}

/// Compares an answer with the contract. Requests without an operation in the contract are ignored.
///
/// # Panics
/// When the answer differs from the contract.
pub fn hold(method: &Method, path: &str, status: StatusCode, body: &Value) {
    let Some((template, operation)) = operation(method, path) else { return };
    let at = format!("{method} {template} {status}");
    let promised = &operation["responses"][status.as_str()];
    // Every operation can answer 500, so the contract need not declare it.
    assert!(!promised.is_null() || status == StatusCode::INTERNAL_SERVER_ERROR, "{at} is not in the contract: {body}");
    let content = promised["content"].as_object().into_iter().flatten();
    let schema =
        content.filter(|(media_type, _)| media_type.contains("json")).map(|(_, media)| &media["schema"]).next();
    let wrong = schema.filter(|_| !body.is_null()).map(|schema| fault(schema, body, ""));
    assert_eq!(wrong.flatten(), None, "{at} is not as the contract says: {body}");
}

/// Whether a read of a path takes a query parameter.
#[must_use]
pub fn has_parameter(path: &str, name: &str) -> bool {
    let parameters = operation(&Method::GET, path).and_then(|(_, operation)| operation["parameters"].as_array());
    parameters.into_iter().flatten().any(|parameter| parameter["name"] == name)
}

fn operation(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let verb = method.as_str().to_lowercase();
    let parts: Vec<&str> = path.split('/').collect();
    let is_it = |template: &str| {
        let wanted: Vec<&str> = template.split('/').collect();
        wanted.len() == parts.len()
            && wanted.iter().zip(&parts).all(|(one, other)| one.starts_with('{') && !other.is_empty() || one == other)
    };
    let mut found: Vec<_> = contract()["paths"].as_object()?.iter().filter(|(template, _)| is_it(template)).collect();
    found.sort_by_key(|(template, _)| template.matches('{').count());
    let (template, verbs) = found.first()?;
    Some((template, verbs.get(&verb)?))
}

/// The first difference between a value and its schema, with its pointer.
fn fault(schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(target) = schema["$ref"].as_str() {
        let target = contract().pointer(target.trim_start_matches('#'));
        return fault(target.unwrap_or_else(|| panic!("{schema} leads nowhere")), value, at);
    }
    if value.is_null() {
        return (schema["nullable"] != true).then(|| format!("{at} is null"));
    }
    let each = |key: &str| schema[key].as_array().into_iter().flatten();
    if let Some(wrong) = each("allOf").find_map(|part| fault(part, value, at)) {
        return Some(wrong);
    }
    if schema["oneOf"].is_array() {
        let faults: Vec<Option<String>> = each("oneOf").map(|part| fault(part, value, at)).collect();
        if faults.iter().filter(|fault| fault.is_none()).count() != 1 {
            return Some(format!("{at} is not one of the shapes: {faults:?}"));
        }
    }
    if schema["enum"].is_array() && !each("enum").any(|word| word == value) {
        return Some(format!("{at} is {value}, not one of {}", schema["enum"]));
    }
    let wrong = |is_right: bool| (!is_right).then(|| format!("{at} is {value}, not as {schema}"));
    match schema["type"].as_str() {
        Some("string") => wrong(value.is_string()),
        Some("integer") => wrong(value.is_i64() || value.is_u64()),
        Some("number") => wrong(value.is_number()),
        Some("boolean") => wrong(value.is_boolean()),
        Some("array") => value.as_array().map_or_else(
            || wrong(false),
            |items| items.iter().zip(0..).find_map(|(item, n)| fault(&schema["items"], item, &format!("{at}/{n}"))),
        ),
        Some("object") => value.as_object().map_or_else(|| wrong(false), |members| object(schema, members, at)),
        _ => None,
    }
}

fn object(schema: &Value, members: &Map<String, Value>, at: &str) -> Option<String> {
    let mut required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(missing) = required.find(|name| !members.contains_key(*name)) {
        return Some(format!("{at}/{missing} is missing"));
    }
    let others = &schema["additionalProperties"];
    members.iter().find_map(|(name, value)| {
        let at = format!("{at}/{name}");
        match schema["properties"].get(name) {
            Some(known) => fault(known, value, &at),
            None if others.is_object() => fault(others, value, &at),
            None if *others == json!(true) => None,
            None => Some(format!("{at} is not in the contract")),
        }
    })
}
