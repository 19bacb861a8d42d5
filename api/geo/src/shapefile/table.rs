//! Reads the attribute table of a shapefile, record by record.

use std::io::BufRead;

use domain::messages::Message;
use serde_json::{Map, Number, Value};

use super::broken;
use super::encoding::Texts;
use crate::input::SourceError;
use crate::limits::Limits;
use crate::row::RowError;

/// A record of the table.
pub(super) enum Record {
    Said(Map<String, Value>),
    /// A record that is marked as deleted.
    Deleted,
    /// A record that cannot be read.
    RowError(RowError),
    /// The table has no more records.
    Absent,
}

struct Field {
    name: String,
    kind: u8,
    bytes: usize,
    decimals: u8,
}

/// The reader of a table.
pub(super) struct Table<R> {
    file: R,
    fields: Vec<Field>,
    record: Vec<u8>,
    left: u32,
    texts: Texts,
}

impl<R: BufRead> Table<R> {
    pub(super) fn open(mut file: R, label: Option<&str>, limits: &Limits) -> Result<Self, SourceError> {
        let cut = |_short| broken("the header of the .dbf is cut");
        let mut header = [0; 32];
        file.read_exact(&mut header).map_err(cut)?;
        let [_, _, _, _, c0, c1, c2, c3, h0, h1, r0, r1, ..] = header;
        let mark = header.get(29).copied().unwrap_or_default();
        let (count, header_bytes) = (u32::from_le_bytes([c0, c1, c2, c3]), u16::from_le_bytes([h0, h1]));
        let record_bytes = usize::from(u16::from_le_bytes([r0, r1]));
        let texts = match label {
            Some(label) => Texts::labelled(label).map_err(|why| broken(Message::from(why).to_string()))?,
            None => Texts::marked(mark),
        };
        let mut rest = vec![0; usize::from(header_bytes).saturating_sub(32)];
        file.read_exact(&mut rest).map_err(cut)?;
        let fields: Vec<Field> = rest
            .chunks_exact(32)
            .take_while(|field| field.first() != Some(&0x0D))
            .map(|field| read_field(field, texts))
            .collect::<Option<_>>()
            .ok_or_else(|| broken("the .dbf names a field in no readable way"))?;
        if fields.len() > limits.columns {
            return Err(SourceError::TooManyColumns { found: fields.len(), limit: limits.columns });
        }
        if fields.iter().map(|field| field.bytes).sum::<usize>() >= record_bytes.max(1) {
            return Err(broken("the records of the .dbf are shorter than their fields"));
        }
        Ok(Self { file, fields, record: vec![0; record_bytes], left: count, texts })
    }

    pub(super) fn next(&mut self, limits: &Limits) -> Result<Record, SourceError> {
        if self.left == 0 {
            return Ok(Record::Absent);
        }
        self.left = self.left.saturating_sub(1);
        self.file.read_exact(&mut self.record).map_err(|_short| broken("the .dbf ends inside a record"))?;
        let Some((mark, mut rest)) = self.record.split_first() else { return Ok(Record::Absent) };
        if *mark == b'*' {
            return Ok(Record::Deleted);
        }
        if self.record.len() > limits.row_bytes {
            return Ok(Record::RowError(RowError::TooLong { limit: limits.row_bytes }));
        }
        let mut said = Map::new();
        for field in &self.fields {
            let (bytes, behind) = rest.split_at_checked(field.bytes).unwrap_or((rest, &[]));
            rest = behind;
            match value(field, bytes, self.texts) {
                Ok(Value::Null) => {}
                Ok(value) => {
                    said.insert(field.name.clone(), value);
                }
                Err(unreadable) => return Ok(Record::RowError(unreadable)),
            }
        }
        Ok(Record::Said(said))
    }
}

fn read_field(bytes: &[u8], texts: Texts) -> Option<Field> {
    let name = bytes.get(..11)?.split(|byte| *byte == 0).next()?;
    let name = texts.read(name).or_else(|| Some(String::from_utf8_lossy(name).into_owned()))?.trim().to_owned();
    Some(Field { name, kind: *bytes.get(11)?, bytes: usize::from(*bytes.get(16)?), decimals: *bytes.get(17)? })
}

fn value(field: &Field, bytes: &[u8], texts: Texts) -> Result<Value, RowError> {
    let ascii = || std::str::from_utf8(bytes).unwrap_or_default().trim_matches([' ', '\0']);
    Ok(match field.kind {
        b'C' => {
            let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last.saturating_add(1));
            let text = bytes.get(..end).unwrap_or_default();
            let text = texts.read(text).ok_or_else(|| RowError::NotUtf8 { column: Some(field.name.clone()) })?;
            if text.contains('\0') {
                return Err(RowError::ZeroCharacter);
            }
            if text.is_empty() { Value::Null } else { Value::String(text) }
        }
        b'N' | b'F' => match (ascii(), field.decimals) {
            (text, 0) => text.parse::<i64>().map_or_else(|_no_whole| number(text), Value::from),
            (text, _) => number(text),
        },
        b'L' => match bytes.first() {
            Some(b'T' | b't' | b'Y' | b'y') => Value::Bool(true),
            Some(b'F' | b'f' | b'N' | b'n') => Value::Bool(false),
            _ => Value::Null,
        },
        b'D' => match (ascii().get(..4), ascii().get(4..6), ascii().get(6..8)) {
            (Some(year), Some(month), Some(day)) => Value::String(format!("{year}-{month}-{day}")),
            _ => Value::Null,
        },
        b'I' => bytes.first_chunk().map_or(Value::Null, |bytes| Value::from(i32::from_le_bytes(*bytes))),
        b'O' => bytes.first_chunk().map_or(Value::Null, |bytes| finite(f64::from_le_bytes(*bytes))),
        // Memos and pictures are in separate files.
        _ => Value::Null,
    })
}

fn number(text: &str) -> Value {
    text.parse().map_or(Value::Null, finite)
}

fn finite(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
