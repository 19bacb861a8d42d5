//! Errors of backup archives.

use std::error::Error;
use std::io;
use std::path::Path;

use super::verify::Listed;
use crate::error::AppError;
use api_store::StoreError;

/// Why a backup was not written, or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rows of a table could not be written or read.
    #[error("{column_set}: {why}")]
    ColumnSet {
        column_set: String,
        #[source]
        why: StoreError,
    },
    #[error("files: {key}: {source}")]
    Files { key: String, source: Box<dyn Error + Send + Sync> },
    #[error("{path}: {why}")]
    Disk {
        path: String,
        #[source]
        why: io::Error,
    },
    #[error(transparent)]
    ArchiveError(#[from] ArchiveError),
    /// The archive contains values that no restore can store.
    #[error("the archive holds text that cannot be restored:\n{0}")]
    Unstorable(Listed),
    /// A row or a file note cannot be written or read as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The state of the server or the archive does not permit the operation.
    #[error("{0}")]
    Refused(String),
    /// The verification of the cases failed.
    #[error(transparent)]
    Proof(#[from] AppError),
}

impl BackupError {
    /// An error of a local file.
    pub(super) fn disk(path: &Path, why: io::Error) -> Self {
        Self::Disk { path: path.display().to_string(), why }
    }

    /// An error of the file store.
    pub(super) fn file(key: &str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Files { key: key.to_owned(), source: source.into() }
    }

    /// A thread that ended before it finished.
    pub(super) fn ended(why: tokio::task::JoinError) -> Self {
        Self::Store(StoreError::internal(why))
    }
}

/// Why an archive is invalid.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The archive cannot be unpacked: it is truncated, damaged, or not an archive.
    #[error("the archive cannot be unpacked: {0}")]
    Broken(#[from] io::Error),
    #[error("the archive is not as it was written: {member}: {what}")]
    Wrong { member: String, what: String },
    /// The archive as a whole is invalid.
    #[error("the archive is not as it was written: {0}")]
    Whole(String),
    /// The receiver of the entries has stopped.
    #[error("nobody takes what is in the archive")]
    Stopped,
}

impl ArchiveError {
    pub(super) fn wrong(member: impl std::fmt::Display, what: impl std::fmt::Display) -> Self {
        Self::Wrong { member: member.to_string(), what: what.to_string() }
    }
}
