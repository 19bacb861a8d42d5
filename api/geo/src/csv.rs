//! Reads tables, one record at a time, with a limit on the length of a record.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use ::csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::input::{Rows, SourceError};
use super::limits::Limits;
use super::row::{Cells, Header, RepeatedColumnError, Row, RowError};

const BUFFER_BYTES: usize = 65_536;

/// Stops an endless record: counts the bytes since the end of the last record.
struct Metered<R> {
    inner: R,
    since_record: usize,
    limit: usize,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_record > self.limit {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let count = self.inner.read(buffer)?;
        self.since_record = self.since_record.saturating_add(count);
        Ok(count)
    }
}

/// The rows of a table with a header.
pub struct CsvRows<R> {
    records: ::csv::Reader<Metered<R>>,
    header: Arc<Header>,
    record: ByteRecord,
    number: u64,
    delimiter: char,
    limits: Limits,
    ended: bool,
}

impl<R: BufRead> CsvRows<R> {
    /// Reads the header; iterating returns the rows.
    ///
    /// # Errors
    /// When the header is missing, is not UTF-8, is too wide, or repeats a column.
    pub fn new(file: R, delimiter: u8, limits: Limits) -> Result<Self, SourceError> {
        let metered = Metered { inner: file, since_record: 0, limit: limits.row_bytes.saturating_add(BUFFER_BYTES) };
        let mut records = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(metered);
        let mut record = ByteRecord::new();
        if !records.read_byte_record(&mut record).map_err(|fault| fatal(fault, 0, &limits))? {
            return Err(SourceError::Empty);
        }
        if record.len() > limits.columns {
            return Err(SourceError::TooManyColumns { found: record.len(), limit: limits.columns });
        }
        let names = record
            .iter()
            .map(|name| std::str::from_utf8(name).map(|name| name.trim().to_owned()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_not_utf8| SourceError::HeaderNotUtf8)?;
        let header =
            Arc::new(Header::new(names).map_err(|RepeatedColumnError(name)| SourceError::RepeatedColumn(name))?);
        Ok(Self { records, header, record, number: 0, delimiter: char::from(delimiter), limits, ended: false })
    }

    fn cells(&self) -> Result<Cells, RowError> {
        let (expected, found) = (self.header.names().len(), self.record.len());
        if expected != found {
            return Err(RowError::Columns { expected, found });
        }
        let mut values = Vec::with_capacity(found);
        for (bytes, name) in self.record.iter().zip(self.header.names()) {
            let text =
                std::str::from_utf8(bytes).map_err(|_not_utf8| RowError::NotUtf8 { column: Some(name.clone()) })?;
            if text.contains('\0') {
                return Err(RowError::ZeroCharacter);
            }
            values.push(text.trim().to_owned());
        }
        Ok(Cells::Table { header: Arc::clone(&self.header), values })
    }

    /// The record as text, so that a person can correct it and import it again.
    fn raw(&self) -> String {
        let mut raw = String::new();
        for (place, bytes) in self.record.iter().enumerate() {
            if place > 0 {
                raw.push(self.delimiter);
            }
            let text = String::from_utf8_lossy(bytes);
            if text.contains([self.delimiter, '"', '\n', '\r']) {
                raw.push('"');
                raw.push_str(&text.replace('"', "\"\""));
                raw.push('"');
            } else {
                raw.push_str(&text);
            }
        }
        self.limits.excerpt(&raw)
    }
}

fn fatal(fault: ::csv::Error, after: u64, limits: &Limits) -> SourceError {
    let what = fault.to_string();
    let ErrorKind::Io(io) = fault.into_kind() else { return SourceError::Io(io::Error::other(what)) };
    if io.kind() == io::ErrorKind::FileTooLarge {
        SourceError::EndlessRow { after, limit: limits.row_bytes }
    } else {
        SourceError::Io(io)
    }
}

impl<R: BufRead> Iterator for CsvRows<R> {
    type Item = Result<Row, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.records.get_mut().since_record = 0;
        match self.records.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return None;
            }
            Err(fault) => {
                self.ended = true;
                return Some(Err(fatal(fault, self.number, &self.limits)));
            }
        }
        self.number = self.number.saturating_add(1);
        Some(Ok(Row {
            number: self.number,
            read_bytes: self.records.position().byte(),
            raw: self.raw(),
            cells: self.cells(),
        }))
    }
}

impl<R: BufRead + Send> Rows for CsvRows<R> {
    fn header(&self) -> Option<&Header> {
        Some(&self.header)
    }
}
