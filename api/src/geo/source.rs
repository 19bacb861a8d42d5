//! A file as a source of rows: what it must be before the first row, and what can end it early.

use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};

use super::csv::CsvRows;
use super::geojson::FeatureRows;
use super::limits::Limits;
use super::row::{Header, Row};

/// A format rows come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma (or otherwise) separated, with a header.
    Csv,
    /// A GeoJSON feature collection.
    Geojson,
}

impl Format {
    /// The word used in mappings, tables and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Geojson => "geojson",
        }
    }
}

/// Why a file cannot be read on. What was read before stays read.
#[derive(Debug, thiserror::Error)]
pub enum SourceFault {
    /// The file could not be read.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A mark at the start says UTF-16.
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
    /// The header is no UTF-8.
    #[error("the header is not UTF-8; save the file as UTF-8")]
    HeaderNotUtf8,
    /// A name stands twice in the header.
    #[error("column \"{0}\" stands twice in the header")]
    RepeatedColumn(String),
    /// More columns than a table may have.
    #[error("the header has {found} columns, at most {limit} are read")]
    TooManyColumns {
        /// In the file.
        found: usize,
        /// Allowed.
        limit: usize,
    },
    /// A table row that does not end, mostly a quote that is opened and never closed.
    #[error("the row after row {after} is longer than {limit} bytes; is a quote opened and never closed?")]
    EndlessRow {
        /// The last row that was read.
        after: u64,
        /// Allowed bytes.
        limit: usize,
    },
    /// Not the JSON that a feature collection is.
    #[error("at byte {offset}: {what}")]
    Json {
        /// Where.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// JSON of another type.
    #[error("the file is a \"{0}\", not a FeatureCollection")]
    NotACollection(String),
    /// Coordinates in another system than WGS 84.
    #[error("the file says its coordinates are in \"{0}\"; convert it to WGS 84 longitude and latitude")]
    ForeignCrs(String),
}

/// Rows of a file, one after another.
pub trait Rows: Iterator<Item = Result<Row, SourceFault>> + Send {
    /// The header of a table; a feature collection has none.
    fn header(&self) -> Option<&Header>;
}

/// Opens a reader as rows of a format.
///
/// # Errors
/// When the beginning of the file already says that it is none.
pub fn open(
    format: Format,
    delimiter: u8,
    file: Box<dyn Read + Send>,
    limits: Limits,
) -> Result<Box<dyn Rows>, SourceFault> {
    let mut file = io::BufReader::with_capacity(65_536, file);
    strip_mark(&mut file)?;
    Ok(match format {
        Format::Csv => Box::new(CsvRows::new(file, delimiter, limits)?),
        Format::Geojson => Box::new(FeatureRows::new(file, limits)?),
    })
}

/// Takes the UTF-8 mark off the front and refuses UTF-16.
fn strip_mark(file: &mut impl BufRead) -> Result<(), SourceFault> {
    // A reader may give a single byte at first; three are needed to know the mark, and a buffer of a file gives them.
    let start = file.fill_buf()?;
    match start {
        [] => Err(SourceFault::Empty),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Err(SourceFault::Utf16),
        [0xEF, 0xBB, 0xBF, ..] => {
            file.consume(3);
            Ok(())
        }
        _ => Ok(()),
    }
}
