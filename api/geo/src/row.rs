//! One uninterpreted row of a file: cells by name, an optional geometry, and the original text.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::text::checked::{Lines, TextError, characters, cleaned};
use serde_json::{Map, Value};

use super::limits::Limits;
use super::shape::Unplaced;

/// The column names of a table with their positions.
#[derive(Debug, Default)]
pub struct Header {
    names: Vec<String>,
    places: BTreeMap<String, usize>,
}

/// A name appears twice in a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the column \"{0}\" stands twice in the header")]
pub struct RepeatedColumnError(pub String);

impl Header {
    /// A header of these names.
    ///
    /// # Errors
    /// [`RepeatedColumnError`].
    pub fn new(names: Vec<String>) -> Result<Self, RepeatedColumnError> {
        let names: Vec<String> = names.into_iter().map(|name| cleaned(&name).unwrap_or(name)).collect();
        let mut places = BTreeMap::new();
        for (place, name) in names.iter().enumerate() {
            if !name.is_empty() && places.insert(name.clone(), place).is_some() {
                return Err(RepeatedColumnError(name.clone()));
            }
        }
        Ok(Self { names, places })
    }

    /// The names in the file's order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }
}

/// The content of a row.
#[derive(Clone, Debug)]
pub enum Cells {
    /// A line of a table.
    Table {
        header: Arc<Header>,
        /// One trimmed text per column.
        values: Vec<String>,
    },
    /// A feature: of GeoJSON, or of a layer of a map file.
    Feature {
        /// The properties with their original nesting.
        properties: Map<String, Value>,
        /// The geometry, or why it is invalid; `None` when the file has `null`.
        geometry: Option<Result<geo::Geometry<f64>, Unplaced>>,
    },
}

impl Cells {
    /// The value under a name; `None` for an absent, empty or `null` value.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Value> {
        match self {
            Self::Table { header, values } => {
                let text = values.get(header.place(name)?)?;
                (!text.is_empty()).then(|| Value::String(text.clone()))
            }
            Self::Feature { properties, .. } => present(properties.get(name)?),
        }
    }

    /// The cells with all texts in normal form C.
    ///
    /// # Errors
    /// When a text or a name has a forbidden character.
    pub fn checked(self) -> Result<Self, RowError> {
        match self {
            Self::Table { header, values } => {
                let values = values.into_iter().map(text).collect::<Result<_, _>>()?;
                Ok(Self::Table { header, values })
            }
            Self::Feature { properties, geometry } => Ok(Self::Feature { properties: members(properties)?, geometry }),
        }
    }

    /// The value at a JSON pointer inside the properties; a table has none.
    #[must_use]
    pub fn pointed(&self, pointer: &str) -> Option<Value> {
        let Self::Feature { properties, .. } = self else { return None };
        let mut steps = pointer.strip_prefix('/')?.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
        let mut here = properties.get(&steps.next()?)?;
        for step in steps {
            here = match here {
                Value::Object(members) => members.get(&step)?,
                Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
        }
        present(here)
    }
}

fn text(text: String) -> Result<String, RowError> {
    characters(&text, Lines::Many).map_err(RowError::Text)?;
    Ok(cleaned(&text).unwrap_or(text))
}

fn members(map: Map<String, Value>) -> Result<Map<String, Value>, RowError> {
    map.into_iter().map(|(name, inner)| Ok((text(name)?, value(inner)?))).collect()
}

fn value(value: Value) -> Result<Value, RowError> {
    match value {
        Value::String(found) => text(found).map(Value::String),
        Value::Array(list) => list.into_iter().map(self::value).collect::<Result<_, _>>().map(Value::Array),
        Value::Object(map) => members(map).map(Value::Object),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => Ok(other),
    }
}

fn present(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(Value::String(text.trim().to_owned())),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Some(value.clone()),
    }
}

/// Why a row is unreadable. The following rows stay readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowError {
    /// Bytes that are not UTF-8, in the named column (or the whole feature).
    NotUtf8 { column: Option<String> },
    /// More or fewer cells than the header has.
    Columns {
        /// The number of cells in the header.
        expected: usize,
        /// The number of cells in the row.
        found: usize,
    },
    /// The zero character, which is forbidden in every text.
    ZeroCharacter,
    /// A text with another forbidden character.
    Text(TextError),
    /// Longer than a row may be.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The bytes do not form a record of the file's format.
    Broken { what: String },
    /// Not JSON, or not a feature.
    NotAFeature {
        /// The message of the JSON parser.
        what: String,
    },
}

/// One row: its number, its text and its content.
#[derive(Clone, Debug)]
pub struct Row {
    /// Counted from 1, without the header.
    pub number: u64,
    /// The bytes of the file read at the end of the row, for progress.
    pub read_bytes: u64,
    /// The original text, truncated to the length of an excerpt.
    pub raw: String,
    /// The content, or why it is unreadable.
    pub cells: Result<Cells, RowError>,
}

impl Row {
    /// A row without original text: its excerpt is the JSON of its content.
    #[must_use]
    pub(crate) fn of_feature(number: u64, read_bytes: u64, cells: Result<Cells, RowError>, limits: &Limits) -> Self {
        let raw = match &cells {
            Ok(Cells::Feature { properties, .. }) => serde_json::to_string(properties).unwrap_or_default(),
            Ok(Cells::Table { .. }) | Err(_) => String::new(),
        };
        Self { number, read_bytes, raw: limits.excerpt(&raw), cells }
    }
}
