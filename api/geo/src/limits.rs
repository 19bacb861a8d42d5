//! Limits on the memory and disk that a reader uses for a file.

use domain::text::checked::marked;

/// Limits on one row of a file, and on temporary files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one row as written in the file.
    pub row_bytes: usize,
    /// Positions in one geometry.
    pub vertices: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Characters of a row that an error quotes.
    pub excerpt_chars: usize,
    /// Bytes of a temporary file for random access.
    pub spool_bytes: u64,
    /// Bytes unpacked from an archive, all its files together.
    pub inflated_bytes: u64,
    /// Bytes of a workbook, unpacked.
    pub workbook_bytes: u64,
    /// Bytes of each part of a workbook that is held in memory: the texts that cells share, styles,
    /// lists.
    pub shared_bytes: u64,
    /// Files in an archive.
    pub archive_files: usize,
    /// The ratio between the unpacked and the packed length of a file; it applies only to long
    /// files.
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
    /// The beginning of a row, short enough to store, with U+FFFD for forbidden characters.
    #[must_use]
    pub fn excerpt(&self, raw: &str) -> String {
        let mut kept = marked(&raw.chars().take(self.excerpt_chars).collect::<String>());
        if raw.chars().nth(self.excerpt_chars).is_some() {
            kept.push('…');
        }
        kept
    }
}
