//! The output side of files: writes any number of entries, one after another.
//!
//! A [`Writer`] holds one [`Entry`] at a time. It reports data that a format cannot represent in
//! [`Losses`], never silently.

use std::path::{Path, PathBuf};

use geo::{CoordsIter, Geometry};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::crs::{Crs, ProjectionError};
use super::position::possible;

mod csv;
mod flatgeobuf;
mod geojson;
mod geopackage;
mod kml;
mod shapefile;
mod wkt;
mod xlsx;

/// A format of exported files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Target {
    /// A table with commas.
    Csv,
    /// A GeoJSON feature collection.
    Geojson,
    /// A sequence of GeoJSON features according to RFC 8142.
    GeojsonSeq,
    Geopackage,
    /// Shapefiles in a zip archive.
    Shapefile,
    Kml,
    /// KML in an archive.
    Kmz,
    Flatgeobuf,
    /// A sheet of a workbook.
    Xlsx,
}

impl Target {
    /// The name in requests and responses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The ending of the file name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Geojson => "geojson",
            Self::GeojsonSeq => "geojsons",
            Self::Geopackage => "gpkg",
            Self::Shapefile => "shp.zip",
            Self::Kml => "kml",
            Self::Kmz => "kmz",
            Self::Flatgeobuf => "fgb",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type for HTTP.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Geojson => "application/geo+json",
            Self::GeojsonSeq => "application/geo+json-seq",
            Self::Geopackage => "application/geopackage+sqlite3",
            Self::Shapefile => "application/zip",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::Kmz => "application/vnd.google-earth.kmz",
            Self::Flatgeobuf => "application/vnd.flatgeobuf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Reports whether the format supports a system: two formats support only WGS 84.
    #[must_use]
    pub const fn takes(self, crs: Crs) -> bool {
        match self {
            Self::GeojsonSeq | Self::Kml | Self::Kmz => matches!(crs, Crs::Crs84 | Crs::Epsg4326),
            Self::Csv | Self::Geojson | Self::Geopackage | Self::Shapefile | Self::Flatgeobuf | Self::Xlsx => true,
        }
    }
}

/// The representation of positions in a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionFormat {
    /// A column `wkt` of well-known text.
    #[default]
    Wkt,
    /// Two columns, `longitude` and `latitude` or `easting` and `northing`; only for points.
    Columns,
}

/// The type of values in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Whole,
    Number,
    Flag,
    Day,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub form: Form,
    /// The meaning, for a legend.
    pub title: String,
}

/// An entry of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The geometry in the system of the register.
    pub geometry: Geometry<f64>,
    /// The values, in the order of the fields.
    pub values: Vec<Value>,
}

/// The options for writing a file.
#[derive(Clone, Debug)]
pub struct Plan {
    pub target: Target,
    /// The coordinate system of the file.
    pub crs: Crs,
    /// The representation of positions in a table.
    pub place: PositionFormat,
    pub layer: String,
    pub fields: Vec<Field>,
    /// The folder for temporary files.
    pub scratch: PathBuf,
}

impl Plan {
    /// A geometry in the system of the file, east before north.
    fn placed(&self, geometry: &Geometry<f64>) -> Result<Geometry<f64>, WriteError> {
        let placed = self.crs.from_register(geometry)?;
        // Far away from its zone, a projection returns numbers without meaning.
        let strayed = placed.coords_iter().find(|at| possible(self.crs, at.x, at.y).is_err());
        match strayed {
            Some(at) => Err(ProjectionError { x: at.x, y: at.y, into: self.crs }.into()),
            None => Ok(placed),
        }
    }
}

/// The data that the format could not represent completely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Losses {
    /// Texts truncated to the width of their column.
    pub texts_cut: u64,
    /// Shapes omitted because they exceed the capacity of a cell.
    pub shapes_left_out: u64,
}

/// A fatal error while writing.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// A position without an equivalent in the coordinate system.
    #[error(transparent)]
    PositionFormat(#[from] ProjectionError),
    /// The format cannot represent the data.
    #[error("{format} cannot hold it: {what}")]
    Format { format: &'static str, what: String },
}

impl WriteError {
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over, as `map_err` hands them")]
    fn format(target: Target, what: impl ToString) -> Self {
        Self::Format { format: target.as_str(), what: what.to_string() }
    }
}

/// The writer of a file.
pub trait Writer: Send {
    /// Writes an entry.
    ///
    /// # Errors
    /// When the disk is full, or the format cannot represent the entry.
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError>;

    /// Writes the end of the file.
    fn finish(self: Box<Self>) -> Result<Losses, WriteError>;
}

/// Creates a file. The calls block, so use a thread for blocking work.
///
/// # Errors
/// When the file cannot be created, or the format does not support that many columns.
pub fn create(path: &Path, plan: Plan) -> Result<Box<dyn Writer>, WriteError> {
    std::fs::create_dir_all(&plan.scratch)?;
    Ok(match plan.target {
        Target::Csv => Box::new(csv::CsvWriter::create(path, plan)?),
        Target::Geojson | Target::GeojsonSeq => Box::new(geojson::FeatureWriter::create(path, plan)?),
        Target::Geopackage => Box::new(geopackage::GeopackageWriter::create(path, plan)?),
        Target::Shapefile => Box::new(shapefile::ShapefileWriter::create(path, plan)?),
        Target::Kml => Box::new(kml::KmlWriter::plain(path, plan)?),
        Target::Kmz => Box::new(kml::KmlWriter::packed(path, plan)?),
        Target::Flatgeobuf => Box::new(flatgeobuf::FlatgeobufWriter::create(path, plan)?),
        Target::Xlsx => Box::new(xlsx::SheetWriter::create(path, plan)?),
    })
}

/// A value as the text of a cell; a missing value is the empty text.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
