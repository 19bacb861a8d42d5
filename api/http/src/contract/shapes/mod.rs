//! Schemas of values that the framework knows only as JSON: the content of cases, their events,
//! geometries, mappings.
//!
//! They have a notation of their own, because a JSON schema takes ten lines where this takes one:
//!
//! ```text
//! Name                    an object
//!   member: text          always present
//!   member?: number       may be absent
//!   member: [Name]        a list
//!   member: {Name}        a map by name
//!   member: text or null  may be null
//!   member: 'word'        always this word
//! Name = A or B           one of several
//! ```
//!
//! Tests compare every answer of the server with these schemas.

mod account;
mod case_content;
mod case_events;
mod field_values;
mod places;
mod register;

pub(super) use places::GEOMETRIES;
use serde_json::{Map, Value, json};

use super::typed::{self, beside, reference};

/// The greatest length of a text without another bound, in characters.
const LONGEST_TEXT: u64 = 20_000;

/// The form of names in rule packs, and their greatest length.
const NAME: &str = "^[A-Za-z0-9_.:@-]+$";
const LONGEST_NAME: u64 = 80;

/// All schemas in the notation.
const SCHEMAS: [&str; 6] = [
    account::SCHEMAS,
    places::SCHEMAS,
    register::SCHEMAS,
    register::MAPPINGS,
    case_content::SCHEMAS,
    case_events::SCHEMAS,
];

/// Members that the framework knows only as JSON, with their types: schema, member, type.
const MEMBERS: [(&str, &str, &str); 38] = [
    ("ActionRequest", "data", "CaseActionData"),
    ("AreaLocationQuery", "geometry", "Geometry"),
    ("Asset", "attributes", "AssetAttributes"),
    ("Asset", "geometry", "Geometry"),
    ("AssetCorrection", "attributes", "AssetAttributeChanges"),
    ("AssetCorrection", "geometry", "Geometry"),
    ("AssetPatch", "attributes", "AssetAttributeChanges"),
    ("AssetPatch", "geometry", "Geometry"),
    ("AssetVersion", "asset", "RegisteredAsset"),
    ("Case", "content", "CaseContent"),
    ("CaseEvent", "events", "[CaseHistoryEvent]"),
    ("CleanUpStreet", "place", "Geometry"),
    ("ConstructionWorksDraft", "place", "Geometry"),
    ("DuctPathQuery", "from", "Point"),
    ("DuctPathQuery", "to", "Point"),
    ("ImportMapping", "mapping", "MappingContent"),
    ("InformationRequestDraft", "place", "Geometry"),
    ("NewAsset", "attributes", "AssetAttributes"),
    ("NewAsset", "geometry", "Geometry"),
    ("NewCorrection", "attributes", "AssetAttributeChanges"),
    ("NewCorrection", "geometry", "Geometry"),
    ("NewSubscription", "place", "AreaGeometry"),
    ("PlannedWorkDraft", "place", "Geometry"),
    ("PlannedWorksQuery", "route", "Geometry"),
    ("Preferences", "values", "PreferenceValues"),
    ("ProblemError", "params", "{text or number or [text]}"),
    ("PublicPermit", "place", "Geometry"),
    ("PublicPlannedWork", "place", "Geometry"),
    ("RouteQuery", "route", "LineString"),
    ("ConstructionRouteQuery", "place", "Geometry"),
    ("SharingFirstQuery", "place", "Geometry"),
    ("SitingApplicationDraft", "place", "Geometry"),
    ("Subscription", "place", "Geometry"),
    ("SuggestedMapping", "mapping", "MappingContent"),
    ("SupportPlace", "geometry", "Point"),
    ("SupportsQuery", "route", "LineString"),
    ("TowersQuery", "from", "Point"),
    ("WordTitles", "lists", "{{text}}"),
];

/// Adds the schemas to the contract, and refers to them from the members.
pub(super) fn put(spec: &mut Value) {
    for (name, mut schema) in read(field_values::SCHEMAS) {
        close(&mut schema);
        typed::define(spec, &name, schema);
    }
    for (name, schema) in SCHEMAS.iter().flat_map(|text| read(text)) {
        typed::define(spec, &name, schema);
    }
    for (schema, member, of) in MEMBERS {
        typed::set(spec, schema, member, &of_type(of));
    }
}

/// Says that an object has no other members.
fn close(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        object.insert("additionalProperties".to_owned(), json!(false));
    }
}

/// Parses schemas in the notation.
fn read(text: &str) -> Vec<(String, Value)> {
    let mut schemas: Vec<(String, Value)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match (line.strip_prefix("  "), schemas.last_mut()) {
            (Some(member), Some((_, schema))) => add(schema, member),
            (Some(_), None) => {}
            (None, _) => schemas.push(match line.split_once(" = ") {
                Some((name, of)) => (name.to_owned(), of_type(of)),
                None => (line.to_owned(), json!({"type": "object", "properties": {}, "required": []})),
            }),
        }
    }
    schemas
}

fn add(schema: &mut Value, member: &str) {
    let Some((name, of)) = member.split_once(": ") else { return };
    let (name, is_required) = name.strip_suffix('?').map_or((name, true), |name| (name, false));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(name.to_owned(), of_type(of));
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut).filter(|_| is_required) {
        required.push(json!(name));
    }
}

fn of_type(text: &str) -> Value {
    let text = text.trim();
    if let Some(items) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return json!({"type": "array", "items": of_type(items)});
    }
    if let Some(values) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return json!({"type": "object", "additionalProperties": of_type(values)});
    }
    if let Some(one) = text.strip_suffix(" or null") {
        return or_null(of_type(one));
    }
    if text.contains(" or ") {
        return json!({"oneOf": text.split(" or ").map(of_type).collect::<Vec<Value>>()});
    }
    if let Some(word) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return json!({"type": "string", "enum": [word]});
    }
    match text {
        "text" => json!({"type": "string", "maxLength": LONGEST_TEXT}),
        "name" => json!({"type": "string", "pattern": NAME, "maxLength": LONGEST_NAME}),
        "uuid" => json!({"type": "string", "format": "uuid"}),
        "date" => json!({"type": "string", "format": "date"}),
        "instant" => json!({"type": "string", "format": "date-time"}),
        "integer" => json!({"type": "integer", "format": "int64"}),
        "number" => json!({"type": "number", "format": "double"}),
        "boolean" => json!({"type": "boolean"}),
        "object" => json!({"type": "object", "additionalProperties": true}),
        name => reference(name),
    }
}

fn or_null(schema: Value) -> Value {
    let nullable = Map::from_iter([("nullable".to_owned(), json!(true))]);
    match schema {
        Value::Object(named) if named.contains_key("$ref") => beside(named, nullable),
        Value::Object(inline) => Value::Object(inline.into_iter().chain(nullable).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_is_read() {
        let schemas =
            read("Thing\n  id: uuid\n  parts?: [Part]\n  kind: 'thing'\n  of: Part or null\nAny = Thing or Part\n");
        let thing = json!({
            "type": "object",
            "required": ["id", "kind", "of"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                "kind": {"type": "string", "enum": ["thing"]},
                "of": {"allOf": [{"$ref": "#/components/schemas/Part"}], "nullable": true},
            },
        });
        let any = json!({"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/Part"}]});
        assert_eq!(schemas, [("Thing".to_owned(), thing), ("Any".to_owned(), any)]);
    }

    #[test]
    fn every_line_says_something_and_no_name_is_given_twice() {
        let mut names: Vec<String> = Vec::new();
        let all = SCHEMAS.iter().chain([&field_values::SCHEMAS]);
        for line in all.flat_map(|text| text.lines()).filter(|line| !line.is_empty()) {
            assert!(line.starts_with("  ") == line.contains(": "), "{line}");
            names.extend((!line.starts_with("  ")).then(|| line.split(" = ").next().unwrap_or_default().to_owned()));
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
