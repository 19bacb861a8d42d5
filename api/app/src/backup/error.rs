//! What can go wrong with an archive.

use std::error::Error;
use std::io;
use std::path::Path;

use super::verify::Listed;
use crate::error::AppError;
use api_store::StoreError;

/// Why an archive was not written, or not brought in.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table did not take rows, or did not give them.
    #[error("{sheet}: {why}")]
    Sheet {
        sheet: String,
        #[source]
        why: StoreError,
    },
    #[error("files: {key}: {source}")]
    Files { key: String, source: Box<dyn Error + Send + Sync> },
    /// A file of this machine.
    #[error("{path}: {why}")]
    Disk {
        path: String,
        #[source]
        why: io::Error,
    },
    /// The archive is not what it must be.
    #[error(transparent)]
    ArchiveError(#[from] ArchiveError),
    /// Values that no restore can bring in.
    #[error("the archive holds text that cannot be restored:\n{0}")]
    Unstorable(Listed),
    /// A row, or a note about a file, cannot be written or read as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// It cannot be done as things stand.
    #[error("{0}")]
    Refused(String),
    /// The proof of the cases could not be made.
    #[error(transparent)]
    Proof(#[from] AppError),
}

impl BackupError {
    /// Something about a file of this machine.
    pub(super) fn disk(path: &Path, why: io::Error) -> Self {
        Self::Disk { path: path.display().to_string(), why }
    }

    /// Something about the store of a file.
    pub(super) fn file(key: &str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Files { key: key.to_owned(), source: source.into() }
    }

    /// A thread that ended before its work.
    pub(super) fn ended(why: tokio::task::JoinError) -> Self {
        Self::Store(StoreError::internal(why))
    }
}

/// Why an archive is not fit.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be unpacked: it is cut off, damaged, or no archive at all.
    #[error("the archive cannot be unpacked: {0}")]
    Broken(#[from] io::Error),
    /// A member is wrong.
    #[error("the archive is not as it was written: {member}: {what}")]
    Wrong {
        member: String,
        /// What is wrong with it.
        what: String,
    },
    /// Something is wrong with it as a whole.
    #[error("the archive is not as it was written: {0}")]
    Whole(String),
    /// Nobody takes what is read any more.
    #[error("nobody takes what is in the archive")]
    Stopped,
}

impl ArchiveError {
    pub(super) fn wrong(member: impl std::fmt::Display, what: impl std::fmt::Display) -> Self {
        Self::Wrong { member: member.to_string(), what: what.to_string() }
    }
}
