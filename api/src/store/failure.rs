//! What can go wrong below the store, in the ways a caller can react to.

use std::sync::Arc;

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// A failure of the database, sorted by what helps.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreFailure {
    /// The database cannot be reached or is too busy; the same again may work later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database broke it off to let another change through; the same again may work at once.
    #[error("the database let another change go first: {0}")]
    Again(String),
    /// A guard of the database held: somebody else was faster.
    #[error("a guard of the database refused: {0}")]
    Conflict(String),
    /// A mistake of ours.
    #[error("the store failed: {0}")]
    Internal(String),
}

/// What the functions of the store give back.
pub type Stored<T> = Result<T, StoreFailure>;

impl StoreFailure {
    /// Whether the same again may go well, though nobody mends anything: the connection is gone, or another change went first.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Again(_) => true,
            Self::Conflict(_) | Self::Internal(_) => false,
        }
    }

    /// A stored row that does not say what it must.
    pub fn unreadable(what: &str, why: impl std::fmt::Display) -> Self {
        Self::Internal(format!("stored {what} cannot be read: {why}"))
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of the libraries grow; what is not named is a mistake of the house"
)]
impl From<DbErr> for StoreFailure {
    fn from(failure: DbErr) -> Self {
        match failure.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(guard)) => {
                return held(&guard, "another one of the same name or number is there already");
            }
            Some(SqlErr::ForeignKeyConstraintViolation(guard)) => {
                return held(&guard, "something it refers to is not there, or it is still referred to");
            }
            Some(_) | None => {}
        }
        let inside = match &failure {
            DbErr::ConnectionAcquire(_) => return Self::Unavailable(failure.to_string()),
            DbErr::Conn(RuntimeErr::SqlxError(inside))
            | DbErr::Exec(RuntimeErr::SqlxError(inside))
            | DbErr::Query(RuntimeErr::SqlxError(inside)) => Arc::clone(inside),
            other => return Self::Internal(other.to_string()),
        };
        match inside.as_ref() {
            sqlx::Error::Database(told) => sort(told.code().as_deref().unwrap_or_default(), failure.to_string()),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(failure.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// The name of a guard is for the log; what is told leaves the house.
fn held(guard: &str, told: &str) -> StoreFailure {
    tracing::info!(guard, "a guard of the database held");
    StoreFailure::Conflict(told.to_owned())
}

/// By the code of the database: five characters on PostgreSQL, a number on SQLite.
fn sort(code: &str, said: String) -> StoreFailure {
    match code {
        // A check held (PostgreSQL, SQLite).
        "23514" | "275" => held(&said, "it would go beyond what the register allows"),
        // Serialisation lost, deadlock broken.
        "40001" | "40P01" => StoreFailure::Again(said),
        // Too many connections; going down or coming up.
        // SQLite: busy (5, 261 recovering, 517 snapshot, 773 timed out), locked, full, cannot open.
        "53300" | "57P01" | "57P02" | "57P03" | "5" | "261" | "517" | "773" | "6" | "13" | "14" => {
            StoreFailure::Unavailable(said)
        }
        code if code.len() == 5 && code.starts_with("08") => StoreFailure::Unavailable(said),
        _ => StoreFailure::Internal(said),
    }
}
