//! What the contract promises, looked up while answering: the document itself, which methods a path has, and what is wrong with
//! a body that does not fit.

mod fit;
mod tags;

use std::sync::Arc;

use domain::workflow::denial::Fault;
use serde_json::{Map, Value};

/// The contract of the API, as it is committed in `openapi/openapi.json`. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Promise {
    spec: Arc<Value>,
    text: Arc<str>,
}

impl Promise {
    /// The contract as the framework writes it, with its operations put under headings and its keys in order.
    #[must_use]
    pub fn of(written: &str) -> Self {
        let mut spec: Value = serde_json::from_str(written).unwrap_or_default();
        tags::put(&mut spec);
        let text = serde_json::to_string_pretty(&spec).unwrap_or_default() + "\n";
        Self { spec: Arc::new(spec), text: text.into() }
    }

    /// The document.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The methods of a path, given as the router writes it: `/api/v1/cases/:case_id`.
    #[must_use]
    pub fn methods(&self, pattern: &str) -> Vec<String> {
        let verbs = self.path(pattern).into_iter().flat_map(Map::keys);
        verbs.filter(|verb| *verb != "parameters").map(|verb| verb.to_uppercase()).collect()
    }

    /// Everything in which a body differs from what an operation promises to take.
    #[must_use]
    pub fn faults(&self, pattern: &str, method: &str, body: &Value) -> Vec<Fault> {
        let schema = self
            .path(pattern)
            .and_then(|path| path.get(&method.to_lowercase()))
            .and_then(|operation| operation.pointer("/requestBody/content"))
            .and_then(Value::as_object)
            .and_then(|kinds| kinds.iter().find(|(kind, _)| kind.starts_with("application/json")))
            .and_then(|(_, kind)| kind.get("schema"));
        let mut faults = Vec::new();
        if let Some(schema) = schema {
            fit::look(&self.spec, schema, body, "", &mut faults);
        }
        faults
    }

    fn path(&self, pattern: &str) -> Option<&Map<String, Value>> {
        self.spec.get("paths")?.get(as_written(pattern))?.as_object()
    }
}

/// `/cases/:case_id` is `/cases/{case_id}` in the contract.
fn as_written(pattern: &str) -> String {
    let part = |part: &str| part.strip_prefix(':').map_or_else(|| part.to_owned(), |name| format!("{{{name}}}"));
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
