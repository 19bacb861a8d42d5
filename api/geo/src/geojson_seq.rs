//! Reads sequences of GeoJSON features: each after the separator of RFC 8142, or each on a separate
//! line.
//!
//! An invalid text affects only itself: reading resumes at the next separator or line.

use std::io::BufRead;

use super::crs::Crs;
use super::features::Features;
use super::geojson::read;
use super::input::SourceError;
use super::limits::Limits;
use super::row::{Row, RowError};

const SEPARATOR: u8 = 0x1E;

/// The features of a sequence.
pub(super) struct SequenceRows<R> {
    file: R,
    /// The byte that separates two features.
    between: u8,
    number: u64,
    read_bytes: u64,
    crs: Crs,
    limits: Limits,
}

/// A text of the sequence, whole or its first bytes.
struct Text {
    bytes: Vec<u8>,
    is_cut: bool,
}

impl<R: BufRead> SequenceRows<R> {
    /// Detects whether the sequence has separators; iterating returns the features.
    pub(super) fn new(mut file: R, crs: Crs, limits: Limits) -> Result<Self, SourceError> {
        let between = if file.fill_buf()?.first() == Some(&SEPARATOR) { SEPARATOR } else { b'\n' };
        Ok(Self { file, between, number: 0, read_bytes: 0, crs, limits })
    }

    /// The next text that is not only white space.
    fn text(&mut self) -> Result<Option<Text>, SourceError> {
        loop {
            let mut text = Text { bytes: Vec::new(), is_cut: false };
            let (mut found_end, mut took) = (false, false);
            while !found_end {
                let part = self.file.fill_buf()?;
                if part.is_empty() {
                    break;
                }
                took = true;
                let end = part.iter().position(|byte| *byte == self.between);
                found_end = end.is_some();
                let piece = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
                let available = self.limits.row_bytes.saturating_sub(text.bytes.len());
                text.is_cut |= piece.len() > available;
                text.bytes.extend_from_slice(piece.get(..piece.len().min(available)).unwrap_or_default());
                let gone = piece.len().saturating_add(usize::from(found_end));
                self.file.consume(gone);
                self.read_bytes = self.read_bytes.saturating_add(u64::try_from(gone).unwrap_or(u64::MAX));
            }
            if !text.bytes.trim_ascii().is_empty() {
                return Ok(Some(text));
            }
            if !took {
                return Ok(None);
            }
        }
    }
}

impl<R: BufRead + Send> Features for SequenceRows<R> {
    fn row(&mut self) -> Result<Option<Row>, SourceError> {
        let Some(Text { bytes, is_cut }) = self.text()? else { return Ok(None) };
        self.number = self.number.saturating_add(1);
        let cells = if is_cut {
            Err(RowError::TooLong { limit: self.limits.row_bytes })
        } else {
            read(bytes.trim_ascii(), self.crs, &self.limits)
        };
        let shown = bytes.get(..bytes.len().min(self.limits.excerpt_chars.saturating_mul(4))).unwrap_or_default();
        let raw = self.limits.excerpt(String::from_utf8_lossy(shown).trim());
        Ok(Some(Row { number: self.number, read_bytes: self.read_bytes, raw, cells }))
    }
}
