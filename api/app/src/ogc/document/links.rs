//! Links: from each document to the next.

use domain::text::Locale;
use serde_json::{Value, json};

/// GeoJSON.
pub const GEOJSON: &str = "application/geo+json";
/// JSON.
pub const JSON: &str = "application/json";
/// HTML.
pub const HTML: &str = "text/html";
/// JSON Schema.
pub const SCHEMA: &str = "application/schema+json";
/// An API definition.
pub const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
/// What the OGC calls the link to what can be asked.
pub(crate) const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

/// Where the service is, and in which language it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The address of the landing page, without a slash at its end.
    pub base: String,
    /// The language.
    pub locale: Locale,
}

impl Site {
    /// A link to a path below the landing page.
    #[must_use]
    pub fn link(&self, path: &str, rel: &str, kind: &str, title: &str) -> Value {
        json!({
            "href": format!("{}{path}", self.base),
            "rel": rel,
            "type": kind,
            "title": title,
            "hreflang": self.locale.as_str(),
        })
    }

    /// Of the two languages of the service, the words in this reader's.
    #[must_use]
    pub fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.locale {
            Locale::Vi => vi,
            Locale::En => en,
        }
    }

    /// A document's links to itself, as JSON and as HTML.
    #[must_use]
    pub fn itself(&self, path: &str, kind: &str) -> [Value; 2] {
        let joint = if path.contains('?') { '&' } else { '?' };
        [
            self.link(&format!("{path}{joint}f=json"), "self", kind, self.say("Tài liệu này", "This document")),
            self.link(&format!("{path}{joint}f=html"), "alternate", HTML, self.say("Trang web", "As a page")),
        ]
    }
}
