//! Encodes a row as a line: a JSON array with one value per column. Integers and flags are JSON
//! values, everything else is a string or null: ids, dates and instants in their usual notation,
//! decimal numbers in their shortest exact digits, bytes in Base64, documents as the text from the
//! database.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use api_store::admin::backup::{Cell, Column, Kind, Row};

/// Writes a row and the end of the line.
///
/// # Errors
/// Never, unless memory is exhausted.
pub fn write(row: &Row, into: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let values: Vec<Value> = row.iter().map(value).collect();
    serde_json::to_writer(&mut *into, &values)?;
    into.push(b'\n');
    Ok(())
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Uuid(id) => id.to_string().into(),
        Cell::Text(text) | Cell::Json(text) => text.as_str().into(),
        Cell::Integer(number) => (*number).into(),
        Cell::Long(number) => (*number).into(),
        Cell::Double(number) => number.to_string().into(),
        Cell::Flag(flag) => (*flag).into(),
        Cell::Day(day) => day.to_string().into(),
        Cell::Instant(instant) => instant.to_rfc3339_opts(SecondsFormat::AutoSi, true).into(),
        Cell::Bytes(bytes) => STANDARD.encode(bytes).into(),
    }
}

/// Reads a row with these columns. Needs no more memory than the line itself.
///
/// # Errors
/// When the line is not a row with these columns.
pub fn read(line: &[u8], columns: &[Column]) -> Result<Row, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let row = Cells(columns).deserialize(&mut reader)?;
    reader.end()?;
    Ok(row)
}

struct Cells<'a>(&'a [Column]);

impl<'de> DeserializeSeed<'de> for Cells<'_> {
    type Value = Row;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Row, D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Cells<'_> {
    type Value = Row;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a row of {} values", self.0.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Row, A::Error> {
        let mut row = Vec::with_capacity(self.0.len());
        for column in self.0 {
            let short = || A::Error::invalid_length(row.len(), &self);
            let cell = match column.kind {
                Kind::Flag => values.next_element::<Option<bool>>()?.ok_or_else(short)?.map(Cell::Flag),
                Kind::Integer => values.next_element::<Option<i32>>()?.ok_or_else(short)?.map(Cell::Integer),
                Kind::Long => values.next_element::<Option<i64>>()?.ok_or_else(short)?.map(Cell::Long),
                Kind::Uuid | Kind::Text | Kind::Double | Kind::Day | Kind::Instant | Kind::Json | Kind::Bytes => {
                    let text = values.next_element::<Option<String>>()?.ok_or_else(short)?;
                    let cell = text.map(|text| said(column.kind, text)).transpose();
                    cell.map_err(|why| A::Error::custom(format!("{}: {why}", column.name)))?
                }
            };
            row.push(cell.unwrap_or(Cell::Null));
        }
        if values.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::invalid_length(row.len().saturating_add(1), &self));
        }
        Ok(row)
    }
}

fn said(kind: Kind, text: String) -> Result<Cell, Box<dyn std::error::Error + Send + Sync>> {
    match kind {
        Kind::Uuid => text.parse().map(Cell::Uuid).map_err(Into::into),
        Kind::Text => Ok(Cell::Text(text)),
        Kind::Double => text.parse().map(Cell::Double).map_err(Into::into),
        Kind::Day => text.parse().map(Cell::Day).map_err(Into::into),
        Kind::Instant => DateTime::parse_from_rfc3339(&text).map(|at| Cell::Instant(at.to_utc())).map_err(Into::into),
        Kind::Json => match serde_json::from_str::<IgnoredAny>(&text) {
            Ok(_) => Ok(Cell::Json(text)),
            Err(why) => Err(why.into()),
        },
        Kind::Bytes => STANDARD.decode(text).map(Cell::Bytes).map_err(Into::into),
        Kind::Integer | Kind::Long | Kind::Flag => Err("is no text".into()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{read, write};
    use api_store::admin::backup::{Cell, Column, Kind};

    fn columns() -> Vec<Column> {
        let kinds = [
            Kind::Uuid,
            Kind::Text,
            Kind::Integer,
            Kind::Long,
            Kind::Double,
            Kind::Flag,
            Kind::Day,
            Kind::Instant,
            Kind::Json,
            Kind::Bytes,
        ];
        kinds.into_iter().map(|kind| Column { name: format!("{kind:?}"), kind }).collect()
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            id in any::<u128>(),
            text in ".*",
            numbers in any::<(i32, i64)>(),
            double in proptest::num::f64::NORMAL | proptest::num::f64::ZERO | proptest::num::f64::SUBNORMAL,
            flag in any::<bool>(),
            day in -200_000_i32..200_000,
            micros in -4_000_000_000_000_000_i64..4_000_000_000_000_000,
            bytes in any::<Vec<u8>>(),
            blank in 0_usize..11,
        ) {
            let mut row = vec![
                Cell::Uuid(uuid::Uuid::from_u128(id)),
                Cell::Text(text.clone()),
                Cell::Integer(numbers.0),
                Cell::Long(numbers.1),
                Cell::Double(double),
                Cell::Flag(flag),
                Cell::Day(chrono::NaiveDate::from_epoch_days(day).unwrap()),
                Cell::Instant(chrono::DateTime::from_timestamp_micros(micros).unwrap()),
                Cell::Json(serde_json::json!({ "said": text, "x": 1.0e-7 }).to_string()),
                Cell::Bytes(bytes),
            ];
            if let Some(cell) = row.get_mut(blank) {
                *cell = Cell::Null;
            }
            let mut line = Vec::new();
            write(&row, &mut line).unwrap();
            prop_assert_eq!(line.split(|byte| *byte == b'\n').count(), 2);
            prop_assert_eq!(read(&line, &columns()).unwrap(), row);
        }

        #[test]
        fn whatever_else_is_refused(line in any::<Vec<u8>>()) {
            prop_assert!(read(&line, &columns()).is_err());
        }
    }

    #[test]
    fn a_row_that_does_not_fit_is_refused() {
        let columns =
            [Column { name: "n".to_owned(), kind: Kind::Integer }, Column { name: "j".to_owned(), kind: Kind::Json }];
        assert!(read(br#"[1,"{}"]"#, &columns).is_ok());
        for line in [
            "",
            "[]",
            "[1]",
            r#"[1,"{}",2]"#,
            r#"["1","{}"]"#,
            "[1,{}]",
            r#"[1,"{"]"#,
            "[2147483648,null]",
            r#"[1,"{}"] 2"#,
            "[1.5,null]",
        ] {
            assert!(read(line.as_bytes(), &columns).is_err(), "{line}");
        }
    }
}
