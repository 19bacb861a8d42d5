//! E-mail addresses for the other modules; only the mailer depends on the library that parses them.

use std::{fmt, str::FromStr};

use serde::Deserialize;

/// The sender of messages: `Hatang <hatang@province.example>`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Sender(lettre::message::Mailbox);

impl Sender {
    pub(crate) fn mailbox(&self) -> &lettre::message::Mailbox {
        &self.0
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Sender {
    type Err = MailAddressError;

    fn from_str(text: &str) -> Result<Self, MailAddressError> {
        text.parse().map(Self).map_err(|_why| MailAddressError(text.to_owned()))
    }
}

/// A text that is not an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an e-mail address")]
pub struct MailAddressError(String);

/// Whether a text is a valid e-mail address.
#[must_use]
pub(crate) fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}
