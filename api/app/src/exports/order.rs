//! The order of an export: assets, columns, format and coordinate system.

use std::collections::BTreeSet;
use std::str::FromStr;

use domain::messages::FieldProblem;
use domain::registry::kind::KindCatalogue;
use domain::workflow::violation::FieldError;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use super::columns;
use crate::error::AppError;
use crate::register::filters::Words;
use api_geo::crs::Crs;
use api_geo::write::{PositionFormat, Target};

/// A file format for exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Format {
    /// One row per asset.
    Table(Target),
    /// The Open Fibre Data Standard: nodes, spans and a network package, in an archive.
    Ofds,
}

impl Format {
    pub fn all() -> impl Iterator<Item = Self> {
        Target::VARIANTS.iter().copied().map(Self::Table).chain([Self::Ofds])
    }

    /// The name in requests and responses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table(target) => target.as_str(),
            Self::Ofds => "ofds",
        }
    }

    /// The ending of the file name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Table(target) => target.ending(),
            Self::Ofds => "ofds.zip",
        }
    }

    /// The media type of the response.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Table(target) => target.media_type(),
            Self::Ofds => "application/zip",
        }
    }

    /// The format of a file, by its name.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::all().find(|format| name.ends_with(&format!(".{}", format.ending())))
    }
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format \"{0}\"")]
pub struct UnknownFormatError(String);

impl FromStr for Format {
    type Err = strum::ParseError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word == Self::Ofds.as_str() { Ok(Self::Ofds) } else { word.parse().map(Self::Table) }
    }
}

impl TryFrom<String> for Format {
    type Error = UnknownFormatError;

    fn try_from(word: String) -> Result<Self, UnknownFormatError> {
        word.parse().map_err(|_unknown| UnknownFormatError(word))
    }
}

impl From<Format> for String {
    fn from(format: Format) -> Self {
        format.as_str().to_owned()
    }
}

/// The order of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub format: Format,
    /// The name of the coordinate system.
    pub crs: String,
    /// The representation of geometry in a table.
    pub place: PositionFormat,
    /// Only these columns, in this order; empty: all columns of the selected kinds.
    pub columns: Vec<String>,
    pub filter: Words,
}

impl Order {
    /// The coordinate system; the default before the order is checked.
    #[must_use]
    pub fn crs(&self) -> Crs {
        Crs::parse(&self.crs).unwrap_or_default()
    }

    /// Checks the order.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with all errors.
    pub fn check(&self, kinds: &KindCatalogue) -> Result<(), AppError> {
        let mut faults = Vec::new();
        match (Crs::parse(&self.crs), self.format) {
            (None, _) => {
                let allowed = Crs::VARIANTS.iter().map(|crs| crs.name().to_owned()).collect();
                faults.push(FieldError::new("/crs", FieldProblem::UnknownValue { allowed }));
            }
            (Some(crs), Format::Table(target)) if !target.takes(crs) => {
                faults
                    .push(FieldError::new("/crs", FieldProblem::AlwaysInWgs84 { format: target.as_str().to_owned() }));
            }
            (Some(Crs::Epsg3857 | Crs::Epsg5899), Format::Ofds) => {
                faults.push(FieldError::new(
                    "/crs",
                    FieldProblem::AlwaysInWgs84 { format: "Open Fibre Data Standard".to_owned() },
                ));
            }
            (Some(_), Format::Table(_) | Format::Ofds) => {}
        }
        let known = columns::all(kinds, |_| true);
        let mut named = BTreeSet::new();
        for (place, name) in self.columns.iter().enumerate() {
            if !named.insert(name) {
                faults.push(FieldError::new(format!("/columns/{place}"), FieldProblem::NamedTwice));
            } else if !known.iter().any(|column| column.field.name == *name) {
                faults.push(FieldError::new(
                    format!("/columns/{place}"),
                    FieldProblem::NoSuchColumn { column: name.clone() },
                ));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
    }
}
