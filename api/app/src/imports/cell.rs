//! A cell of a mapping: the position of a value in a row, and the conversion of the value.

use domain::messages::MappingProblem;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::RowFault;
use api_geo::row::Cells;

/// The source and notation of a value.
///
/// Exactly one of `column`, `columns`, `pointer` and `constant` is the source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cell {
    /// A column of the table, or a property of the feature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Several columns, joined by `separator`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// A JSON pointer into the properties of the feature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The same value for every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<Value>,
    /// The text between joined columns; a hyphen by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Maps words of the file to values of the register. An unknown word is an error, unless
    /// `otherwise` is given.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub translate: BTreeMap<String, Value>,
    /// The value for words that `translate` does not contain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Value>,
    /// The value for an empty cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The date pattern: `yyyy`, `mm` and `dd` with the text between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// A factor for numbers (feet to metres).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
    /// Numbers have a decimal comma.
    #[serde(skip_serializing_if = "is_false")]
    pub decimal_comma: bool,
    /// A row with an empty cell is refused.
    #[serde(skip_serializing_if = "is_false")]
    pub required: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this signature")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Cell {
    /// A cell that reads one column.
    #[must_use]
    pub fn column(name: &str) -> Self {
        Self { column: Some(name.to_owned()), ..Self::default() }
    }

    /// The name of this cell in the file, for errors.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        self.column
            .clone()
            .or_else(|| self.pointer.clone())
            .or_else(|| (!self.columns.is_empty()).then(|| self.columns.join(" + ")))
    }

    /// Checks that this cell is usable.
    ///
    /// # Errors
    /// The problem of the cell.
    pub fn check(&self) -> Result<(), MappingProblem> {
        let places = [self.column.is_some(), !self.columns.is_empty(), self.pointer.is_some(), self.constant.is_some()];
        if places.iter().filter(|said| **said).count() != 1 {
            return Err(MappingProblem::OneSource);
        }
        if self.pointer.as_ref().is_some_and(|pointer| !pointer.starts_with('/')) {
            return Err(MappingProblem::PointerBeginsWithSlash);
        }
        if self.scale.is_some_and(|scale| !scale.is_finite() || scale == 0.0) {
            return Err(MappingProblem::ScaleNotZero);
        }
        if let Some(pattern) = &self.date {
            let strange = chrono_pattern(pattern).is_none();
            if strange {
                return Err(MappingProblem::DatePattern { pattern: pattern.clone() });
            }
        }
        Ok(())
    }

    /// The columns that this cell reads from a table.
    pub fn reads(&self) -> impl Iterator<Item = &str> {
        self.column.iter().chain(&self.columns).map(String::as_str)
    }

    /// The value of this cell in a row, translated, parsed as a date and scaled.
    ///
    /// # Errors
    /// The fault of the value.
    pub fn read(&self, cells: &Cells) -> Result<Option<Value>, RowFault> {
        let Some(found) = self.find(cells) else {
            return match (&self.default, self.required) {
                (Some(default), _) => Ok(Some(default.clone())),
                (None, true) => Err(RowFault::Missing),
                (None, false) => Ok(None),
            };
        };
        if self.constant.is_some() {
            return Ok(Some(found));
        }
        let value = self.translated(found)?;
        let value = match (&self.date, self.scale, self.decimal_comma) {
            (Some(pattern), _, _) => dated(&value, pattern)?,
            (None, None, false) => value,
            (None, scale, _) => self.scaled(&value, scale.unwrap_or(1.0))?,
        };
        match (&self.prefix, &value) {
            (Some(prefix), Value::String(text)) => Ok(Some(Value::String(format!("{prefix}{text}")))),
            (Some(prefix), Value::Number(number)) => Ok(Some(Value::String(format!("{prefix}{number}")))),
            _ => Ok(Some(value)),
        }
    }

    /// The raw text of this cell in a row; empty when the row has no value.
    #[must_use]
    pub fn said(&self, cells: &Cells) -> String {
        self.find(cells).as_ref().map(shown).unwrap_or_default()
    }

    fn find(&self, cells: &Cells) -> Option<Value> {
        if let Some(name) = &self.column {
            return cells.named(name);
        }
        if let Some(pointer) = &self.pointer {
            return cells.pointed(pointer);
        }
        if self.columns.is_empty() {
            return self.constant.clone();
        }
        let parts: Vec<String> =
            self.columns.iter().filter_map(|name| cells.named(name)).map(|part| shown(&part)).collect();
        // A key with a missing part would merge two different assets.
        (parts.len() == self.columns.len()).then(|| Value::String(parts.join(self.separator.as_deref().unwrap_or("-"))))
    }

    fn translated(&self, found: Value) -> Result<Value, RowFault> {
        if self.translate.is_empty() {
            return Ok(found);
        }
        let word = shown(&found);
        match (self.translate.get(&word), &self.otherwise) {
            (Some(ours), _) => Ok(ours.clone()),
            (None, Some(otherwise)) => Ok(otherwise.clone()),
            (None, None) => Err(RowFault::Untranslated { found: word }),
        }
    }

    fn scaled(&self, value: &Value, scale: f64) -> Result<Value, RowFault> {
        let text = shown(value);
        let text = if self.decimal_comma { text.replace(',', ".") } else { text };
        let number = number(&Value::String(text))?;
        serde_json::Number::from_f64(number * scale)
            .map(Value::Number)
            .ok_or_else(|| RowFault::NotANumber { found: shown(value) })
    }
}

/// A value as text for people.
#[must_use]
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// A value as a finite number.
///
/// # Errors
/// When the value is not a finite number.
pub fn number(value: &Value) -> Result<f64, RowFault> {
    let not_a_number = || RowFault::NotANumber { found: shown(value) };
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse::<f64>().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|number| number.is_finite()).ok_or_else(not_a_number)
}

/// A value as an integer.
///
/// # Errors
/// When the value is not an integer.
pub fn whole(value: &Value) -> Result<i64, RowFault> {
    let whole = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse::<i64>().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    whole.ok_or_else(|| RowFault::NotAWholeNumber { found: shown(value) })
}

/// A value as a boolean.
///
/// # Errors
/// When the value is neither yes nor no.
pub(crate) fn yes_or_no(value: &Value) -> Result<bool, RowFault> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(_) | Value::Number(_) => match shown(value).to_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "có" | "co" | "x" => Ok(true),
            "false" | "no" | "n" | "0" | "không" | "khong" => Ok(false),
            _ => Err(RowFault::NotYesOrNo { found: shown(value) }),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => Err(RowFault::NotYesOrNo { found: shown(value) }),
    }
}

fn dated(value: &Value, pattern: &str) -> Result<Value, RowFault> {
    let found = shown(value);
    let fault = || RowFault::NotADate { found: found.clone(), pattern: pattern.to_owned() };
    let chrono_pattern = chrono_pattern(pattern).ok_or_else(fault)?;
    let date = NaiveDate::parse_from_str(&found, &chrono_pattern).map_err(|_not_a_date| fault())?;
    // A two-digit year would be parsed as a year of the first century.
    if (1800..=2200).contains(&date.year()) {
        Ok(Value::String(date.format("%Y-%m-%d").to_string()))
    } else {
        Err(fault())
    }
}

fn chrono_pattern(pattern: &str) -> Option<String> {
    let once = |part: &str| pattern.matches(part).count() == 1;
    (once("yyyy") && once("mm") && once("dd") && !pattern.contains('%'))
        .then(|| pattern.replace("yyyy", "%Y").replace("mm", "%m").replace("dd", "%d"))
}
