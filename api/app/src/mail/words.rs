//! Renders messages from policy templates, in the language of the reader, with links to this
//! server.

use std::sync::Arc;

use domain::text::Locale;
use policies::Policies;
use serde_json::Value;

use super::deliver::{RenderError, RenderedMessage};

/// Renders a message: `(template, locale, payload)`.
pub type Write = dyn Fn(&str, Locale, &Value) -> Result<RenderedMessage, RenderError> + Send + Sync;

/// Renders messages from the templates of the policies. `address` is the public URL of this server.
#[must_use]
pub fn writer(policies: Arc<Policies>, address: &str) -> Arc<Write> {
    let address = Value::from(address.trim_end_matches('/'));
    Arc::new(move |template, locale, payload| {
        let mut values = payload.clone();
        if let Value::Object(values) = &mut values {
            values.insert("base_url".to_owned(), address.clone());
        }
        let written = policies.letter_templates.render(template, locale, values).map_err(RenderError::new)?;
        Ok(RenderedMessage { subject: written.subject, text: written.text, html: written.html })
    })
}
