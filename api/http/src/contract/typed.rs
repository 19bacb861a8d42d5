//! Replaces schemas of the framework for plain texts and untyped JSON by named schemas.

use serde_json::{Map, Value, json};

/// A reference to a named schema.
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Adds a named schema.
pub(super) fn define(spec: &mut Value, name: &str, schema: Value) {
    if let Some(schemas) = schemas(spec) {
        schemas.insert(name.to_owned(), schema);
    }
}

/// All named schemas of the contract.
pub(super) fn schemas(spec: &mut Value) -> Option<&mut Map<String, Value>> {
    spec.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
}

/// Gives a type to a member of a schema, and of the same schema in requests. For a list, the type
/// is that of its items. The description of the member and its nullability stay.
pub(super) fn set(spec: &mut Value, schema: &str, member: &str, to: &Value) {
    let Some(schemas) = schemas(spec) else { return };
    for name in [schema.to_owned(), input(schema)] {
        let properties = schemas.get_mut(&name).and_then(|schema| schema.get_mut("properties"));
        let Some(written) = properties.and_then(|properties| properties.get_mut(member)) else { continue };
        let is_list = written.get("type") == Some(&json!("array")) && to.get("$ref").is_some();
        match written.get_mut("items").filter(|_| is_list) {
            Some(items) => *items = to.clone(),
            None => *written = instead(written, to),
        }
    }
}

/// The name of a schema in requests, if answers have the schema too.
pub(super) fn input(name: &str) -> String {
    format!("{name}Input")
}

fn instead(written: &Value, to: &Value) -> Value {
    let said = |key: &&str| Some(((*key).to_owned(), written.get(*key)?.clone()));
    let said: Map<String, Value> = ["description", "nullable"].iter().filter_map(said).collect();
    match to {
        Value::Object(to) if to.contains_key("$ref") => beside(to.clone(), said),
        Value::Object(to) => Value::Object(said.into_iter().chain(to.clone()).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => to.clone(),
    }
}

/// A reference with keywords beside it. OpenAPI 3.0 ignores keywords in the object of the reference
/// itself, so the result uses `allOf`.
pub(super) fn beside(reference: Map<String, Value>, mut said: Map<String, Value>) -> Value {
    if said.is_empty() {
        return Value::Object(reference);
    }
    said.insert("allOf".to_owned(), json!([reference]));
    Value::Object(said)
}
