//! Writes the attribute table of a shapefile: fixed widths, texts truncated at a character
//! boundary.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::Value;

use super::{WriteError, broken};
use crate::write::{Field, Form, shown};

const TEXT_BYTES: u8 = 254;
const NUMBER_BYTES: u8 = 24;
const WHOLE_BYTES: u8 = 18;

pub(super) struct TableWriter {
    file: BufWriter<File>,
    forms: Vec<Form>,
    records: u32,
}

/// The type letter, width and decimals of a column.
fn shape(form: Form) -> (u8, u8, u8) {
    match form {
        Form::Text => (b'C', TEXT_BYTES, 0),
        Form::Whole => (b'N', WHOLE_BYTES, 0),
        Form::Number => (b'N', NUMBER_BYTES, 15),
        Form::Flag => (b'L', 1, 0),
        Form::Day => (b'D', 8, 0),
    }
}

impl TableWriter {
    pub(super) fn create(fields: &[Field], names: &[String], scratch: &Path) -> Result<Self, WriteError> {
        let long = |_wide| broken("a table has no room for so many columns");
        let mut file = BufWriter::new(tempfile::tempfile_in(scratch)?);
        let record = fields.iter().map(|field| usize::from(shape(field.form).1)).sum::<usize>().saturating_add(1);
        let head = fields.len().saturating_mul(32).saturating_add(33);
        // The format contains the creation date; a constant date gives the same file for the same
        // register.
        let mut header = vec![0x03, 100, 1, 1, 0, 0, 0, 0];
        header.extend(u16::try_from(head).map_err(long)?.to_le_bytes());
        header.extend(u16::try_from(record).map_err(long)?.to_le_bytes());
        header.resize(32, 0);
        for (field, name) in fields.iter().zip(names) {
            let (type_code, width, decimals) = shape(field.form);
            let mut described: Vec<u8> = name.bytes().take(10).collect();
            described.resize(11, 0);
            described.extend([type_code, 0, 0, 0, 0, width, decimals]);
            described.resize(32, 0);
            header.extend(described);
        }
        header.push(0x0D);
        file.write_all(&header)?;
        Ok(Self { file, forms: fields.iter().map(|field| field.form).collect(), records: 0 })
    }

    /// Writes a record and returns the truncated columns.
    pub(super) fn write(&mut self, values: &[Value]) -> Result<Vec<usize>, WriteError> {
        let mut cut = Vec::new();
        self.file.write_all(b" ")?;
        for (place, (form, value)) in self.forms.iter().zip(values).enumerate() {
            let width = usize::from(shape(*form).1);
            let text = match form {
                Form::Text => {
                    let text = shown(value);
                    let kept = kept(&text, width);
                    if kept.len() < text.len() {
                        cut.push(place);
                    }
                    format!("{kept}{}", " ".repeat(width.saturating_sub(kept.len())))
                }
                Form::Whole | Form::Number => format!("{:>width$}", number(value, width)),
                Form::Flag => match value.as_bool() {
                    Some(true) => "T".to_owned(),
                    Some(false) => "F".to_owned(),
                    None => "?".to_owned(),
                },
                Form::Day => format!("{:<width$}", shown(value).replace('-', "")),
            };
            self.file.write_all(text.as_bytes().get(..width).unwrap_or_default())?;
        }
        self.records = self.records.checked_add(1).ok_or_else(|| broken("a table has no room for so many rows"))?;
        Ok(cut)
    }

    /// The number of records so far.
    pub(super) fn records(&self) -> u32 {
        self.records
    }

    pub(super) fn finish(mut self) -> Result<File, WriteError> {
        self.file.write_all(&[0x1A])?;
        let mut file = self.file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(4))?;
        file.write_all(&self.records.to_le_bytes())?;
        Ok(file)
    }
}

/// As many whole characters as fit.
fn kept(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

/// The shortest exact text of a number; scientific notation when the text is too long for its
/// column.
fn number(value: &Value, width: usize) -> String {
    let plain = shown(value);
    match value.as_f64().filter(|_| plain.len() > width) {
        Some(number) => format!("{number:e}"),
        None => plain,
    }
}
