//! The contract at run time: the OpenAPI document, the methods of a path, and the errors of a body
//! that does not match its schema.

mod closed_lists;
mod objects;
mod parameters;
mod schema_check;
mod sets;
mod shapes;
mod statuses;
mod tags;
mod texts;
mod typed;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use serde_json::{Map, Value};

pub use closed_lists::{ContractField, ordered_words, places};
pub use texts::TextLimits;

/// The contract of the API, as committed in `openapi/openapi.json`. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Contract {
    spec: Arc<Value>,
    text: Arc<str>,
    /// Paths by number of segments, those with fewer parameters first; every request looks up its
    /// path here.
    by_length: Arc<BTreeMap<usize, Vec<String>>>,
}

impl Contract {
    /// Builds the contract from the framework's document: adds tags and bounds, and sorts the keys.
    #[must_use]
    pub fn of(written: &str) -> Self {
        let mut spec: Value = serde_json::from_str(written).unwrap_or_default();
        sets::put(&mut spec);
        tags::put(&mut spec);
        objects::put(&mut spec);
        shapes::put(&mut spec);
        closed_lists::put(&mut spec);
        objects::close(&mut spec);
        texts::put(&mut spec);
        statuses::put(&mut spec);
        parameters::put(&mut spec);
        // A dependency enables the insertion order of keys; sorted keys keep the differences
        // readable.
        spec.sort_all_objects();
        let text = serde_json::to_string_pretty(&spec).unwrap_or_default() + "\n";
        let mut by_length: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for path in spec.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            by_length.entry(path.split('/').count()).or_default().push(path.clone());
        }
        for paths in by_length.values_mut() {
            paths.sort_by_key(|path| path.matches('{').count());
        }
        Self { spec: Arc::new(spec), text: text.into(), by_length: Arc::new(by_length) }
    }

    /// The OpenAPI document as JSON.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Methods of a router pattern such as `/api/v1/cases/:param0`.
    #[must_use]
    pub fn methods(&self, pattern: &str) -> Vec<String> {
        let verbs = self.path(pattern).into_iter().flat_map(Map::keys);
        verbs.filter(|verb| *verb != "parameters").map(|verb| verb.to_uppercase()).collect()
    }

    /// All errors of a body against the schema of an operation.
    #[must_use]
    pub fn faults(&self, pattern: &str, method: &str, body: &Value) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if let Some(schema) = self.body_of(pattern, method) {
            schema_check::look(&self.spec, schema, body, "", &mut faults);
        }
        // The sort is stable: errors at one pointer keep their order.
        faults.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        faults
    }

    fn body_of(&self, pattern: &str, method: &str) -> Option<&Value> {
        let content = self.path(pattern)?.get(&method.to_lowercase())?.pointer("/requestBody/content")?.as_object()?;
        content.iter().find(|(kind, _)| kind.starts_with("application/json"))?.1.get("schema")
    }

    /// Every member of a body that its schema does not know. The path is that of a request.
    #[must_use]
    pub fn unknown_members(&self, path: &str, method: &str, body: &Value) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if let Some(schema) = self.body(path, method) {
            schema_check::unknown_members(&self.spec, schema, body, "", &mut faults);
        }
        faults
    }

    /// Describes the expected value of an operation parameter that could not be parsed.
    #[must_use]
    pub fn parameter_problem(&self, pattern: &str, method: &str, name: &str) -> FieldProblem {
        let operation = self.path(pattern).and_then(|path| path.get(&method.to_lowercase()));
        let schema = operation.and_then(|operation| parameters::schema(operation, name));
        schema.map_or(FieldProblem::Unreadable, |schema| schema_check::wanted(&self.spec, schema))
    }

    /// Schema of the JSON body of an operation, by the path of a request.
    #[must_use]
    pub fn body(&self, path: &str, method: &str) -> Option<&Value> {
        let content = self.at(path)?.get(&method.to_lowercase())?.pointer("/requestBody/content")?.as_object()?;
        content.iter().find(|(kind, _)| kind.starts_with("application/json"))?.1.get("schema")
    }

    /// Schema of a member of an object.
    #[must_use]
    pub fn property<'a>(&'a self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        schema_check::part(&self.spec, schema, &|schema| {
            let named = schema.get("properties").and_then(|properties| properties.get(name));
            named.or_else(|| schema.get("additionalProperties").filter(|rest| rest.is_object()))
        })
    }

    /// Schema of the items of a list.
    #[must_use]
    pub fn items<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        schema_check::part(&self.spec, schema, &|schema| schema.get("items"))
    }

    /// Greatest number of items of a list.
    #[must_use]
    pub fn most_items(&self, schema: &Value) -> Option<usize> {
        let most = schema_check::part(&self.spec, schema, &|schema| schema.get("maxItems"))?.as_u64()?;
        usize::try_from(most).ok()
    }

    /// Limits of a text schema.
    #[must_use]
    pub fn text_limits(&self, schema: Option<&Value>) -> TextLimits {
        let text = schema.and_then(|schema| {
            schema_check::part(&self.spec, schema, &|schema| {
                (schema.get("type").and_then(Value::as_str) == Some("string")).then_some(schema)
            })
        });
        texts::limits(text)
    }

    /// All query parameters of a request that its operation does not know or that exceed their
    /// bounds.
    #[must_use]
    pub fn query_faults(&self, path: &str, method: &str, query: &str) -> Vec<FieldError> {
        let operation = self.at(path).and_then(|verbs| verbs.get(&method.to_lowercase()));
        operation.map(|operation| parameters::faults(operation, query)).unwrap_or_default()
    }

    /// Operations of the path that matches an address. Of `/areas/locate` and `/areas/{id}`, the
    /// one with fewer parameters wins.
    fn at(&self, address: &str) -> Option<&Map<String, Value>> {
        let paths = self.by_length.get(&address.split('/').count())?;
        let path = paths.iter().find(|path| is_address_of(address, path))?;
        self.spec.get("paths")?.get(path)?.as_object()
    }

    fn path(&self, pattern: &str) -> Option<&Map<String, Value>> {
        let paths = self.spec.get("paths")?.as_object()?;
        paths.iter().find(|(path, _)| is_same(pattern, path)).and_then(|(_, verbs)| verbs.as_object())
    }
}

/// Escapes a name for a JSON pointer (RFC 6901, section 3).
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Whether `/cases/0123` matches `/cases/{case_id}`; both have the same number of segments.
fn is_address_of(address: &str, path: &str) -> bool {
    let mut parts = address.split('/').zip(path.split('/'));
    parts.all(|(one, other)| one == other || other.starts_with('{'))
}

/// Whether the router pattern `/cases/:param0` is `/cases/{case_id}` of the contract.
fn is_same(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('/').zip(path.split('/'));
    pattern.split('/').count() == path.split('/').count()
        && parts.all(|(routed, written)| routed == written || (routed.starts_with(':') && written.starts_with('{')))
}

#[cfg(test)]
mod tests;
