//! A whole house in one file: its rows and the files they refer to, out of either database and into
//! either.
//!
//! The file is a tape archive (tar) pressed by zstd. Its members, in this order:
//!
//! - `rows/<sheet>/<part>.jsonl`: the columns on the first line, then a row a line ([`mod@line`]);
//! - `files/documents/<sha256>`, `files/imports/<sha256>/<key>`, `files/exports/<sha256>/<key>`;
//! - `manifest.json` ([`manifest`]): what the members must be. It is written last, so only a whole
//!   archive has one.
//!
//! [`create`] writes it, [`verify`] proves it, [`restore`] brings it into an empty house. Neither
//! ever holds more than a part of it.

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

/// Rows are written in parts that are not much longer than this, in bytes.
const PART: usize = 4 << 20;
/// No part is longer than this, in bytes, and so no row.
const LONGEST_PART: usize = 64 << 20;
/// The longest manifest, in bytes.
const LONGEST_MANIFEST: u64 = 4 << 20;
/// Findings that are told one by one.
const FINDINGS_TOLD: usize = 1_000;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Rows written, of so many.
    Rows(u64, u64),
    /// Files written, of so many.
    Files(u64, u64),
    /// Bytes of the archive proved, of so many.
    Proved(u64, u64),
    /// Bytes of the archive brought in, of so many.
    BroughtIn(u64, u64),
    Cases(u64),
}

/// Who wants to know.
pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;
