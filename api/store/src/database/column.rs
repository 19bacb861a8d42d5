//! The type of a column, as a backup carries it from one database to another.

use serde::{Deserialize, Serialize};

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Uuid,
    Text,
    /// An integer of 32 bits.
    Integer,
    /// An integer of 64 bits.
    Long,
    Double,
    Flag,
    Day,
    /// An instant, to the microsecond.
    Instant,
    Json,
    /// Bytes: geometries as well-known binary.
    Bytes,
}

/// A column of a table in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, Kind)", into = "(String, Kind)")]
pub struct Column {
    pub name: String,
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
