//! How much of a file a reader will hold, so that none can fill the memory or the disk.

use domain::text::checked::marked;

/// Bounds on one row of a file, and on what is laid aside to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one row as written in the file.
    pub row_bytes: usize,
    /// Positions in one geometry.
    pub vertices: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Characters of a row kept beside an error.
    pub excerpt_chars: usize,
    /// Bytes of a file that is laid aside because it must be read here and there.
    pub spool_bytes: u64,
    /// Bytes that come out of an archive, all its files together.
    pub inflated_bytes: u64,
    /// Bytes of a workbook, unpacked.
    pub workbook_bytes: u64,
    /// Bytes of each part of a workbook that is held in memory: the texts that cells share, styles, lists.
    pub shared_bytes: u64,
    /// Files in an archive.
    pub archive_files: usize,
    /// How many times longer than in the archive a file of it may be, once it is long at all.
    pub inflation: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            row_bytes: 1_048_576,
            vertices: domain::place::MOST_VERTICES,
            columns: 1_000,
            excerpt_chars: 2_000,
            spool_bytes: 4_294_967_296,
            inflated_bytes: 4_294_967_296,
            workbook_bytes: 536_870_912,
            shared_bytes: 67_108_864,
            archive_files: 200,
            inflation: 300,
        }
    }
}

impl Limits {
    /// The beginning of a row, short enough to keep, with U+FFFD for what no text may hold.
    #[must_use]
    pub fn excerpt(&self, raw: &str) -> String {
        let mut kept = marked(&raw.chars().take(self.excerpt_chars).collect::<String>());
        if raw.chars().nth(self.excerpt_chars).is_some() {
            kept.push('…');
        }
        kept
    }
}
