//! Why there is no answer. One name for each reason; what the client reads of it is decided in `http/problem.rs`.

use std::error::Error;
use std::fmt::{Display, Write as _};
use std::time::Duration;

use domain::messages::{Conflict, Message, Rule};
use domain::workflow::violation::{FieldError, NotAccepted, RuleViolation};

use api_store::{Cause, StoreError};

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppError {
    /// Nobody is logged in, or the session is over.
    #[error("nobody is logged in")]
    Unauthenticated,
    /// It is not there, or not for these eyes.
    #[error("not found")]
    NotFound,
    /// It is seen, but not for these hands.
    #[error("forbidden: {}", .0.message)]
    Forbidden(Box<RuleViolation>),
    /// A rule refuses it now.
    #[error("refused: {}", .0.message)]
    Refused(Box<RuleViolation>),
    /// The content is wrong.
    #[error("{} fault(s) in the content", .0.len())]
    Invalid(Vec<FieldError>),
    /// A change was asked for without saying which version was seen.
    #[error("the version that was seen must be named")]
    PreconditionRequired,
    /// The version that was seen is not the one that is stored.
    #[error("another version is stored: {stored:?}")]
    Stale {
        /// The stored version, unless it was written only in this moment.
        stored: Option<u64>,
    },
    /// Somebody else was faster.
    #[error("conflict: {0}")]
    Conflict(Message),
    /// Too much of it.
    #[error("too many requests")]
    TooMany {
        /// When to come back.
        retry_after: Duration,
    },
    /// More than the server takes at once.
    #[error("too large: at most {limit_bytes} bytes")]
    TooLarge {
        /// The most it takes.
        limit_bytes: u64,
    },
    /// Something the server needs does not answer.
    #[error("not available now")]
    Unavailable {
        /// When to come back.
        retry_after: Duration,
        /// What failed, for the log, unless it is only busy.
        source: Option<Cause>,
    },
    /// All threads that compute are busy, and as many requests wait for one as may.
    #[error("too many computations at once")]
    Busy {
        /// When to come back.
        retry_after: Duration,
    },
    /// Changes stood in each other's way, and this one gave way; done again, it may well succeed.
    #[error("another change stood in the way")]
    Again,
    /// A mistake of ours. The cause is for the log; the client never reads it.
    #[error("internal: {0}")]
    Internal(#[source] Cause),
}

impl AppError {
    /// The reason in a word, as the counters and `urn:hatang:problem:…` name it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::NotFound => "not_found",
            Self::Forbidden(_) => "forbidden",
            Self::Refused(_) => "refused",
            Self::Invalid(_) => "invalid",
            Self::PreconditionRequired => "precondition_required",
            Self::Stale { .. } => "stale",
            Self::Conflict(_) => "conflict",
            Self::TooMany { .. } => "too_many_requests",
            Self::TooLarge { .. } => "too_large",
            Self::Unavailable { .. } | Self::Busy { .. } | Self::Again => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// A refusal for want of standing.
    #[must_use]
    pub fn forbidden(why: Rule) -> Self {
        Self::Forbidden(Box::new(RuleViolation::of(why)))
    }

    /// One fault in the content.
    #[must_use]
    pub fn invalid(pointer: &str, message: impl Into<Message>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, message)])
    }

    /// A mistake of ours: an error, or a text where there is none.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Cause::new(source))
    }

    /// A mistake of ours, and the error that it comes from.
    pub fn internal_because(context: impl Display, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Cause::within(context, source))
    }
}

impl From<NotAccepted> for AppError {
    fn from(denial: NotAccepted) -> Self {
        match denial {
            NotAccepted::Refused(refusal) => Self::Refused(refusal),
            NotAccepted::NotYours(refusal) => Self::Forbidden(refusal),
            NotAccepted::Invalid(faults) => Self::Invalid(faults),
        }
    }
}

impl From<RuleViolation> for AppError {
    fn from(refusal: RuleViolation) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Rule> for AppError {
    fn from(rule: Rule) -> Self {
        RuleViolation::of(rule).into()
    }
}

impl From<Conflict> for AppError {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict.into())
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => {
                Self::Unavailable { retry_after: Duration::from_secs(2), source: Some(Cause::new(error)) }
            }
            StoreError::Again(_) => Self::Again,
            StoreError::Conflict(why) => Self::Conflict(why),
            StoreError::Internal(why) => Self::Internal(why),
        }
    }
}

/// An error and its causes on one line, for the log or the terminal: `error: cause: cause`. A cause
/// that the text names already is not repeated.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            // Writing to a string cannot fail.
            write!(text, ": {said}").unwrap_or_default();
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{AppError, chain};
    use api_store::StoreError;

    #[test]
    fn a_chain_names_each_cause_once() {
        let number = "x".parse::<u32>().unwrap_err();
        let error = AppError::from(StoreError::undecodable("share", number));
        assert_eq!(chain(&error), "internal: stored share cannot be read: invalid digit found in string");
        let error = AppError::from(StoreError::Unavailable(api_store::Cause::new(std::io::Error::other("no disk"))));
        assert_eq!(chain(&error), "not available now: the database is not available: no disk");
    }
}
