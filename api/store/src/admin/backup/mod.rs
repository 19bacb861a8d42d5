//! The rows of a whole house, out of one database and into another: table by table in typed cells, so that what was read on
//! SQLite is the same on PostgreSQL. Knows nothing of the file that they travel in.

pub use crate::database::column::{Column, Kind};

pub mod column_sets;
pub mod derived;
pub mod empty;
pub mod heads;
pub mod load;
pub mod read;
pub mod referenced_files;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// What stands in a column of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// An id.
    Uuid(Uuid),
    /// Words.
    Text(String),
    /// A whole number of 32 bits.
    Integer(i32),
    /// A whole number of 64 bits.
    Long(i64),
    /// A number with a fraction.
    Double(f64),
    /// Yes or no.
    Flag(bool),
    /// A legal day.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A document, letter by letter as the database gives it: reading its numbers and writing them anew could change the last digit,
    /// and the hashes of histories with it.
    Json(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A row: as many cells as its sheet has columns.
pub type Row = Vec<Cell>;
