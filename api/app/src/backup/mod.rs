//! Backups: one file with all rows and the files that they refer to. A backup of either database
//! can be restored into either database.
//!
//! The file is a tape archive (tar) compressed with zstd. Its entries, in this order:
//!
//! - `rows/<column_set>/<part>.jsonl`: the columns on the first line, then one row per line
//!   ([`mod@row_codec`]);
//! - `files/documents/<sha256>`, `files/imports/<sha256>/<key>`, `files/exports/<sha256>/<key>`;
//! - `manifest.json` ([`manifest`]): describes the other entries. The manifest is written last, so
//!   only a complete archive has one.
//!
//! [`create`] writes an archive, [`verify`] verifies it, [`restore`] loads it into an empty
//! installation. Each holds only a part of the archive in memory.

pub mod create;
pub mod entry_name;
pub mod error;
pub mod manifest;
pub mod reader;
pub mod restore;
pub mod row_codec;
mod spool;
pub mod unstorable;
pub mod verify;
mod writer;

use std::sync::Arc;

/// The approximate length of a part with rows, in bytes.
const PART: usize = 4 << 20;
/// The longest part, in bytes, and so the longest row.
const LONGEST_PART: usize = 64 << 20;
/// The longest manifest, in bytes.
const LONGEST_MANIFEST: u64 = 4 << 20;
/// The number of findings that are listed individually.
const FINDINGS_LISTED: usize = 1_000;

/// The progress of a backup or restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Rows written, and their total.
    Rows(u64, u64),
    /// Files written, and their total.
    Files(u64, u64),
    /// Bytes of the archive verified, and their total.
    Proved(u64, u64),
    /// Bytes of the archive restored, and their total.
    BroughtIn(u64, u64),
    Cases(u64),
}

pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;
