//! Holds a body against a schema of the contract and says every difference with its place.
//!
//! It only explains what was refused already: the part of JSON Schema that our contract uses, and silence where it knows nothing.

use chrono::{DateTime, NaiveDate};
use domain::workflow::denial::Fault;
use serde_json::Value;
use uuid::Uuid;

/// Deeper than any body of ours; what lies below is not looked at.
const DEEPEST: usize = 32;

/// Adds everything in which `value` differs from `schema`.
pub(super) fn look(spec: &Value, schema: &Value, value: &Value, pointer: &str, faults: &mut Vec<Fault>) {
    let schema = followed(spec, schema);
    if pointer.matches('/').count() > DEEPEST {
        return;
    }
    for part in list(schema, "allOf") {
        look(spec, part, value, pointer, faults);
    }
    let shapes = || list(schema, "oneOf").chain(list(schema, "anyOf"));
    if shapes().next().is_some() && !shapes().any(|shape| fits(spec, shape, value, pointer)) {
        faults.push(Fault::new(pointer, "has none of the shapes that are taken here"));
    }
    let wrong = match schema.get("type").and_then(Value::as_str) {
        Some("object") => object(spec, schema, value, pointer, faults),
        Some("array") => array(spec, schema, value, pointer, faults),
        Some("string") => string(schema, value),
        Some("integer") if !(value.is_i64() || value.is_u64()) => Some("must be a whole number".to_owned()),
        Some("number") if !value.is_number() => Some("must be a number".to_owned()),
        Some("integer" | "number") => bounds(schema, value),
        Some("boolean") if !value.is_boolean() => Some("must be true or false".to_owned()),
        Some(_) | None => None,
    };
    faults.extend(wrong.map(|wrong| Fault::new(pointer, wrong)));
}

/// Adds what is out of the bounds of a schema of one text or number.
pub(super) fn bounds_of(schema: &Value, value: &Value, pointer: &str, faults: &mut Vec<Fault>) {
    let wrong = if value.is_string() { string(schema, value) } else { bounds(schema, value) };
    faults.extend(wrong.map(|wrong| Fault::new(pointer, wrong)));
}

fn fits(spec: &Value, schema: &Value, value: &Value, pointer: &str) -> bool {
    let mut faults = Vec::new();
    look(spec, schema, value, pointer, &mut faults);
    faults.is_empty()
}

fn followed<'a>(spec: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|pointer| spec.pointer(pointer)).unwrap_or(schema)
}

/// What `find` finds first in a schema, in what it refers to, or in one of the shapes that it knows.
pub(super) fn part<'a>(
    spec: &'a Value,
    schema: &'a Value,
    find: &dyn Fn(&'a Value) -> Option<&'a Value>,
) -> Option<&'a Value> {
    let schema = followed(spec, schema);
    let shapes = || ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| list(schema, key));
    find(schema).or_else(|| shapes().find_map(|shape| part(spec, shape, find)))
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn object(spec: &Value, schema: &Value, value: &Value, pointer: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let Some(given) = value.as_object() else { return Some("must be an object".to_owned()) };
    let at = |name: &str| format!("{pointer}/{}", super::escaped(name));
    for name in list(schema, "required").filter_map(Value::as_str) {
        if given.get(name).is_none_or(Value::is_null) {
            faults.push(Fault::new(at(name), "is missing"));
        }
    }
    let known = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    for (name, schema) in known {
        if let Some(value) = given.get(name).filter(|value| !value.is_null()) {
            look(spec, schema, value, &at(name), faults);
        }
    }
    None
}

fn array(spec: &Value, schema: &Value, value: &Value, pointer: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let Some(given) = value.as_array() else { return Some("must be a list".to_owned()) };
    if let Some(items) = schema.get("items") {
        for (place, item) in given.iter().enumerate() {
            look(spec, items, item, &format!("{pointer}/{place}"), faults);
        }
    }
    let length = u64::try_from(given.len()).unwrap_or(u64::MAX);
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64);
    match (limit("minItems"), limit("maxItems")) {
        (Some(least), _) if length < least => Some(format!("must have at least {least} items")),
        (_, Some(most)) if length > most => Some(format!("must have at most {most} items")),
        (_, _) => None,
    }
}

fn string(schema: &Value, value: &Value) -> Option<String> {
    let Some(given) = value.as_str() else { return Some("must be a text".to_owned()) };
    let mut choices = list(schema, "enum").filter_map(Value::as_str).peekable();
    if choices.peek().is_some() {
        let choices: Vec<&str> = choices.collect();
        return (!choices.contains(&given)).then(|| format!("must be one of: {}", choices.join(", ")));
    }
    let length = u64::try_from(given.chars().count()).unwrap_or(u64::MAX);
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64);
    match (limit("minLength"), limit("maxLength")) {
        (Some(least), _) if length < least => return Some(format!("must have at least {least} characters")),
        (_, Some(most)) if length > most => return Some(format!("must have at most {most} characters")),
        (_, _) => {}
    }
    let wrong = |fits: bool, what: &str| (!fits).then(|| what.to_owned());
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => wrong(Uuid::parse_str(given).is_ok(), "must be an id (UUID)"),
        Some("date" | "naive-date") => wrong(given.parse::<NaiveDate>().is_ok(), "must be a day, such as 2023-09-07"),
        Some("date-time") => {
            wrong(DateTime::parse_from_rfc3339(given).is_ok(), "must be an instant, such as 2023-09-07T01:30:00Z")
        }
        Some(_) | None => None,
    }
}

fn bounds(schema: &Value, value: &Value) -> Option<String> {
    let given = value.as_f64()?;
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    match (limit("minimum"), limit("maximum")) {
        (Some(least), _) if given < least => Some(format!("must be at least {least}")),
        (_, Some(most)) if given > most => Some(format!("must be at most {most}")),
        (_, _) => None,
    }
}
