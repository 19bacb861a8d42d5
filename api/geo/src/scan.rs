//! Finds the end of one JSON value without parsing it, so that the reader can process a collection
//! of any size value by value.
//!
//! The scan looks only at brackets, quotes and escapes. The JSON parser then checks each value
//! alone; an invalid feature does not affect the next one.

use std::io::{self, BufRead};

/// The bytes of a file, with a look-ahead of one byte.
pub(crate) struct Scan<R> {
    file: R,
    offset: u64,
}

/// The result of capturing a value.
#[derive(Debug, PartialEq, Eq)]
pub enum Captured {
    Whole(Vec<u8>),
    /// Longer than the limit: the first bytes of the value. The scan position is still after the
    /// whole value.
    Cut(Vec<u8>),
}

impl<R: BufRead> Scan<R> {
    /// Starts at the current position of the file.
    pub(crate) fn new(file: R) -> Self {
        Self { file, offset: 0 }
    }

    /// The number of consumed bytes.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// The next byte, not consumed.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.file.fill_buf()?.first().copied())
    }

    /// Consumes the next byte.
    pub(crate) fn take(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if byte.is_some() {
            self.file.consume(1);
            self.offset = self.offset.saturating_add(1);
        }
        Ok(byte)
    }

    /// The next byte that is not white space, not consumed.
    pub(crate) fn peek_solid(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.take()?;
        }
        Ok(None)
    }

    /// Consumes one value and returns at most `keep` bytes of it. `None` when the file ends inside
    /// the value or has no value.
    pub(crate) fn value(&mut self, keep: usize) -> io::Result<Option<Captured>> {
        let Some(first) = self.peek_solid()? else { return Ok(None) };
        let mut kept = ScannedColumn { bytes: Vec::new(), keep, cut: false };
        let whole = match first {
            b'{' | b'[' => self.nested(&mut kept)?,
            b'"' => self.quoted(&mut kept)?,
            b',' | b':' | b']' | b'}' => false,
            _ => self.scalar(&mut kept)?,
        };
        Ok(whole.then_some(if kept.cut { Captured::Cut(kept.bytes) } else { Captured::Whole(kept.bytes) }))
    }

    /// Consumes an object or an array. Returns whether it is complete.
    fn nested(&mut self, kept: &mut ScannedColumn) -> io::Result<bool> {
        let mut depth: u64 = 0;
        while let Some(byte) = self.peek()? {
            if byte == b'"' {
                if !self.quoted(kept)? {
                    return Ok(false);
                }
                continue;
            }
            self.take()?;
            kept.push(byte);
            match byte {
                b'{' | b'[' => depth = depth.saturating_add(1),
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Consumes a string. Returns whether it is complete.
    fn quoted(&mut self, kept: &mut ScannedColumn) -> io::Result<bool> {
        let mut escaped = false;
        let mut opened = false;
        while let Some(byte) = self.take()? {
            kept.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' if opened => return Ok(true),
                _ => {}
            }
            opened = true;
        }
        Ok(false)
    }

    /// Consumes a number, `true`, `false` or `null`, up to the next delimiter.
    fn scalar(&mut self, kept: &mut ScannedColumn) -> io::Result<bool> {
        while let Some(byte) = self.peek()? {
            if byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b']' | b'}' | b'[' | b'{' | b'"') {
                break;
            }
            self.take()?;
            kept.push(byte);
        }
        Ok(true)
    }
}

/// The captured bytes of a value, up to a limit.
struct ScannedColumn {
    bytes: Vec<u8>,
    keep: usize,
    cut: bool,
}

impl ScannedColumn {
    fn push(&mut self, byte: u8) {
        if self.bytes.len() < self.keep {
            self.bytes.push(byte);
        } else {
            self.cut = true;
        }
    }
}
