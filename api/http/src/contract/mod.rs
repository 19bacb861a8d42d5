//! What the contract promises, looked up while answering: the document itself, which methods a path has, and what is wrong with
//! a body that does not fit.

mod parameters;
mod schema_check;
mod sets;
mod tags;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use serde_json::{Map, Value};

pub use texts::TextLimits;

/// The contract of the API, as it is committed in `openapi/openapi.json`. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Contract {
    spec: Arc<Value>,
    text: Arc<str>,
    /// The paths by their number of parts, those with fewer variable parts first: every request looks for its own.
    by_length: Arc<BTreeMap<usize, Vec<String>>>,
}

impl Contract {
    /// The contract as the framework writes it, with its operations put under headings and its keys in order.
    #[must_use]
    pub fn of(written: &str) -> Self {
        let mut spec: Value = serde_json::from_str(written).unwrap_or_default();
        sets::put(&mut spec);
        tags::put(&mut spec);
        texts::put(&mut spec);
        parameters::put(&mut spec);
        // A library that we stand on keeps keys as they come; the contract has them in order, so that its changes can be read.
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

    /// The document.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The methods of a path, given as the router writes it: `/api/v1/cases/:param0`.
    #[must_use]
    pub fn methods(&self, pattern: &str) -> Vec<String> {
        let verbs = self.path(pattern).into_iter().flat_map(Map::keys);
        verbs.filter(|verb| *verb != "parameters").map(|verb| verb.to_uppercase()).collect()
    }

    /// Everything in which a body differs from what an operation promises to take.
    #[must_use]
    pub fn faults(&self, pattern: &str, method: &str, body: &Value) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if let Some(schema) = self.body_of(pattern, method) {
            schema_check::look(&self.spec, schema, body, "", &mut faults);
        }
        // Stable: of one place, what was seen first is said first.
        faults.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        faults
    }

    fn body_of(&self, pattern: &str, method: &str) -> Option<&Value> {
        let content = self.path(pattern)?.get(&method.to_lowercase())?.pointer("/requestBody/content")?.as_object()?;
        content.iter().find(|(kind, _)| kind.starts_with("application/json"))?.1.get("schema")
    }

    /// Where a body has a member that its schema does not know.
    #[must_use]
    pub fn unknown_member(&self, pattern: &str, method: &str, body: &Value, name: &str) -> Option<FieldError> {
        schema_check::unknown_member(&self.spec, self.body_of(pattern, method)?, body, name, "")
    }

    /// What a parameter of an operation must be, of one that could not be read.
    #[must_use]
    pub fn parameter_problem(&self, pattern: &str, method: &str, name: &str) -> FieldProblem {
        let operation = self.path(pattern).and_then(|path| path.get(&method.to_lowercase()));
        let schema = operation.and_then(|operation| parameters::schema(operation, name));
        schema.map_or(FieldProblem::Unreadable, |schema| schema_check::wanted(&self.spec, schema))
    }

    /// The schema of the JSON body of an operation, given by the path of a request.
    #[must_use]
    pub fn body(&self, path: &str, method: &str) -> Option<&Value> {
        let content = self.at(path)?.get(&method.to_lowercase())?.pointer("/requestBody/content")?.as_object()?;
        content.iter().find(|(kind, _)| kind.starts_with("application/json"))?.1.get("schema")
    }

    /// The schema of a member of an object.
    #[must_use]
    pub fn property<'a>(&'a self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        schema_check::part(&self.spec, schema, &|schema| {
            let named = schema.get("properties").and_then(|properties| properties.get(name));
            named.or_else(|| schema.get("additionalProperties").filter(|rest| rest.is_object()))
        })
    }

    /// The schema of the items of a list.
    #[must_use]
    pub fn items<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        schema_check::part(&self.spec, schema, &|schema| schema.get("items"))
    }

    /// The most items of a list.
    #[must_use]
    pub fn most_items(&self, schema: &Value) -> Option<usize> {
        let most = schema_check::part(&self.spec, schema, &|schema| schema.get("maxItems"))?.as_u64()?;
        usize::try_from(most).ok()
    }

    /// What a text of a schema may be.
    #[must_use]
    pub fn text_limits(&self, schema: Option<&Value>) -> TextLimits {
        let text = schema.and_then(|schema| {
            schema_check::part(&self.spec, schema, &|schema| {
                (schema.get("type").and_then(Value::as_str) == Some("string")).then_some(schema)
            })
        });
        texts::limits(text)
    }

    /// Everything in which the query of a request exceeds the bounds of the operation's parameters.
    #[must_use]
    pub fn query_faults(&self, path: &str, method: &str, query: &str) -> Vec<FieldError> {
        let operation = self.at(path).and_then(|verbs| verbs.get(&method.to_lowercase()));
        operation.map(|operation| parameters::faults(operation, query)).unwrap_or_default()
    }

    /// The operations of the path that an address names. Of two that fit, `/areas/locate` and `/areas/{id}`, it is the one with
    /// fewer variable parts.
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

/// A name as it stands in a JSON pointer (RFC 6901, section 3).
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// `/cases/0123` is an address of `/cases/{case_id}`; both have the same number of parts.
fn is_address_of(address: &str, path: &str) -> bool {
    let mut parts = address.split('/').zip(path.split('/'));
    parts.all(|(one, other)| one == other || other.starts_with('{'))
}

/// `/cases/:param0` is `/cases/{case_id}` in the contract: the router has names of its own for the parts that are filled in.
fn is_same(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('/').zip(path.split('/'));
    pattern.split('/').count() == path.split('/').count()
        && parts.all(|(routed, written)| routed == written || (routed.starts_with(':') && written.starts_with('{')))
}

#[cfg(test)]
mod tests;
