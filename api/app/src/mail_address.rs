//! E-mail addresses as the other rooms know them; only the mailer knows the library that reads them.

use std::{fmt, str::FromStr};

use serde::Deserialize;

/// Under which name letters leave: `Hatang <hatang@province.example>`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Sender(lettre::message::Mailbox);

impl Sender {
    /// As the library wants it.
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

/// Whether letters can be sent to a text.
#[must_use]
pub(crate) fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}
