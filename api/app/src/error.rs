//! The error type of the application, with one variant for each reason. `http/problem.rs` decides
//! what the client reads.

use std::error::Error;
use std::fmt::{Display, Write as _};
use std::time::Duration;

use domain::messages::{Conflict, Message, Rule};
use domain::workflow::violation::{FieldError, NotAccepted, RuleViolation};

use api_store::{Cause, StoreError};

/// Why a request has no result.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppError {
    /// No user is logged in, or the session has expired.
    #[error("nobody is logged in")]
    Unauthenticated,
    /// The address or the password of a login is wrong.
    #[error("wrong address or password")]
    BadCredentials,
    /// A page of another site made a change with the session cookie of its reader.
    #[error("the request comes from another site")]
    CrossSite,
    /// The subject does not exist, or the caller may not see it.
    #[error("not found")]
    NotFound,
    /// The caller may see the subject, but not change it.
    #[error("forbidden: {}", .0.message)]
    Forbidden(Box<RuleViolation>),
    /// A rule forbids the change now.
    #[error("refused: {}", .0.message)]
    Refused(Box<RuleViolation>),
    #[error("{} fault(s) in the content", .0.len())]
    Invalid(Vec<FieldError>),
    /// A change needs the version that the caller read.
    #[error("the version that was seen must be named")]
    PreconditionRequired,
    /// The stored version differs from the version that the caller read.
    #[error("another version is stored: {stored:?}")]
    Stale {
        /// The stored version; `None` when another change wrote it during this one.
        stored: Option<u64>,
    },
    /// Another change was committed first.
    #[error("conflict: {0}")]
    Conflict(Message),
    #[error("too many requests")]
    TooMany { retry_after: Duration },
    #[error("too large: at most {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    /// A service that the server needs does not answer.
    #[error("not available now")]
    Unavailable {
        retry_after: Duration,
        /// The cause for the log; `None` when the service is only busy.
        source: Option<Cause>,
    },
    /// All compute threads are busy, and the queue is full.
    #[error("too many computations at once")]
    Busy { retry_after: Duration },
    /// The change gave way to a concurrent one; a retry may succeed.
    #[error("another change stood in the way")]
    Again,
    /// A defect of the server. The cause is for the log; the client never reads it.
    #[error("internal: {0}")]
    Internal(#[source] Cause),
}

impl AppError {
    /// The name of the reason in metrics and in `urn:hatang:problem:…`.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::BadCredentials => "bad_credentials",
            Self::CrossSite => "cross_site",
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

    /// The error for a caller without the necessary role or stance.
    #[must_use]
    pub fn forbidden(why: Rule) -> Self {
        Self::Forbidden(Box::new(RuleViolation::of(why)))
    }

    /// A single error in the content.
    #[must_use]
    pub fn invalid(pointer: &str, message: impl Into<Message>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, message)])
    }

    /// A defect of the server, from an error or a text.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Cause::new(source))
    }

    /// A defect of the server, with the error that caused it.
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
/// that the text already contains is not repeated.
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
