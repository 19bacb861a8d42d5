//! The queryable properties of features.

use domain::messages::Expected;
use domain::registry::kind::AttributeForm;
use domain::text::Localized;

/// The type of a property's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Id,
    Number,
    Flag,
    Day,
    Instant,
}

impl Form {
    /// The name of the type in an error.
    #[must_use]
    pub const fn expected(self) -> Expected {
        match self {
            Self::Text => Expected::Text,
            Self::Id => Expected::Id,
            Self::Number => Expected::Number,
            Self::Flag => Expected::Boolean,
            Self::Day => Expected::Date,
            Self::Instant => Expected::Instant,
        }
    }

    /// The type and format in JSON Schema.
    #[must_use]
    pub const fn json(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("string", None),
            Self::Id => ("string", Some("uuid")),
            Self::Number => ("number", None),
            Self::Flag => ("boolean", None),
            Self::Day => ("string", Some("date")),
            Self::Instant => ("string", Some("date-time")),
        }
    }
}

impl From<AttributeForm> for Form {
    fn from(form: AttributeForm) -> Self {
        match form {
            AttributeForm::Number | AttributeForm::Integer => Self::Number,
            AttributeForm::Text | AttributeForm::Choice => Self::Text,
            AttributeForm::Flag => Self::Flag,
            AttributeForm::Date => Self::Day,
        }
    }
}

/// A property of the features of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    pub name: String,
    pub title: Localized,
    pub form: Form,
    /// The permitted values, if the property is an enumeration.
    pub choices: Vec<String>,
}

impl Property {
    /// A property with a name and titles.
    #[must_use]
    pub fn new(name: &str, form: Form, (vi, en): (&str, &str)) -> Self {
        let title = Localized { vi: vi.to_owned(), en: en.to_owned() };
        Self { name: name.to_owned(), title, form, choices: Vec::new() }
    }

    /// The same property with an enumeration of permitted values.
    #[must_use]
    pub fn among<'a>(self, choices: impl IntoIterator<Item = &'a str>) -> Self {
        Self { choices: choices.into_iter().map(str::to_owned).collect(), ..self }
    }
}
