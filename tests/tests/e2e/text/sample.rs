//! A body for a schema of the contract with all its members, and the pointers of its texts.

use serde_json::{Map, Value, json};

/// An id without a resource.
pub(crate) const SOMETHING: &str = "01234567-89ab-7def-8123-456789abcdef";
/// A depth above that of any body.
const DEEPEST: usize = 12;

/// A value that satisfies a schema.
pub(crate) fn value(contract: &Value, schema: &Value, depth: usize) -> Value {
    let schema = followed(contract, schema);
    if depth > DEEPEST {
        return Value::Null;
    }
    let parts = |key: &str| schema[key].as_array().into_iter().flatten();
    if let Some(shape) = parts("oneOf").chain(parts("anyOf")).next() {
        return value(contract, shape, depth + 1);
    }
    if let Some(whole) = parts("allOf").next() {
        return value(contract, whole, depth + 1);
    }
    match schema["type"].as_str() {
        Some("string") => text(schema),
        Some("integer" | "number") => {
            schema.get("minimum").filter(|least| least.is_number()).cloned().unwrap_or(json!(1))
        }
        Some("boolean") => json!(true),
        Some("array") => json!([value(contract, &schema["items"], depth + 1)]),
        Some("object") => {
            let known = schema["properties"].as_object().into_iter().flatten();
            let mut object: Map<String, Value> =
                known.map(|(name, schema)| (name.clone(), value(contract, schema, depth + 1))).collect();
            if object.is_empty() {
                object.insert("note".to_owned(), json!("Ghi chú"));
            }
            Value::Object(object)
        }
        // The schema allows any value, for example for attributes and geometries.
        _ => json!({"note": "Ghi chú"}),
    }
}

fn text(schema: &Value) -> Value {
    if let Some(choice) = schema["enum"].as_array().and_then(|choices| choices.first()) {
        return choice.clone();
    }
    match schema["format"].as_str() {
        Some("uuid") => json!(SOMETHING),
        Some("date") => json!("2023-10-02"),
        Some("date-time") => json!("2023-10-02T02:00:00Z"),
        _ => json!("Chữ"),
    }
}

fn followed<'a>(contract: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| contract.pointer(pointer)).unwrap_or(schema)
}

/// The pointers of all texts in a value.
pub(crate) fn texts(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::String(_) => vec![at.to_owned()],
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(place, inner)| texts(inner, &format!("{at}/{place}"))).collect()
        }
        Value::Object(map) => map.iter().flat_map(|(name, inner)| texts(inner, &format!("{at}/{name}"))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
