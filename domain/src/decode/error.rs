//! The error of a decoded value, with its position.

use std::fmt;

use serde::de::{self, Expected as ExpectedType, Unexpected};

use crate::fault::FieldError;
use crate::messages::{Expected, FieldProblem, Message};

/// The error of a value, and the position inside the value.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodeError {
    /// The path steps, innermost first.
    steps: Vec<String>,
    problem: FieldProblem,
}

impl DecodeError {
    pub(super) const fn of(problem: FieldProblem) -> Self {
        Self { steps: Vec::new(), problem }
    }

    pub(super) const fn wrong_type(expected: Expected) -> Self {
        Self::of(FieldProblem::WrongType { expected })
    }

    /// Adds the step of the enclosing object or list.
    pub(super) fn inside(mut self, step: &str) -> Self {
        self.steps.push(step.to_owned());
        self
    }

    /// Turns the error into a field error below a pointer.
    pub(super) fn at(self, pointer: &str) -> FieldError {
        let steps = self.steps.iter().rev().map(|step| step.replace('~', "~0").replace('/', "~1"));
        let place = steps.fold(pointer.to_owned(), |place, step| place + "/" + &step);
        FieldError::new(place, Message::from(self.problem))
    }

    /// Replaces the expectation for a text of the right type but the wrong content.
    pub(super) fn refined(self, expected_type: Expected) -> Self {
        let is_text = matches!(expected_type, Expected::Text | Expected::Other);
        if self.problem == FieldProblem::Unreadable && !is_text && self.steps.is_empty() {
            Self::wrong_type(expected_type)
        } else {
            self
        }
    }
}

/// The expectation of a visitor.
pub(super) fn expected_type(visitor: &dyn ExpectedType) -> Expected {
    expected(&visitor.to_string())
}

/// Maps the expectation text of a domain type's reader to a message.
fn expected(expected_type: &str) -> Expected {
    match expected_type {
        "u8" | "u16" | "u32" | "u64" | "usize" => Expected::NaturalNumber,
        "i8" | "i16" | "i32" | "i64" | "isize" => Expected::WholeNumber,
        "f32" | "f64" => Expected::Number,
        "a boolean" => Expected::Boolean,
        "unit" => Expected::Null,
        "a sequence" => Expected::List,
        "a map" => Expected::Object,
        "a formatted date string" => Expected::Date,
        "a string" | "a borrowed string" | "string or map" | "variant identifier" => Expected::Text,
        named if named.contains("date and time") => Expected::Instant,
        named if named.contains("UUID") => Expected::Id,
        named if ["a tuple", "an array", "tuple "].iter().any(|kind| named.starts_with(kind)) => Expected::List,
        named if ["struct ", "internally tagged enum "].iter().any(|kind| named.starts_with(kind)) => Expected::Object,
        named if named.starts_with("enum ") => Expected::Text,
        _ => Expected::Other,
    }
}

fn words(known: &'static [&'static str]) -> Vec<String> {
    known.iter().map(|word| (*word).to_owned()).collect()
}

impl de::Error for DecodeError {
    /// The text comes from a library or names a Rust type, so the user does not see it.
    fn custom<T: fmt::Display>(_words: T) -> Self {
        Self::of(FieldProblem::Unreadable)
    }

    fn invalid_type(_found: Unexpected<'_>, expected_type: &dyn ExpectedType) -> Self {
        Self::wrong_type(self::expected_type(expected_type))
    }

    fn invalid_value(_found: Unexpected<'_>, expected_type: &dyn ExpectedType) -> Self {
        Self::wrong_type(self::expected_type(expected_type))
    }

    fn invalid_length(_found: usize, expected_type: &dyn ExpectedType) -> Self {
        Self::wrong_type(self::expected_type(expected_type))
    }

    fn unknown_variant(_found: &str, known: &'static [&'static str]) -> Self {
        Self::of(FieldProblem::UnknownValue { allowed: words(known) })
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::of(FieldProblem::UnknownField { known: words(known) }).inside(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(FieldProblem::Missing).inside(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::of(FieldProblem::DuplicateField).inside(field)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self.problem.clone()).fmt(f)
    }
}

impl std::error::Error for DecodeError {}
