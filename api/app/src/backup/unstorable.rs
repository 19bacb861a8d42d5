//! Finds text in an archive that cannot be stored in every database, before anything is written.
//!
//! With older versions SQLite could store U+0000. A restore of such an archive replaces U+0000 with
//! a noncharacter, and the migration for stored text removes it.

use std::fmt;

use domain::text::json::rewritten;

use api_store::admin::backup::column_sets::ColumnSet;
use api_store::admin::backup::{Cell, Column, Row};
use api_store::admin::cleaning::NULL_STAND_IN;

/// A value that cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unstorable {
    pub table: String,
    /// The key of its row.
    pub row: String,
    pub column: String,
    pub reason: Reason,
}

/// Why a value cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// `PostgreSQL` does not store U+0000.
    #[error("has the null character U+0000")]
    Null,
    /// Half a surrogate pair is not text.
    #[error("has a text that cannot be read")]
    Broken,
}

impl fmt::Display for Unstorable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {} {}", self.table, self.row, self.column, self.reason)
    }
}

/// The values of a row that cannot be stored.
pub(super) fn of_row(column_set: &ColumnSet, columns: &[Column], row: &Row) -> Vec<Unstorable> {
    let cells = columns.iter().zip(row);
    let wrong = cells.filter_map(|(column, cell)| Some((column, reason(cell)?)));
    let named = wrong.map(|(column, reason)| Unstorable {
        table: column_set.name.clone(),
        row: key(column_set, columns, row),
        column: column.name.clone(),
        reason,
    });
    named.collect()
}

fn reason(cell: &Cell) -> Option<Reason> {
    match cell {
        Cell::Text(text) => text.contains('\0').then_some(Reason::Null),
        // Every document with an escaped character contains a backslash.
        Cell::Json(text) if text.contains("\\u") => {
            let mut has_null = false;
            let read = rewritten(text, |text| {
                has_null |= text.contains('\0');
                None
            });
            if read.is_err() { Some(Reason::Broken) } else { has_null.then_some(Reason::Null) }
        }
        Cell::Json(_)
        | Cell::Null
        | Cell::Uuid(_)
        | Cell::Integer(_)
        | Cell::Long(_)
        | Cell::Double(_)
        | Cell::Flag(_)
        | Cell::Day(_)
        | Cell::Instant(_)
        | Cell::Bytes(_) => None,
    }
}

fn key(column_set: &ColumnSet, columns: &[Column], row: &Row) -> String {
    let of =
        |part: &String| columns.iter().zip(row).find(|(column, _)| column.name == *part).map(|(_, cell)| shown(cell));
    column_set.key.iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Uuid(id) => id.to_string(),
        Cell::Text(text) => text.escape_debug().take(80).collect(),
        Cell::Integer(number) => number.to_string(),
        Cell::Long(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Instant(instant) => instant.to_rfc3339(),
        Cell::Null | Cell::Double(_) | Cell::Flag(_) | Cell::Json(_) | Cell::Bytes(_) => String::new(),
    }
}

/// The row with the stand-in for every U+0000.
pub(super) fn with_stand_in(row: Row) -> Row {
    row.into_iter().map(cell_with_stand_in).collect()
}

fn cell_with_stand_in(cell: Cell) -> Cell {
    let change = |text: &str| text.contains('\0').then(|| text.replace('\0', &NULL_STAND_IN.to_string()));
    match cell {
        Cell::Text(text) => Cell::Text(change(&text).unwrap_or(text)),
        Cell::Json(text) if text.contains("\\u0000") => {
            // Unreadable documents were refused before.
            let changed = rewritten(&text, change).unwrap_or_default();
            Cell::Json(changed.unwrap_or(text))
        }
        other @ (Cell::Json(_)
        | Cell::Null
        | Cell::Uuid(_)
        | Cell::Integer(_)
        | Cell::Long(_)
        | Cell::Double(_)
        | Cell::Flag(_)
        | Cell::Day(_)
        | Cell::Instant(_)
        | Cell::Bytes(_)) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reason, reason, with_stand_in};
    use api_store::admin::backup::Cell;

    #[test]
    fn null_characters_are_found_and_get_a_stand_in() {
        let json = |text: &str| Cell::Json(text.to_owned());
        let row = vec![
            Cell::Text("a\0b".to_owned()),
            json(r#"{"a\u0000": "b\u0000\\u0000"}"#),
            json(r#"{"a": "\\u0000"}"#),
            json(r#"["\ud800"]"#),
            Cell::Text("a".to_owned()),
        ];
        let reasons: Vec<_> = row.iter().map(reason).collect();
        assert_eq!(reasons, [Some(Reason::Null), Some(Reason::Null), None, Some(Reason::Broken), None]);
        let row = with_stand_in(row);
        assert_eq!(row[0], Cell::Text("a\u{fdd0}b".to_owned()));
        assert_eq!(row[1], json("{\"a\u{fdd0}\": \"b\u{fdd0}\\\\u0000\"}"));
        assert_eq!(row[2], json(r#"{"a": "\\u0000"}"#));
    }
}
