//! Reads typed values out of JSON, and says what is wrong with them in words of ours, at its place.
//!
//! The reader of the library would do the same with words that name our types. Its values are read
//! in the same way here: a list of fields for an object, a word for a case of an enum.

mod error;
mod walk;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use error::DecodeError;

use crate::fault::FieldError;

/// Reads a value that stands at a place of what was sent.
///
/// # Errors
/// What is wrong, with the place inside the value.
pub fn decode<T: DeserializeOwned>(value: &Value, pointer: &str) -> Result<T, FieldError> {
    T::deserialize(walk::Reader(value)).map_err(|error: DecodeError| error.at(pointer))
}

#[cfg(test)]
mod tests;
