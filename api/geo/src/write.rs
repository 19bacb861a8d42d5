//! Formats that carry places out: one thing after another into a file, however many there are.
//!
//! A [`Writer`] holds one [`Entry`] at a time. What a format cannot carry it says in [`Losses`], and never in silence.

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

/// A format things are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Target {
    /// A table with commas.
    Csv,
    /// A GeoJSON feature collection.
    Geojson,
    /// GeoJSON features as RFC 8142 says.
    GeojsonSeq,
    /// An OGC `GeoPackage`.
    Geopackage,
    /// Shapefiles in a zip archive.
    Shapefile,
    /// KML.
    Kml,
    /// KML in an archive.
    Kmz,
    /// `FlatGeobuf`.
    Flatgeobuf,
    /// A spreadsheet.
    Xlsx,
}

impl Target {
    /// The word used in requests and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// How its files end.
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

    /// What a browser is told.
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

    /// Whether positions can be written in a system: two formats know WGS 84 alone.
    #[must_use]
    pub const fn takes(self, crs: Crs) -> bool {
        match self {
            Self::GeojsonSeq | Self::Kml | Self::Kmz => matches!(crs, Crs::Crs84 | Crs::Epsg4326),
            Self::Csv | Self::Geojson | Self::Geopackage | Self::Shapefile | Self::Flatgeobuf | Self::Xlsx => true,
        }
    }
}

/// How a table says where a thing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A column `wkt` of well-known text.
    #[default]
    Wkt,
    /// Two columns, `longitude` and `latitude` or `easting` and `northing`; only points have them.
    Columns,
}

/// What values a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Yes or no.
    Flag,
    /// Days.
    Day,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub form: Form,
    /// What it means, for a legend.
    pub title: String,
}

/// A thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it is, as the register keeps it.
    pub geometry: Geometry<f64>,
    /// What is known of it, in the order of the fields.
    pub values: Vec<Value>,
}

/// What is written and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The format.
    pub target: Target,
    /// The system of the coordinates.
    pub crs: Crs,
    /// How a table says where a thing is.
    pub place: Place,
    /// The name of the layer.
    pub layer: String,
    /// The columns.
    pub fields: Vec<Field>,
    /// A folder for files on the way.
    pub scratch: PathBuf,
}

impl Plan {
    /// A geometry in the system of the file, east before north.
    fn placed(&self, geometry: &Geometry<f64>) -> Result<Geometry<f64>, WriteError> {
        let placed = self.crs.from_register(geometry)?;
        // Far away from its zone a projection gives numbers, but no places.
        let strayed = placed.coords_iter().find(|at| possible(self.crs, at.x, at.y).is_err());
        match strayed {
            Some(at) => Err(ProjectionError { x: at.x, y: at.y, into: self.crs }.into()),
            None => Ok(placed),
        }
    }
}

/// What the format could not carry whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Losses {
    /// Texts that were cut to the width of their column.
    pub texts_cut: u64,
    /// Shapes that were left out because a cell has no room for them.
    pub shapes_left_out: u64,
}

/// Why nothing more can be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// A place that the system does not have.
    #[error(transparent)]
    Place(#[from] ProjectionError),
    /// The format cannot hold it.
    #[error("{format} cannot hold it: {what}")]
    Format {
        /// The format.
        format: &'static str,
        /// What it cannot hold.
        what: String,
    },
}

impl WriteError {
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over, as `map_err` hands them")]
    fn format(target: Target, what: impl ToString) -> Self {
        Self::Format { format: target.as_str(), what: what.to_string() }
    }
}

/// A file while it is written.
pub trait Writer: Send {
    /// Writes a thing.
    ///
    /// # Errors
    /// When the disk is full, or the format cannot hold it.
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError>;

    /// Writes what stands behind the last thing.
    ///
    /// # Errors
    /// When the disk is full.
    fn finish(self: Box<Self>) -> Result<Losses, WriteError>;
}

/// A file that is to be written. It blocks: call it in a thread that may.
///
/// # Errors
/// When the file cannot be made, or the format does not have so many columns.
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

/// A value as the text of a cell; nothing is the empty text.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
