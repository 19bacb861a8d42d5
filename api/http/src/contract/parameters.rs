//! Bounds of query parameters: written into the contract and checked for every request.

use std::collections::BTreeSet;

use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use serde_json::{Map, Value, json};

use super::schema_check;
use api_app::register::filters::too_many_words;

/// Greatest length of a text parameter without an explicit bound.
const LONGEST_TEXT: u64 = 300;
/// Greatest length of the name of an unknown parameter in an answer.
const LONGEST_NAME: usize = 100;

/// Bounds by parameter name.
const BOUNDS: [(&str, &str, i64); 21] = [
    ("q", "maxLength", 200),
    ("cursor", "maxLength", 1_000),
    ("file_name", "maxLength", 255),
    ("lang", "maxLength", 8),
    ("limit", "minimum", 1),
    ("limit", "maximum", 500),
    ("free_min", "minimum", 0),
    ("free_min", "maximum", 1_000_000),
    ("lon", "minimum", -180),
    ("lon", "maximum", 180),
    ("lat", "minimum", -90),
    ("lat", "maximum", 90),
    ("within_m", "minimum", 0),
    ("within_m", "maximum", 50_000),
    ("ids", "maxLength", 19_000),
    ("cases", "maxLength", 3_800),
    ("tasks", "maxLength", 3_800),
    ("days", "minimum", 0),
    ("days", "maximum", 2_000),
    ("year", "minimum", 1_900),
    ("year", "maximum", 2_999),
];

/// Writes the bounds into every query parameter of the contract.
pub(super) fn put(spec: &mut Value) {
    let paths = spec.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, verbs) in paths {
        for (_, operation) in verbs.as_object_mut().into_iter().flatten() {
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
            for parameter in parameters.filter(|parameter| parameter.get("in") == Some(&json!("query"))) {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
                if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut) {
                    bound(&name, schema);
                }
            }
        }
    }
}

/// Schema of a query or header parameter.
pub(super) fn schema<'a>(operation: &'a Value, name: &str) -> Option<&'a Value> {
    let parameters = operation.get("parameters").and_then(Value::as_array)?;
    let is_it = |parameter: &&Value| {
        let known = parameter.get("name").and_then(Value::as_str);
        known.is_some_and(|known| known.eq_ignore_ascii_case(name))
    };
    parameters.iter().find(is_it)?.get("schema")
}

fn bound(name: &str, schema: &mut Map<String, Value>) {
    for (_, key, value) in BOUNDS.iter().filter(|(known, ..)| *known == name) {
        schema.entry(*key).or_insert_with(|| json!(value));
    }
    let is_text = schema.get("type") == Some(&json!("string"));
    if is_text && !["maxLength", "format", "enum"].iter().any(|key| schema.contains_key(*key)) {
        schema.insert("maxLength".to_owned(), json!(LONGEST_TEXT));
    }
}

/// A name as a pointer, without the rest of a long one.
fn shortened(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// All query parameters that the operation does not know, that stand twice, or that exceed their
/// bounds. The framework reports unparsable values.
pub(super) fn faults(operation: &Value, query: &str) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let parameters = || operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let mut seen = BTreeSet::new();
    for (name, said) in url::form_urlencoded::parse(query.as_bytes()) {
        let is_it = |parameter: &&Value| {
            parameter.get("in") == Some(&json!("query")) && parameter.get("name") == Some(&json!(name))
        };
        let Some(schema) = parameters().find(is_it).and_then(|parameter| parameter.get("schema")) else {
            faults.push(FieldError::new(shortened(&name), FieldProblem::UnknownParameter));
            continue;
        };
        if !seen.insert(name.clone()) {
            faults.push(FieldError::new(name.as_ref(), FieldProblem::SaidTwice));
            continue;
        }
        // The code that reads a parameter checks its word. The contract only bounds the length.
        let text = json!({"maxLength": LONGEST_TEXT});
        let is_word = schema.get("$ref").is_some();
        let (schema, value) = match schema.get("type").and_then(Value::as_str) {
            None | Some("array") if is_word || schema.get("items").is_some() => (&text, json!(said)),
            Some("string") if schema.get("format").is_none() => (schema, json!(said)),
            Some("integer" | "number") => match said.parse::<f64>() {
                Ok(number) if number.is_finite() => (schema, json!(number)),
                Ok(_) => {
                    faults.push(FieldError::new(name.as_ref(), FieldProblem::NotFinite));
                    continue;
                }
                Err(_no_number) => continue,
            },
            Some(_) | None => continue,
        };
        schema_check::bounds_of(schema, &value, &name, &mut faults);
        if name == "q" {
            faults.extend(too_many_words(&said).map(|wrong| FieldError::new("q", wrong)));
        }
    }
    faults
}
