//! The error of one place in a request body.

use crate::messages::Message;

/// An error of a field in a request body.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    /// A JSON pointer into the request body.
    pub pointer: String,
    pub message: Message,
}

impl FieldError {
    #[must_use]
    pub fn new(pointer: impl Into<String>, message: impl Into<Message>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}
