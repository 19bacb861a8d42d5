//! Exports and imports the rows of a whole database, table by table in typed cells, so that rows
//! from SQLite are the same on PostgreSQL. Independent of the backup file format.

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

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Uuid(Uuid),
    Text(String),
    /// An integer of 32 bits.
    Integer(i32),
    /// An integer of 64 bits.
    Long(i64),
    Double(f64),
    Flag(bool),
    Day(NaiveDate),
    Instant(DateTime<Utc>),
    /// A document, verbatim as the database returns it: decoding and encoding its numbers could
    /// change the last digit, and with it the hashes of histories.
    Json(String),
    Bytes(Vec<u8>),
}

/// A row: one cell per column of its column set.
pub type Row = Vec<Cell>;
