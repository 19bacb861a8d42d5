//! What is wrong with one place of a body.

use crate::messages::Message;

/// One fault in what was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    /// Where, as a JSON pointer into the request body.
    pub pointer: String,
    /// What is wrong.
    pub message: Message,
}

impl FieldError {
    /// A fault at a place of the body.
    #[must_use]
    pub fn new(pointer: impl Into<String>, message: impl Into<Message>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}
