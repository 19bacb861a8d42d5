//! The parameters of a message.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Message, catalogue};
use crate::text::{Locale, Localized};

/// The value of one placeholder.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// A code, a name, a day: the same in every language.
    Text(String),
    Amount(Amount),
    /// Values that all apply.
    List(Vec<String>),
    /// Values of which one suffices.
    OneOf(Vec<String>),
    /// A name that differs between languages.
    Localized(Localized),
    /// A nested message of the catalogue.
    Message(Box<Message>),
}

/// A number in a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    Whole(i64),
    Real(f64),
}

/// Values of which one suffices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOf(pub Vec<String>);

impl Param {
    /// The text for a sentence.
    pub(super) fn text(&self, locale: Locale) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Amount(Amount::Whole(number)) => number.to_string(),
            Self::Amount(Amount::Real(number)) => number.to_string(),
            Self::List(values) => values.join(", "),
            Self::OneOf(values) => values.join(catalogue::text(locale, "joined", "or")),
            Self::Localized(name) => name.get(locale).to_owned(),
            Self::Message(message) => message.text(locale),
        }
    }

    /// The value for a program.
    pub(super) fn json(&self, locale: Locale) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Amount(Amount::Whole(number)) => json!(number),
            Self::Amount(Amount::Real(number)) => json!(number),
            Self::List(values) | Self::OneOf(values) => json!(values),
            Self::Localized(name) => json!(name.get(locale)),
            Self::Message(message) => json!(message.code()),
        }
    }
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl From<$type> for Amount {
            fn from(number: $type) -> Self {
                Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }

        impl From<$type> for Param {
            fn from(number: $type) -> Self {
                Self::Amount(number.into())
            }
        }
    )*};
}

whole!(u64, usize);

macro_rules! small {
    ($($type:ty),*) => {$(
        impl From<$type> for Amount {
            fn from(number: $type) -> Self {
                Self::Whole(i64::from(number))
            }
        }

        impl From<$type> for Param {
            fn from(number: $type) -> Self {
                Self::Amount(number.into())
            }
        }
    )*};
}

small!(u8, u16, u32, i32, i64);

impl From<f64> for Amount {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<f64> for Param {
    fn from(number: f64) -> Self {
        Self::Amount(number.into())
    }
}

impl From<Amount> for Param {
    fn from(amount: Amount) -> Self {
        Self::Amount(amount)
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<NaiveDate> for Param {
    fn from(day: NaiveDate) -> Self {
        Self::Text(day.to_string())
    }
}

impl From<Vec<String>> for Param {
    fn from(values: Vec<String>) -> Self {
        Self::List(values)
    }
}

impl From<OneOf> for Param {
    fn from(OneOf(values): OneOf) -> Self {
        Self::OneOf(values)
    }
}

impl From<Localized> for Param {
    fn from(name: Localized) -> Self {
        Self::Localized(name)
    }
}

impl From<Message> for Param {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}
