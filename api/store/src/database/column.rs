//! The type of a column, as a backup carries it from one database to another.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An id.
    Uuid,
    /// Words.
    Text,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number with a fraction.
    Double,
    /// Yes or no.
    Flag,
    /// A legal day.
    Day,
    /// An instant, to the microsecond.
    Instant,
    /// A document.
    Json,
    /// Bytes: shapes as well-known binary.
    Bytes,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, Kind)", into = "(String, Kind)")]
pub struct Column {
    /// Its name in the database.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

impl From<(String, Kind)> for Column {
    fn from((name, kind): (String, Kind)) -> Self {
        Self { name, kind }
    }
}

impl From<Column> for (String, Kind) {
    fn from(column: Column) -> Self {
        (column.name, column.kind)
    }
}
