//! The queryables, as JSON Schema.

use serde_json::{Map, Value, json};

use super::links::Site;
use crate::ogc::schema::{GEOMETRY, Schema};
use api_store::filter::property::Property;

/// The queryables of a collection.
#[must_use]
pub fn queryables(site: &Site, schema: &Schema) -> Value {
    let mut properties = Map::new();
    properties.insert(
        GEOMETRY.to_owned(),
        json!({ "title": site.say("Vị trí", "Place"), "x-ogc-role": "primary-geometry", "format": "geometry-any" }),
    );
    for property in schema.all() {
        properties.insert(property.name.clone(), one(site, property));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/collections/{}/queryables", site.base, schema.collection.id()),
        "title": schema.collection.title().get(site.locale),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The schema of a property.
#[must_use]
pub fn one(site: &Site, property: &Property) -> Value {
    let (kind, format) = property.form.json();
    let mut schema = Map::new();
    schema.insert("title".to_owned(), json!(property.title.get(site.locale)));
    schema.insert("type".to_owned(), json!(kind));
    if let Some(format) = format {
        schema.insert("format".to_owned(), json!(format));
    }
    if !property.choices.is_empty() {
        schema.insert("enum".to_owned(), json!(property.choices));
    }
    Value::Object(schema)
}
