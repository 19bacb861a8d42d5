//! Reads the side file with the texts that are longer than a table column, in the order of the
//! records.

use std::io::BufReader;

use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use super::broken;
use crate::csv::CsvRows;
use crate::input::SourceError;
use crate::limits::Limits;
use crate::row::Cells;

/// The suffix of the side file of a layer.
pub(crate) const TEXTS: &str = "texts.csv";
/// The columns of the side file: the record, counted from 1, the name of the column, the text.
pub(crate) const COLUMNS: [&str; 3] = ["record", "name", "text"];

/// The texts of a layer, one at a time.
pub(super) struct LongTexts {
    rows: CsvRows<BufReader<NamedTempFile>>,
    next: Option<(u64, String, Value)>,
}

impl LongTexts {
    pub(super) fn open(file: NamedTempFile, limits: Limits) -> Result<Self, SourceError> {
        let mut texts = Self { rows: CsvRows::new(BufReader::new(file), b',', limits)?, next: None };
        texts.step()?;
        Ok(texts)
    }

    /// Replaces the truncated texts of a record with the full texts.
    pub(super) fn fill(&mut self, record: u64, said: &mut Map<String, Value>) -> Result<(), SourceError> {
        while let Some((number, name, text)) = self.next.take_if(|(number, _, _)| *number <= record) {
            if number == record {
                said.insert(name, text);
            }
            self.step()?;
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), SourceError> {
        let Some(row) = self.rows.next() else { return Ok(()) };
        let cells: Cells = row?.cells.map_err(|_unreadable| broken("a row of its long texts cannot be read"))?;
        let [record, name, text] = COLUMNS.map(|column| cells.named(column));
        let record = record.as_ref().and_then(Value::as_str).and_then(|record| record.parse().ok());
        let name = name.as_ref().and_then(Value::as_str).map(str::to_owned);
        let unknown = || broken("a row of its long texts names no record and column");
        self.next = Some((record.ok_or_else(unknown)?, name.ok_or_else(unknown)?, text.unwrap_or_default()));
        Ok(())
    }
}
