//! What an archive says of itself, at its end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How archives are written now.
pub(crate) const FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// How the archive is written: [`FORMAT`].
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The steps that its tables had taken, in order.
    pub steps: Vec<String>,
    /// When its rows stood so.
    pub taken_at: DateTime<Utc>,
    /// Every sheet, in the order in which they stand.
    pub sheets: Vec<Counted>,
    /// How many files it has.
    pub files: u64,
    /// How many bytes they are together.
    pub file_bytes: u64,
    /// One hash over the last hash of every trail.
    pub heads: String,
    /// Files that rows refer to and that were not there, or not what they should be.
    pub lacking: u64,
    /// The first of them, in words.
    pub findings: Vec<String>,
    /// One hash over the names, lengths and hashes of all other members, in their order.
    pub seal: String,
}

/// A sheet as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// One hash over all its parts.
    pub sha256: String,
}

impl Manifest {
    /// Rows in all sheets.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.sheets.iter().map(|sheet| sheet.rows).fold(0, u64::saturating_add)
    }
}

/// The hash over all members but the manifest.
#[derive(Debug, Clone, Default)]
pub(super) struct Seal(Sha256);

impl Seal {
    pub(super) fn add(&mut self, name: &str, bytes: u64, sha256: &str) {
        self.0.update(format!("{name} {bytes} {sha256}\n"));
    }

    pub(super) fn close(self) -> String {
        format!("{:x}", self.0.finalize())
    }
}
