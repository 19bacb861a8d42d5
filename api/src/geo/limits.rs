//! How much of one row a reader will hold, so that no file can fill the memory.

/// Bounds on one row of a file.
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
}

impl Default for Limits {
    fn default() -> Self {
        Self { row_bytes: 1_048_576, vertices: 10_000, columns: 1_000, excerpt_chars: 2_000 }
    }
}

impl Limits {
    /// The beginning of a row, short enough to keep and free of the one character PostgreSQL refuses.
    #[must_use]
    pub fn excerpt(&self, raw: &str) -> String {
        let mut kept: String =
            raw.chars().take(self.excerpt_chars).map(|c| if c == '\0' { '\u{FFFD}' } else { c }).collect();
        if raw.chars().nth(self.excerpt_chars).is_some() {
            kept.push('…');
        }
        kept
    }
}
