//! The manifest: the last entry of an archive, which describes all others.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The current format version.
pub(crate) const FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format version: `FORMAT`.
    pub format: u32,
    /// The version of the program that wrote the archive.
    pub program: String,
    /// The applied migrations, in order.
    pub steps: Vec<String>,
    /// The instant of the snapshot.
    pub taken_at: DateTime<Utc>,
    /// Every table, in the order of the archive.
    #[serde(rename = "sheets")]
    pub column_sets: Vec<Counted>,
    pub files: u64,
    /// The total size of all files.
    pub file_bytes: u64,
    /// One hash over the last hash of every case history.
    pub heads: String,
    /// The number of referenced files that were missing or damaged.
    pub lacking: u64,
    /// The first of these files, in words.
    pub findings: Vec<String>,
    /// One hash over the names, lengths and hashes of all other entries, in their order.
    pub seal: String,
}

/// A table as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    pub name: String,
    pub rows: u64,
    /// One hash over all parts.
    pub sha256: String,
}

impl Manifest {
    /// Rows in all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.column_sets.iter().map(|column_set| column_set.rows).fold(0, u64::saturating_add)
    }
}

/// The hash over all entries except the manifest.
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
