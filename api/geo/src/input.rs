//! The input side of files: formats, options for opening, errors, and rows.

use domain::messages::{FileProblem, Message};
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::crs::Crs;
use super::limits::Limits;
use super::row::{Header, Row};

/// A format of files to import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum Format {
    /// Separated by commas (or another delimiter), with a header.
    Csv,
    /// A GeoJSON feature collection.
    Geojson,
    /// A sequence of GeoJSON features, on lines or according to RFC 8142.
    GeojsonSeq,
    Geopackage,
    /// Shapefiles in a zip archive.
    Shapefile,
    /// KML, or KML in a KMZ archive.
    Kml,
    Flatgeobuf,
    /// A sheet of a workbook, as a table with a header.
    Xlsx,
}

impl Format {
    /// The name in mappings, tables and responses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Reports whether the bytes of the format cannot be confused with another format.
    pub(crate) fn is_binary(self) -> bool {
        match self {
            Self::Csv | Self::Geojson | Self::GeojsonSeq => false,
            Self::Geopackage | Self::Shapefile | Self::Kml | Self::Flatgeobuf | Self::Xlsx => true,
        }
    }

    /// Reports whether rows are cells under a header, with positions in columns.
    #[must_use]
    pub fn is_table(self) -> bool {
        match self {
            Self::Csv | Self::Xlsx => true,
            Self::Geojson | Self::GeojsonSeq | Self::Geopackage | Self::Shapefile | Self::Kml | Self::Flatgeobuf => {
                false
            }
        }
    }
}

/// The options for opening a file.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The format; detected from the first bytes when absent.
    pub format: Option<Format>,
    /// The delimiter between cells of a table.
    pub delimiter: u8,
    /// The coordinate system, for files that do not name one.
    pub crs: Option<Crs>,
    /// The layer of a file with several; when absent, all layers in sequence. In a workbook, the
    /// sheet; when absent, the first sheet.
    pub layer: Option<String>,
    /// The text encoding, for shapefiles that do not name one.
    pub encoding: Option<String>,
    /// The folder for temporary files that need random access.
    pub scratch: PathBuf,
    pub limits: Limits,
}

impl Opening {
    /// Options without hints: the file determines format and coordinate system.
    #[must_use]
    pub fn plain(scratch: PathBuf) -> Self {
        let limits = Limits::default();
        Self { format: None, delimiter: b',', crs: None, layer: None, encoding: None, scratch, limits }
    }
}

/// A fatal error of a file. Rows before the error stay valid.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
    #[error("the file is empty")]
    Empty,
    /// A byte order mark indicates UTF-16.
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
    /// The header is not UTF-8.
    #[error("the header is not UTF-8; save the file as UTF-8")]
    HeaderNotUtf8,
    /// A name appears twice in the header.
    #[error("column \"{0}\" stands twice in the header")]
    RepeatedColumn(String),
    /// More columns than a table may have.
    #[error("the header has {found} columns, at most {limit} are read")]
    TooManyColumns { found: usize, limit: usize },
    /// A table row without an end, usually because of a quote that is opened and never closed.
    #[error("the row after row {after} is longer than {limit} bytes; is a quote opened and never closed?")]
    EndlessRow {
        /// The number of the last row.
        after: u64,
        limit: usize,
    },
    /// Not the JSON of a feature collection.
    #[error("at byte {offset}: {what}")]
    Json { offset: u64, what: String },
    /// JSON of another type.
    #[error("the file is a \"{0}\", not a FeatureCollection")]
    NotACollection(String),
    /// Coordinates in an unsupported system, or a system named too late in the file.
    #[error(
        "the file says its coordinates are in \"{0}\"; convert it to WGS 84 longitude and latitude (or EPSG:3857 or EPSG:5899)"
    )]
    ForeignCrs(String),
    /// Neither the file nor the options name a coordinate system.
    #[error("the {0} does not say in which system its coordinates are; say it in the mapping, as crs")]
    NoCrs(&'static str),
    /// The bytes do not match the format.
    #[error("the file is no readable {format}: {what}")]
    Broken { format: &'static str, what: String },
    /// The format is unknown.
    #[error(
        "the file is none of CSV, XLSX, GeoJSON, GeoJSON sequence, GeoPackage, zipped Shapefile, KML, KMZ and FlatGeobuf"
    )]
    Unknown,
    /// Another format than the mapping expects.
    #[error("the file is {is}, and the mapping reads {wanted}")]
    OtherFormat { is: &'static str, wanted: &'static str },
    #[error("the file has no layer \"{wanted}\"; it has: {has}")]
    NoLayer { wanted: String, has: String },
    /// Too long for a temporary file.
    #[error("the file is longer than {limit_bytes} bytes")]
    TooLong { limit_bytes: u64 },
    /// An archive of too many files.
    #[error("the archive has {found} files, at most {limit} are read")]
    TooManyFiles { found: usize, limit: usize },
    /// A file of an archive that unpacks to more than the limit.
    #[error("\"{name}\" in the archive unpacks to more than is read")]
    Bomb { name: String },
}

impl From<SourceError> for Message {
    /// Error texts of libraries belong in the log only.
    fn from(fault: SourceError) -> Self {
        match fault {
            SourceError::Io(_) => FileProblem::CannotBeRead.into(),
            SourceError::Empty => FileProblem::Empty.into(),
            SourceError::Utf16 => FileProblem::Utf16.into(),
            SourceError::HeaderNotUtf8 => FileProblem::HeaderNotUtf8.into(),
            SourceError::RepeatedColumn(column) => FileProblem::RepeatedColumn { column }.into(),
            SourceError::TooManyColumns { found, limit } => FileProblem::TooManyColumns { found, limit }.into(),
            SourceError::EndlessRow { after, limit } => FileProblem::EndlessRow { after, limit }.into(),
            SourceError::Json { offset, .. } => FileProblem::NotGeoJson { offset }.into(),
            SourceError::NotACollection(found) => FileProblem::NotACollection { found }.into(),
            SourceError::ForeignCrs(crs) => FileProblem::ForeignCrs { crs }.into(),
            SourceError::NoCrs(format) => FileProblem::NoCrs { format: format.to_owned() }.into(),
            SourceError::Broken { format, .. } => FileProblem::Broken { format: format.to_owned() }.into(),
            SourceError::Unknown => FileProblem::UnknownFormat.into(),
            SourceError::OtherFormat { is, wanted } => {
                FileProblem::OtherFormat { is: is.to_owned(), wanted: wanted.to_owned() }.into()
            }
            SourceError::NoLayer { wanted, has } => FileProblem::NoLayer { wanted, has }.into(),
            SourceError::TooLong { limit_bytes } => FileProblem::TooLong { limit_bytes }.into(),
            SourceError::TooManyFiles { found, limit } => FileProblem::TooManyFiles { found, limit }.into(),
            SourceError::Bomb { name } => FileProblem::UnpacksTooLong { name }.into(),
        }
    }
}

/// The rows of a file, as an iterator.
pub trait Rows: Iterator<Item = Result<Row, SourceError>> + Send {
    /// The header of a table; a feature collection has none.
    fn header(&self) -> Option<&Header>;
}
