//! Expands parameter sets: one parameter of the framework's document represents several.

use serde_json::{Map, Value, json};

use crate::parameter_set::FORMAT;

/// Replaces each set by its parameters; headers follow all other parameters.
pub(super) fn put(spec: &mut Value) {
    let paths = spec.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, verbs) in paths {
        for (_, operation) in verbs.as_object_mut().into_iter().flatten() {
            if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
                let written = std::mem::take(parameters);
                *parameters = written.into_iter().flat_map(apart).collect();
                parameters.sort_by_key(|parameter| parameter.get("in") == Some(&json!("header")));
            }
        }
    }
}

fn apart(parameter: Value) -> Vec<Value> {
    let set = parameter.get("schema").filter(|schema| schema.get("format") == Some(&json!(FORMAT)));
    let members = set.and_then(|set| set.get("allOf")).and_then(Value::as_array);
    match (set, members, &parameter) {
        (Some(_), Some(members), Value::Object(written)) => members.iter().map(|member| one(written, member)).collect(),
        // The framework does not write an empty list.
        (Some(_), None, _whole) => Vec::new(),
        (Some(_) | None, Some(_) | None, _whole) => vec![parameter],
    }
}

fn one(written: &Map<String, Value>, member: &Value) -> Value {
    let mut parameter = written.clone();
    for (key, said) in [("name", "/title"), ("schema", "/allOf/0")] {
        if let Some(said) = member.pointer(said) {
            parameter.insert(key.to_owned(), said.clone());
        }
    }
    if let Some(said) = member.get("description").and_then(Value::as_str) {
        let lines: Vec<&str> = said.lines().map(str::trim).collect();
        parameter.insert("description".to_owned(), json!(lines.join("\n")));
    }
    Value::Object(parameter)
}
