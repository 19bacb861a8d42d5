//! Decodes typed values from JSON and reports errors with messages of the catalogue and the
//! position.
//!
//! `serde_json` would report the same errors with names of Rust types. This module decodes values
//! in the same way: a list of fields for an object, a word for an enum case.

mod error;
mod json_reader;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use error::DecodeError;

use crate::fault::FieldError;

/// Decodes a value at a position of the request body.
///
/// # Errors
/// The error, with the position inside the value.
pub fn decode<T: DeserializeOwned>(value: &Value, pointer: &str) -> Result<T, FieldError> {
    T::deserialize(json_reader::Reader(value)).map_err(|error: DecodeError| error.at(pointer))
}

#[cfg(test)]
mod tests;
