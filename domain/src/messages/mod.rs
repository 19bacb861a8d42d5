//! Messages for readers: a code with typed parameters here, the sentences in `messages/vi.toml` and
//! `messages/en.toml`.
//!
//! One enum exists for each group of messages; its variants carry the parameters of the sentence.
//! Code never contains a sentence, so new languages and new wordings need no code change.

mod catalogue;
mod conflict;
mod field;
mod file;
mod filter;
mod import;
mod mapping;
mod param;
mod quality;
mod rule;
mod title;
mod words;

use std::fmt;

use serde_json::{Map, Value};

pub use conflict::Conflict;
pub use field::FieldProblem;
pub use file::FileProblem;
pub use filter::FilterProblem;
pub use import::ImportProblem;
pub use mapping::MappingProblem;
pub use param::{Amount, OneOf, Param};
pub use quality::QualityProblem;
pub use rule::Rule;
pub use title::Title;
pub use words::{Expected, Noun};

use crate::text::Locale;

/// A message without a language.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    group: &'static str,
    key: &'static str,
    params: Vec<(&'static str, Param)>,
}

impl Message {
    /// A message of a catalogue group. The enums of this module create their own messages.
    #[must_use]
    pub const fn new(group: &'static str, key: &'static str, params: Vec<(&'static str, Param)>) -> Self {
        Self { group, key, params }
    }

    /// The stable code. Several sentences may share a code: `four_eyes.own_proposal` has the code
    /// `four_eyes`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(code, _)| code)
    }

    /// Reports whether the message is the same, independent of its parameters.
    #[must_use]
    pub fn is(&self, other: impl Into<Self>) -> bool {
        let other = other.into();
        (self.group, self.key) == (other.group, other.key)
    }

    /// The sentence in a language.
    #[must_use]
    pub fn text(&self, locale: Locale) -> String {
        let template = catalogue::text(locale, self.group, self.key);
        catalogue::filled(template, |name| {
            self.params.iter().find(|(known, _)| *known == name).map(|(_, param)| param.text(locale))
        })
    }

    /// The parameters by name, with localized names in the reader's language.
    #[must_use]
    pub fn params(&self, locale: Locale) -> Map<String, Value> {
        self.params.iter().map(|(name, param)| ((*name).to_owned(), param.json(locale))).collect()
    }
}

/// The English sentence, for the log.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Locale::En))
    }
}

/// Defines a group of messages: `Variant { parameter: Type } = "key"`. The group name is the name
/// of the table in the catalogue.
macro_rules! messages {
    ($(#[$doc:meta])* $group:literal $name:ident {
        $($variant:ident $({ $($param:ident: $type:ty),* })? = $key:literal,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $(
                #[doc = concat!("`", $key, "`")]
                $variant $({ $(#[doc = concat!("`{", stringify!($param), "}`")] $param: $type),* })?,
            )*
        }

        impl $name {
            pub const GROUP: &'static str = $group;
            /// All keys, with the names of their parameters.
            pub const KEYS: &'static [(&'static str, &'static [&'static str])] =
                &[$(($key, &[$($(stringify!($param)),*)?])),*];
        }

        impl From<$name> for $crate::messages::Message {
            fn from(said: $name) -> Self {
                let (key, params) = match said {
                    $($name::$variant $({ $($param),* })? => (
                        $key,
                        vec![$($((stringify!($param), $crate::messages::Param::from($param))),*)?],
                    ),)*
                };
                Self::new($name::GROUP, key, params)
            }
        }

        impl From<$name> for $crate::messages::Param {
            fn from(said: $name) -> Self {
                $crate::messages::Message::from(said).into()
            }
        }
    };
}

use messages;

#[cfg(test)]
mod tests;
