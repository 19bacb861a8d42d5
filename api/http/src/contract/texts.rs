//! Length limits of every text and every list of request bodies, written into the contract where an
//! operation sets none.
//!
//! A text of more than [`LONGEST_LINE`] characters may have several lines.

use std::collections::BTreeSet;

use domain::text::checked::{LONGEST_LINE, Lines};
use serde_json::{Value, json};

use super::escaped;
use super::shapes::GEOMETRIES;

/// Greatest length of a text in untyped content: attributes, data of actions.
const LONGEST: usize = 20_000;
/// Fields that hold long texts, with their greatest length.
const LONG: [(&str, usize); 9] = [
    ("body", 10_000),
    ("comment", 10_000),
    ("note", 2_000),
    ("reason", 1_000),
    ("contact", 1_000),
    ("source", 1_000),
    ("not_shareable_reason", 1_000),
    ("safety_evidence", 5_000),
    ("mapping", LONGEST),
];
/// The format of passwords, and the end of the names of their fields.
const PASSWORD: &str = "password";
/// Greatest number of items of a list without an explicit limit.
const MOST_ITEMS: u64 = 100;
/// Lists with their own limits.
const LISTS: [(&str, u64); 3] = [("asset_ids", 5_000), ("columns", 500), ("units", 20)];

/// Limits of a text.
#[derive(Debug, Clone, Copy)]
pub struct TextLimits {
    /// Greatest length in characters.
    pub most: usize,
    /// Whether several lines are allowed.
    pub lines: Lines,
    /// Whether the text is a password, which must not be normalised.
    pub is_password: bool,
}

/// Limits of a text schema; content without a schema may be long.
pub(super) fn limits(schema: Option<&Value>) -> TextLimits {
    let most = schema.and_then(|schema| schema.get("maxLength")).and_then(Value::as_u64);
    let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(LONGEST);
    let lines = if most > LONGEST_LINE { Lines::Many } else { Lines::One };
    let format = schema.and_then(|schema| schema.get("format")).and_then(Value::as_str);
    TextLimits { most, lines, is_password: format == Some(PASSWORD) }
}

/// Writes the limits into every request body of the contract.
pub(super) fn put(spec: &mut Value) {
    let mut seen = BTreeSet::new();
    for place in bodies(spec) {
        describe(spec, &place, "", &mut seen);
    }
}

/// JSON pointers to the schemas of request bodies.
fn bodies(spec: &Value) -> Vec<String> {
    let paths = spec.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.flat_map(|(path, verbs)| {
        let verbs = verbs.as_object().into_iter().flatten();
        verbs.map(move |(verb, operation)| (format!("/paths/{}/{verb}", escaped(path)), operation))
    });
    let contents = operations.filter_map(|(at, operation)| {
        let kinds = operation.pointer("/requestBody/content")?.as_object()?;
        let (kind, _) = kinds.iter().find(|(kind, _)| kind.starts_with("application/json"))?;
        Some(format!("{at}/requestBody/content/{}/schema", escaped(kind)))
    });
    contents.collect()
}

/// Adds limits to the schema at a pointer, which belongs to the field `name`.
fn describe(spec: &mut Value, at: &str, name: &str, seen: &mut BTreeSet<String>) {
    let Some(schema) = spec.pointer(at) else { return };
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#')) {
        let target = target.to_owned();
        // The register bounds the positions of a geometry itself, however they are nested.
        let is_geometry = target.rsplit('/').next().is_some_and(|name| GEOMETRIES.contains(&name));
        if !is_geometry && seen.insert(target.clone()) {
            describe(spec, &target, name, seen);
        }
        return;
    }
    let parts: Vec<(String, String)> = parts(schema).map(|(part, name)| (format!("{at}{part}"), name)).collect();
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => text(spec, at, name),
        Some("array") => list(spec, at, name),
        Some(_) | None => {}
    }
    for (at, part) in parts {
        describe(spec, &at, if part.is_empty() { name } else { &part }, seen);
    }
}

/// Sub-schemas of a schema, with the names of their fields.
fn parts(schema: &Value) -> impl Iterator<Item = (String, String)> {
    let listed = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| {
        let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(move |place| (format!("/{key}/{place}"), String::new()))
    });
    let named = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let named = named.map(|(name, _)| (format!("/properties/{}", escaped(name)), name.clone()));
    let single =
        ["items", "additionalProperties"].into_iter().filter(|key| schema.get(key).is_some_and(Value::is_object));
    listed.chain(named).chain(single.map(|key| (format!("/{key}"), String::new())))
}

fn list(spec: &mut Value, at: &str, name: &str) {
    let Some(schema) = spec.pointer_mut(at).and_then(Value::as_object_mut) else { return };
    let most = LISTS.iter().find(|(other, _)| *other == name).map_or(MOST_ITEMS, |(_, most)| *most);
    schema.entry("maxItems").or_insert_with(|| json!(most));
}

fn text(spec: &mut Value, at: &str, name: &str) {
    let Some(schema) = spec.pointer_mut(at).and_then(Value::as_object_mut) else { return };
    let is_free = ["enum", "format", "maxLength"].iter().all(|key| !schema.contains_key(*key));
    if is_free && name.ends_with(PASSWORD) {
        schema.insert("format".to_owned(), json!(PASSWORD));
    } else if is_free {
        let most = LONG.iter().find(|(long, _)| *long == name).map_or(LONGEST_LINE, |(_, most)| *most);
        schema.insert("maxLength".to_owned(), json!(most));
    }
}
