//! What a file of rows is: its format, how it is opened, what can end it early, and the rows.

use domain::messages::{FileProblem, Message};
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::crs::Crs;
use super::limits::Limits;
use super::row::{Header, Row};

/// A format rows come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    /// Comma (or otherwise) separated, with a header.
    Csv,
    /// A GeoJSON feature collection.
    Geojson,
    /// GeoJSON features one after another, on lines or as RFC 8142 says.
    GeojsonSeq,
    /// An OGC `GeoPackage`.
    Geopackage,
    /// Shapefiles in a zip archive.
    Shapefile,
    /// KML, or KMZ.
    Kml,
    /// `FlatGeobuf`.
    Flatgeobuf,
    /// A sheet of a workbook, as a table with a header.
    Xlsx,
}

impl Format {
    /// The word used in mappings, tables and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Its bytes cannot be taken for those of another format.
    pub(crate) fn is_binary(self) -> bool {
        match self {
            Self::Csv | Self::Geojson | Self::GeojsonSeq => false,
            Self::Geopackage | Self::Shapefile | Self::Kml | Self::Flatgeobuf | Self::Xlsx => true,
        }
    }

    /// Its rows are cells under a header, and places stand in columns.
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

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// What it is; found out from its first bytes when nobody says.
    pub format: Option<Format>,
    /// What stands between two cells of a table.
    pub delimiter: u8,
    /// The system of its coordinates, for files that do not say it themselves.
    pub crs: Option<Crs>,
    /// Only this layer of a file that may have several; all of them, one after another, when nobody says. Of a workbook, the
    /// sheet; the first, when nobody says.
    pub layer: Option<String>,
    /// The encoding of its texts, for shapefiles that do not say it themselves.
    pub encoding: Option<String>,
    /// A folder for files that must be read here and there.
    pub scratch: PathBuf,
    /// How much is read.
    pub limits: Limits,
}

impl Opening {
    /// A file in an ordinary way: what it is and what its coordinates are, it says itself.
    #[must_use]
    pub fn plain(scratch: PathBuf) -> Self {
        let limits = Limits::default();
        Self { format: None, delimiter: b',', crs: None, layer: None, encoding: None, scratch, limits }
    }
}

/// Why a file cannot be read on. What was read before stays read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file could not be read.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A mark at the start says UTF-16.
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
    /// The header is no UTF-8.
    #[error("the header is not UTF-8; save the file as UTF-8")]
    HeaderNotUtf8,
    /// A name stands twice in the header.
    #[error("column \"{0}\" stands twice in the header")]
    RepeatedColumn(String),
    /// More columns than a table may have.
    #[error("the header has {found} columns, at most {limit} are read")]
    TooManyColumns {
        /// In the file.
        found: usize,
        /// Allowed.
        limit: usize,
    },
    /// A table row that does not end, mostly a quote that is opened and never closed.
    #[error("the row after row {after} is longer than {limit} bytes; is a quote opened and never closed?")]
    EndlessRow {
        /// The last row that was read.
        after: u64,
        /// Allowed bytes.
        limit: usize,
    },
    /// Not the JSON that a feature collection is.
    #[error("at byte {offset}: {what}")]
    Json {
        /// Where.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// JSON of another type.
    #[error("the file is a \"{0}\", not a FeatureCollection")]
    NotACollection(String),
    /// Coordinates in a system that is none of ours, or that is said when it is too late.
    #[error(
        "the file says its coordinates are in \"{0}\"; convert it to WGS 84 longitude and latitude (or EPSG:3857 or EPSG:5899)"
    )]
    ForeignCrs(String),
    /// No word of a system anywhere.
    #[error("the {0} does not say in which system its coordinates are; say it in the mapping, as crs")]
    NoCrs(&'static str),
    /// Bytes that are not what they should be.
    #[error("the file is no readable {format}: {what}")]
    Broken {
        /// What it should be.
        format: &'static str,
        /// What is wrong.
        what: String,
    },
    /// Nobody can say what it is.
    #[error(
        "the file is none of CSV, XLSX, GeoJSON, GeoJSON sequence, GeoPackage, zipped Shapefile, KML, KMZ and FlatGeobuf"
    )]
    Unknown,
    /// Something else than the mapping reads.
    #[error("the file is {is}, and the mapping reads {wanted}")]
    OtherFormat {
        /// What it is.
        is: &'static str,
        /// What it should be.
        wanted: &'static str,
    },
    /// No such layer.
    #[error("the file has no layer \"{wanted}\"; it has: {has}")]
    NoLayer {
        /// The one that is asked for.
        wanted: String,
        /// Those that are there.
        has: String,
    },
    /// Too long to be laid aside.
    #[error("the file is longer than {limit_bytes} bytes")]
    TooLong {
        /// Allowed.
        limit_bytes: u64,
    },
    /// An archive of too many files.
    #[error("the archive has {found} files, at most {limit} are read")]
    TooManyFiles {
        /// In the archive.
        found: usize,
        /// Allowed.
        limit: usize,
    },
    /// A file of an archive that unpacks to more than anybody needs.
    #[error("\"{name}\" in the archive unpacks to more than is read")]
    Bomb {
        /// Which.
        name: String,
    },
}

impl From<SourceError> for Message {
    /// The words of libraries are for the log.
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

/// Rows of a file, one after another.
pub trait Rows: Iterator<Item = Result<Row, SourceError>> + Send {
    /// The header of a table; a feature collection has none.
    fn header(&self) -> Option<&Header>;
}
