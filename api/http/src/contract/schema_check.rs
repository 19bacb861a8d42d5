//! Checks a body against a schema of the contract and reports every error with its pointer.
//!
//! Runs only for bodies that were already rejected, supports the part of JSON Schema that the
//! contract uses, and ignores everything else.

use chrono::{DateTime, NaiveDate};
use domain::messages::{Expected, FieldProblem};
use domain::workflow::violation::FieldError;
use serde_json::Value;
use uuid::Uuid;

/// Greatest nesting depth that is checked.
const DEEPEST: usize = 32;
/// The greatest number of reported errors of one body.
const MOST_FAULTS: usize = 100;

/// Appends all errors of `value` against `schema`.
pub(super) fn look(spec: &Value, schema: &Value, value: &Value, pointer: &str, faults: &mut Vec<FieldError>) {
    let schema = followed(spec, schema);
    if pointer.matches('/').count() > DEEPEST {
        return;
    }
    for part in list(schema, "allOf") {
        look(spec, part, value, pointer, faults);
    }
    let shapes = || list(schema, "oneOf").chain(list(schema, "anyOf"));
    if shapes().next().is_some() && !shapes().any(|shape| fits(spec, shape, value, pointer)) {
        faults.push(FieldError::new(pointer, FieldProblem::NoFittingShape));
    }
    let wrong = match schema.get("type").and_then(Value::as_str) {
        Some("object") => object(spec, schema, value, pointer, faults),
        Some("array") => array(spec, schema, value, pointer, faults),
        Some("string") => string(schema, value),
        Some("integer") if !(value.is_i64() || value.is_u64()) => Some(not(Expected::WholeNumber)),
        Some("number") if !value.is_number() => Some(not(Expected::Number)),
        Some("integer" | "number") => bounds(schema, value),
        Some("boolean") if !value.is_boolean() => Some(not(Expected::Boolean)),
        Some(_) | None => None,
    };
    faults.extend(wrong.map(|wrong| FieldError::new(pointer, wrong)));
}

/// Appends the bound errors of a text or a number.
pub(super) fn bounds_of(schema: &Value, value: &Value, pointer: &str, faults: &mut Vec<FieldError>) {
    let wrong = if value.is_string() { string(schema, value) } else { bounds(schema, value) };
    faults.extend(wrong.map(|wrong| FieldError::new(pointer, wrong)));
}

/// Describes the expected value of a schema.
pub(super) fn wanted(spec: &Value, schema: &Value) -> FieldProblem {
    let schema = part(spec, schema, &|schema| schema.get("type").map(|_| schema)).unwrap_or(schema);
    let choices: Vec<&str> = list(schema, "enum").filter_map(Value::as_str).collect();
    if !choices.is_empty() {
        return FieldProblem::one_of(&choices);
    }
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let expected = match (word("type"), word("format")) {
        (Some("integer"), _) => Expected::WholeNumber,
        (Some("number"), _) => Expected::Number,
        (Some("boolean"), _) => Expected::Boolean,
        (Some("array"), _) => Expected::List,
        (Some("object"), _) => Expected::Object,
        (_, Some("uuid")) => Expected::Id,
        (_, Some("date")) => Expected::Date,
        (_, Some("date-time")) => Expected::Instant,
        (Some("string"), _) => Expected::Text,
        (_, _) => return FieldProblem::Unreadable,
    };
    FieldProblem::WrongType { expected }
}

/// Appends every member of a value that its closed schema does not know.
pub(super) fn unknown_members(
    spec: &Value,
    schema: &Value,
    value: &Value,
    pointer: &str,
    faults: &mut Vec<FieldError>,
) {
    if pointer.matches('/').count() > DEEPEST || faults.len() >= MOST_FAULTS {
        return;
    }
    match value {
        Value::Array(items) => {
            let Some(schema) = part(spec, schema, &|schema| schema.get("items")) else { return };
            for (place, item) in items.iter().enumerate() {
                unknown_members(spec, schema, item, &format!("{pointer}/{place}"), faults);
            }
        }
        Value::Object(members) => {
            let Some(schema) = part(spec, schema, &|schema| is_closed(schema).then_some(schema)) else { return };
            let properties = schema.get("properties").and_then(Value::as_object);
            for (name, value) in members {
                let place = format!("{pointer}/{}", super::escaped(name));
                if let Some(schema) = properties.and_then(|properties| properties.get(name)) {
                    unknown_members(spec, schema, value, &place, faults);
                } else {
                    let known = properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect();
                    faults.push(FieldError::new(place, FieldProblem::UnknownField { known }));
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_closed(schema: &Value) -> bool {
    schema.get("additionalProperties") == Some(&Value::Bool(false))
}

fn not(expected: Expected) -> FieldProblem {
    FieldProblem::WrongType { expected }
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

/// Applies `find` to a schema, its references and its alternatives, and returns the first result.
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

fn object(
    spec: &Value,
    schema: &Value,
    value: &Value,
    pointer: &str,
    faults: &mut Vec<FieldError>,
) -> Option<FieldProblem> {
    let Some(given) = value.as_object() else { return Some(not(Expected::Object)) };
    let at = |name: &str| format!("{pointer}/{}", super::escaped(name));
    for name in list(schema, "required").filter_map(Value::as_str) {
        if given.get(name).is_none_or(Value::is_null) {
            faults.push(FieldError::new(at(name), FieldProblem::Missing));
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

fn array(
    spec: &Value,
    schema: &Value,
    value: &Value,
    pointer: &str,
    faults: &mut Vec<FieldError>,
) -> Option<FieldProblem> {
    let Some(given) = value.as_array() else { return Some(not(Expected::List)) };
    if let Some(items) = schema.get("items") {
        for (place, item) in given.iter().enumerate() {
            look(spec, items, item, &format!("{pointer}/{place}"), faults);
        }
    }
    let length = u64::try_from(given.len()).unwrap_or(u64::MAX);
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64);
    match (limit("minItems"), limit("maxItems")) {
        (Some(least), _) if length < least => Some(FieldProblem::TooFewItems { least: least.into() }),
        (_, Some(most)) if length > most => Some(FieldProblem::TooManyItems { most: most.into() }),
        (_, _) => None,
    }
}

fn string(schema: &Value, value: &Value) -> Option<FieldProblem> {
    let Some(given) = value.as_str() else { return Some(not(Expected::Text)) };
    let mut choices = list(schema, "enum").filter_map(Value::as_str).peekable();
    if choices.peek().is_some() {
        let choices: Vec<&str> = choices.collect();
        return (!choices.contains(&given)).then(|| FieldProblem::one_of(&choices));
    }
    let length = u64::try_from(given.chars().count()).unwrap_or(u64::MAX);
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64);
    match (limit("minLength"), limit("maxLength")) {
        (Some(least), _) if length < least => return Some(FieldProblem::TooFewCharacters { least: least.into() }),
        (_, Some(most)) if length > most => return Some(FieldProblem::TooManyCharacters { most: most.into() }),
        (_, _) => {}
    }
    let wrong = |fits: bool, expected: Expected| (!fits).then_some(FieldProblem::WrongType { expected });
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => wrong(Uuid::parse_str(given).is_ok(), Expected::Id),
        Some("date") => wrong(given.parse::<NaiveDate>().is_ok(), Expected::Date),
        Some("date-time") => wrong(DateTime::parse_from_rfc3339(given).is_ok(), Expected::Instant),
        Some(_) | None => None,
    }
}

fn bounds(schema: &Value, value: &Value) -> Option<FieldProblem> {
    let given = value.as_f64()?;
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    match (limit("minimum"), limit("maximum")) {
        (Some(least), _) if given < least => Some(FieldProblem::AtLeast { least: least.into() }),
        (_, Some(most)) if given > most => Some(FieldProblem::AtMost { most: most.into() }),
        (_, _) => None,
    }
}
