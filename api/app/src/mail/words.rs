//! What a letter says: its template from the policies, in the language of its reader, with links that lead into this server.

use std::sync::Arc;

use domain::text::Locale;
use policies::Policies;
use serde_json::Value;

use super::deliver::{RenderError, RenderedMessage};

/// Writes a letter: `(letter, locale, payload)`.
pub type Write = dyn Fn(&str, Locale, &Value) -> Result<RenderedMessage, RenderError> + Send + Sync;

/// Writes letters from the templates of the policies. `address` is where people reach this server.
#[must_use]
pub fn writer(policies: Arc<Policies>, address: &str) -> Arc<Write> {
    let address = Value::from(address.trim_end_matches('/'));
    Arc::new(move |letter, locale, payload| {
        let mut told = payload.clone();
        if let Value::Object(told) = &mut told {
            told.insert("base_url".to_owned(), address.clone());
        }
        let written = policies.letters.render(letter, locale, told).map_err(RenderError::new)?;
        Ok(RenderedMessage { subject: written.subject, text: written.text, html: written.html })
    })
}
