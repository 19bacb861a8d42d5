//! The errors of the store, classified by the possible reaction of a caller.

use std::error::Error;
use std::fmt::{self, Display};
use std::sync::Arc;

use domain::messages::{Conflict, Message};
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// An error of the database, classified by its remedy.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or is too busy; a later retry may succeed.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] Cause),
    /// The database rolled back in favour of another transaction; an immediate retry may succeed.
    #[error("the database let another change go first: {0}")]
    Again(#[source] Cause),
    /// A constraint of the database failed: another request was faster. The text is for the client;
    /// the log names the constraint.
    #[error("a guard of the database refused: {0}")]
    Conflict(Message),
    /// A defect of the program or of the stored data.
    #[error("the store failed: {0}")]
    Internal(#[source] Cause),
}

/// An error of a lower layer, with its own causes. It is shared, because the errors that hold it
/// are cloned.
#[derive(Debug, Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    /// Wraps an error, or a text in place of one.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(source.into()))
    }

    /// Wraps an error with a description of the failed operation.
    pub fn within(context: impl Display, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(InContext { context: context.to_string(), source: source.into() })
    }
}

impl Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// An error with a description of the failed operation.
#[derive(Debug, thiserror::Error)]
#[error("{context}: {source}")]
struct InContext {
    context: String,
    source: Box<dyn Error + Send + Sync>,
}

/// The result of a function of the store.
pub type StoreResult<T> = Result<T, StoreError>;

impl StoreError {
    /// Whether a retry may succeed without a repair: the connection was lost, or another
    /// transaction went first.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Again(_) => true,
            Self::Conflict(_) | Self::Internal(_) => false,
        }
    }

    /// A defect of the program or of the stored data.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Cause::new(source))
    }

    /// The database cannot be reached or is too busy.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Cause::new(source))
    }

    /// A stored value outside its permitted values.
    pub fn unreadable(what: &str, value: impl Display) -> Self {
        Self::internal(format!("stored {what} cannot be read: {value}"))
    }

    /// A stored value that cannot be decoded.
    pub fn undecodable(what: &str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Cause::within(format_args!("stored {what} cannot be read"), source))
    }

    /// Parses the code of an enum; `column` is `table.column`, for the log.
    pub fn read_code<T: std::str::FromStr>(column: &str, stored: &str) -> StoreResult<T> {
        stored.parse().ok().ok_or_else(|| Self::unreadable(column, format!("\"{stored}\" is unknown")))
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of the libraries grow; an error without a name is an internal error"
)]
impl From<DbErr> for StoreError {
    fn from(failure: DbErr) -> Self {
        match failure.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(guard)) => {
                return held(&guard, Conflict::ThereAlready);
            }
            Some(SqlErr::ForeignKeyConstraintViolation(guard)) => {
                return held(&guard, Conflict::ReferredTo);
            }
            Some(_) | None => {}
        }
        let inside = match &failure {
            // A failed connection attempt is a failure of the database, not of the request.
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return Self::unavailable(failure),
            DbErr::Exec(RuntimeErr::SqlxError(inside)) | DbErr::Query(RuntimeErr::SqlxError(inside)) => {
                Arc::clone(inside)
            }
            _ => return Self::internal(failure),
        };
        match inside.as_ref() {
            sqlx::Error::Database(reported) => match sort(reported.code().as_deref().unwrap_or_default()) {
                Sort::Check => held(&failure.to_string(), Conflict::BeyondWhatIsAllowed),
                Sort::Again => Self::Again(Cause::new(failure)),
                Sort::Unavailable => Self::unavailable(failure),
                Sort::Internal => Self::internal(failure),
            },
            lost if is_connection_lost(lost) => Self::unavailable(failure),
            sqlx::Error::PoolTimedOut => Self::unavailable(failure),
            _ => Self::Internal(Cause(inside)),
        }
    }
}

/// Whether the connection is unusable after this error: it is cut, or its next answer is
/// unpredictable.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of the library grow; the others leave the connection as it was"
)]
pub(crate) fn is_connection_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::PoolClosed => true,
        sqlx::Error::Database(reported) => match sort(reported.code().as_deref().unwrap_or_default()) {
            // After a timeout or a lock conflict the connection is still usable; after a disk
            // failure it is not.
            Sort::Unavailable => !is_waited_for(reported.code().as_deref().unwrap_or_default()),
            Sort::Again | Sort::Check | Sort::Internal => false,
        },
        _ => false,
    }
}

/// Whether another transaction or the time limit of a statement was the cause.
fn is_waited_for(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, SQLITE_BUSY | SQLITE_LOCKED),
        Ok(_) | Err(_) => matches!(code, "55P03" | "57014"),
    }
}

/// Logs the name of the constraint, because only the `Conflict` text may leave the server.
fn held(guard: &str, reported: Conflict) -> StoreError {
    tracing::info!(guard, "a guard of the database held");
    StoreError::Conflict(reported.into())
}

// The low byte of an SQLite code is its category, the other bytes the detail.
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_NO_MEMORY: u32 = 7;
/// Also the error of a connection opened while the disk was mounted read-only: only a new
/// connection can write again.
const SQLITE_READONLY: u32 = 8;
const SQLITE_IO_ERROR: u32 = 10;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANNOT_OPEN: u32 = 14;

/// The meaning of an error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A check constraint failed.
    Check,
    /// A serialisation failure or a deadlock.
    Again,
    /// The database cannot serve now.
    Unavailable,
    /// A defect of the program.
    Internal,
}

/// Classifies a database error code: five characters on PostgreSQL, a number on SQLite.
fn sort(code: &str) -> Sort {
    match code {
        // PostgreSQL, SQLite.
        "23514" | "275" => return Sort::Check,
        "40001" | "40P01" => return Sort::Again,
        _ => {}
    }
    let is_unavailable = match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(
            number & 0xff,
            SQLITE_BUSY
                | SQLITE_LOCKED
                | SQLITE_NO_MEMORY
                | SQLITE_READONLY
                | SQLITE_IO_ERROR
                | SQLITE_FULL
                | SQLITE_CANNOT_OPEN
        ),
        // 08: connection; 53: disk, memory or connections exhausted; 57P, 58: shutdown, startup,
        // disk failure; 25006: a standby, or a server set to read-only; 55P03, 57014: the time
        // limit of a lock or a statement exceeded; 25P03, 25P04: the time limit of the transaction
        // exceeded.
        Ok(_) | Err(_) => {
            code.len() == 5
                && (["08", "53", "57P", "58"].iter().any(|class| code.starts_with(class))
                    || ["55P03", "57014", "25P03", "25P04", "25006"].contains(&code))
        }
    };
    if is_unavailable { Sort::Unavailable } else { Sort::Internal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_by_itself_is_unavailable() {
        for code in [
            "5", "261", "517", "773", "6", "262", "7", "10", "778", "1034", "1290", "4874", "8", "1032", "13", "14",
            "526", "25006", "08006", "53100", "53200", "53300", "57P01", "57P02", "57P03", "57P05", "58030", "55P03",
            "57014", "25P03",
        ] {
            assert_eq!(sort(code), Sort::Unavailable, "{code}");
        }
        for code in ["1", "11", "26", "42601", "42P01", "22001", "25P02", ""] {
            assert_eq!(sort(code), Sort::Internal, "{code}");
        }
        assert_eq!(sort("275"), Sort::Check);
        assert_eq!(sort("40P01"), Sort::Again);
    }

    #[test]
    fn a_connection_that_waited_in_vain_is_whole() {
        assert!(["5", "517", "6", "55P03", "57014"].into_iter().all(is_waited_for));
        assert!(!["8", "13", "10", "1034", "25006", "57P01", "08006", "53100"].into_iter().any(is_waited_for));
    }
}
