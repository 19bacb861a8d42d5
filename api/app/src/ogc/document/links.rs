//! Links between the documents of the service.

use domain::text::Locale;
use serde_json::{Value, json};

pub const GEOJSON: &str = "application/geo+json";
pub const JSON: &str = "application/json";
pub const HTML: &str = "text/html";
pub const SCHEMA: &str = "application/schema+json";
pub const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
/// The OGC relation of links to queryables.
pub(crate) const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

/// The address of the service and the language of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The address of the landing page, without a trailing slash.
    pub base: String,
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

    /// Picks the text in the reader's language.
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
