//! Origins whose pages may read the responses of the server (CORS).

use serde::{Deserialize, Deserializer};
use url::Url;

/// Origins by name, as browsers write them (`https://map.example:8443`), and optionally `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

/// A list in a file, or a comma-separated text in the environment.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    List(Vec<String>),
    Text(String),
}

impl<'de> Deserialize<'de> for Origins {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let words = match Written::deserialize(from)? {
            Written::List(words) => words,
            Written::Text(text) => text.split(',').map(str::to_owned).collect(),
        };
        let words = words.into_iter().map(|word| word.trim().to_owned());
        Ok(Self(words.filter(|word| !word.is_empty()).collect()))
    }
}

impl Origins {
    /// Whether no origin is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every origin may read public resources.
    #[must_use]
    pub fn is_open_to_all(&self) -> bool {
        self.0.iter().any(|word| word == "*")
    }

    /// Whether an origin is listed by name.
    #[must_use]
    pub fn names(&self, origin: &str) -> bool {
        origin != "*" && self.0.iter().any(|word| word == origin)
    }

    /// The first word that is not an origin.
    pub(super) fn wrong(&self) -> Option<&str> {
        let is_origin = |word: &str| {
            let origin = Url::parse(word).ok().map(|url| url.origin());
            origin.is_some_and(|origin| origin.is_tuple() && origin.ascii_serialization() == word)
        };
        self.0.iter().map(String::as_str).find(|word| *word != "*" && !is_origin(word))
    }
}
