//! The OpenAPI 3.0 definition of the service.

use serde_json::{Map, Value, json};
use strum::VariantArray;

use super::links::{GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Site};
use super::queryables;
use crate::ogc::collection::Collection;
use crate::ogc::query_params::{MOST, USUAL};
use crate::ogc::schema::Schema;
use api_geo::crs::Crs;

/// The definition, with the collections that the caller may read.
#[must_use]
pub fn definition<'a>(site: &Site, schemas: impl Iterator<Item = &'a Schema>) -> Value {
    let mut paths = Map::new();
    paths.insert("/".to_owned(), read("landing", "Landing page", &[JSON, HTML], &[reference("f")]));
    paths.insert("/conformance".to_owned(), read("conformance", "Conformance", &[JSON, HTML], &[reference("f")]));
    paths.insert("/api".to_owned(), read("api", "This definition", &[OPENAPI, HTML], &[reference("f")]));
    paths.insert("/collections".to_owned(), read("collections", "Collections", &[JSON, HTML], &[reference("f")]));
    for schema in schemas {
        of_collection(site, schema, &mut paths);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": site.say("Hạ tầng: dịch vụ bản đồ", "Hatang: map service"),
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": site.base }],
        "paths": paths,
        "components": {
            "parameters": parameters(),
            "responses": {
                "Problem": {
                    "description": "No answer, and why (RFC 9457).",
                    "content": { "application/problem+json": { "schema": { "type": "object" } } },
                },
            },
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "basic": { "type": "http", "scheme": "basic" },
            },
        },
    })
}

fn of_collection(site: &Site, schema: &Schema, paths: &mut Map<String, Value>) {
    let id = schema.collection.id();
    let title = schema.collection.title();
    let title = title.get(site.locale);
    let path = format!("/collections/{id}");
    let mut add = |path: String, mut operation: Value| {
        if schema.collection == Collection::Assets
            && let Some(get) = operation.get_mut("get").and_then(Value::as_object_mut)
        {
            get.insert("security".to_owned(), json!([{ "bearer": [] }, { "basic": [] }]));
        }
        paths.insert(path, operation);
    };
    add(path.clone(), read(id, title, &[JSON, HTML], &[reference("f")]));
    let of_queryables = read(&format!("{id}.queryables"), title, &[SCHEMA, HTML], &[reference("f")]);
    add(format!("{path}/queryables"), of_queryables);
    let common = ["f", "limit", "cursor", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang", "filter-crs"];
    let mut asked: Vec<Value> = common.iter().map(|name| reference(name)).collect();
    asked.extend(schema.all().map(|property| {
        json!({
            "name": property.name,
            "in": "query",
            "required": false,
            "schema": queryables::one(site, property),
            "style": "form",
            "explode": false,
        })
    }));
    add(format!("{path}/items"), read(&format!("{id}.items"), title, &[GEOJSON, HTML], &asked));
    let item = [reference("featureId"), reference("f"), reference("crs")];
    add(format!("{path}/items/{{featureId}}"), read(&format!("{id}.item"), title, &[GEOJSON, HTML], &item));
}

fn read(operation: &str, summary: &str, kinds: &[&str], parameters: &[Value]) -> Value {
    let content: Map<String, Value> = kinds
        .iter()
        .map(|kind| {
            ((*kind).to_owned(), json!({ "schema": { "type": if *kind == HTML { "string" } else { "object" } } }))
        })
        .collect();
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    json!({
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": { "description": summary, "content": content },
                "400": problem, "401": problem, "403": problem, "404": problem, "429": problem, "500": problem, "503": problem,
            },
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn parameters() -> Value {
    let systems: Vec<&str> = Crs::VARIANTS.iter().map(|crs| crs.uri()).collect();
    let system = json!({ "type": "string", "format": "uri", "enum": systems, "default": Crs::Crs84.uri() });
    let asked = |name: &str, schema: Value| json!({ "name": name, "in": "query", "required": false, "schema": schema, "style": "form", "explode": false });
    json!({
        "f": asked("f", json!({ "type": "string", "enum": ["json", "html"] })),
        "limit": asked("limit", json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL })),
        "cursor": asked("cursor", json!({ "type": "string" })),
        "bbox": asked("bbox", json!({ "type": "array", "oneOf": [{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }], "items": { "type": "number" } })),
        "bbox-crs": asked("bbox-crs", system.clone()),
        "datetime": asked("datetime", json!({ "type": "string" })),
        "crs": asked("crs", system.clone()),
        "filter": asked("filter", json!({ "type": "string" })),
        // Clients of the draft standard look for the second name before they send a filter at all.
        "filter-lang": asked("filter-lang", json!({ "type": "string", "enum": ["cql2-text", "cql-text", "cql2-json"], "default": "cql2-text" })),
        "filter-crs": asked("filter-crs", system),
        "featureId": { "name": "featureId", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } },
    })
}
