//! The operations of the OpenAPI contract, and those outside the contract.

use reqwest::Method;
use serde_json::{Value, json};

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterPlace {
    Path,
    Query,
    Header,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: String,
    pub place: ParameterPlace,
    pub required: bool,
    /// The schema, references resolved.
    pub schema: Value,
}

#[derive(Debug, Clone)]
pub struct Operation {
    /// The operation id, for example `asset.list`.
    pub id: String,
    pub method: Method,
    /// The path, with the parameters in braces.
    pub path: String,
    pub parameters: Vec<Parameter>,
    /// The schema of a JSON body.
    pub body: Option<Value>,
}

#[derive(Debug)]
pub struct Contract {
    document: Value,
    pub operations: Vec<Operation>,
}

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

/// The operations outside the contract: the map service, which has a contract of its own, and the
/// tiles.
const BESIDE: [(&str, &str); 11] = [
    ("ogc.landing", "/ogc/"),
    ("ogc.conformance", "/ogc/conformance"),
    ("ogc.api", "/ogc/api"),
    ("ogc.collections", "/ogc/collections"),
    ("ogc.collection", "/ogc/collections/{collection}"),
    ("ogc.queryables", "/ogc/collections/{collection}/queryables"),
    ("ogc.items", "/ogc/collections/{collection}/items"),
    ("ogc.item", "/ogc/collections/{collection}/items/{feature}"),
    ("tiles.index", "/tiles/"),
    ("tiles.layer", "/tiles/{layer}"),
    ("tiles.tile", "/tiles/{layer}/{z}/{x}/{y}"),
];

/// The parameters of `ogc.items`.
const ITEMS: [&str; 8] = ["bbox", "datetime", "limit", "filter", "sortby", "crs", "free_band", "kind"];

impl Contract {
    /// The committed contract.
    ///
    /// # Panics
    /// When the file is missing.
    #[must_use]
    pub fn committed() -> Self {
        let text = std::fs::read_to_string(COMMITTED).expect("openapi/openapi.json");
        let document: Value = serde_json::from_str(&text).expect("a document");
        let mut contract = Self { document, operations: Vec::new() };
        let paths = contract.document.get("paths").and_then(Value::as_object).cloned().unwrap_or_default();
        for (path, verbs) in &paths {
            for (verb, operation) in verbs.as_object().into_iter().flatten() {
                let operation = contract.operation(path, verb, operation);
                contract.operations.push(operation);
            }
        }
        let text = json!({"type": "string"});
        for (id, path) in BESIDE {
            let in_path = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            let mut parameters: Vec<Parameter> = in_path
                .map(|name| Parameter {
                    name: name.to_owned(),
                    place: ParameterPlace::Path,
                    required: true,
                    schema: text.clone(),
                })
                .collect();
            if id == "ogc.items" {
                parameters.extend(ITEMS.map(|name| Parameter {
                    name: format!("ogc.{name}"),
                    place: ParameterPlace::Query,
                    required: false,
                    schema: text.clone(),
                }));
            }
            contract.operations.push(Operation {
                id: id.to_owned(),
                method: Method::GET,
                path: path.to_owned(),
                parameters,
                body: None,
            });
        }
        contract
    }

    /// The operation with this id.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The operation that reads the object of a path: the longest readable prefix of the path.
    #[must_use]
    pub fn reading(&self, path: &str) -> Option<&Operation> {
        let mut part = path;
        loop {
            let found = self.operations.iter().find(|one| one.method == Method::GET && one.path == part);
            if found.is_some() && part.ends_with('}') {
                return found;
            }
            part = part.rsplit_once('/').filter(|(rest, _)| !rest.is_empty())?.0;
        }
    }

    fn operation(&self, path: &str, verb: &str, operation: &Value) -> Operation {
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| Parameter {
            name: parameter["name"].as_str().unwrap_or_default().to_owned(),
            place: match parameter["in"].as_str() {
                Some("path") => ParameterPlace::Path,
                Some("header") => ParameterPlace::Header,
                _ => ParameterPlace::Query,
            },
            required: parameter["required"] == true,
            schema: self.resolved(&parameter["schema"]),
        });
        let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
        let body = content.into_iter().flatten().find(|(kind, _)| kind.starts_with("application/json"));
        Operation {
            id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
            method: verb.to_uppercase().parse().expect("a method"),
            path: path.to_owned(),
            parameters: parameters.collect(),
            body: body.map(|(_, body)| body["schema"].clone()),
        }
    }

    /// A schema without references at its top.
    #[must_use]
    pub fn resolved(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let found = self.document.pointer(name.trim_start_matches('#'));
            return found.map_or(Value::Null, |found| self.resolved(found));
        }
        let first = ["allOf", "anyOf", "oneOf"].iter().find_map(|many| schema[*many].as_array()?.first().cloned());
        first.map_or_else(|| schema.clone(), |first| self.resolved(&first))
    }
}
