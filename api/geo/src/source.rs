//! Detects the format of a file and opens its reader.

use std::io::{self, BufRead, Cursor, Read};

use super::csv::CsvRows;
use super::features::UntilEnd;
use super::flatgeobuf::FlatgeobufRows;
use super::geojson::FeatureRows;
use super::geojson_seq::SequenceRows;
use super::geopackage::GeopackageRows;
use super::input::{Format, Opening, Rows, SourceError};
use super::kml;
use super::shapefile::ShapefileRows;
use super::sniff::sniff;
use super::xlsx;

/// The number of bytes for the detection of the format.
const HEAD_BYTES: u64 = 4_096;

/// Opens the rows of a file.
///
/// # Errors
/// When the beginning of the file is already invalid.
pub fn open(mut file: Box<dyn Read + Send>, opening: &Opening) -> Result<Box<dyn Rows>, SourceError> {
    let mut head = Vec::new();
    (&mut file).take(HEAD_BYTES).read_to_end(&mut head)?;
    let format = known(&head, opening.format)?;
    let mut file = io::BufReader::with_capacity(65_536, Cursor::new(head).chain(file));
    let crs = opening.crs.unwrap_or_default();
    let limits = opening.limits;
    Ok(match format {
        Format::Csv => {
            strip_mark(&mut file)?;
            Box::new(CsvRows::new(file, opening.delimiter, limits)?)
        }
        Format::Geojson => {
            strip_mark(&mut file)?;
            Box::new(FeatureRows::new(file, crs, limits)?)
        }
        Format::GeojsonSeq => {
            strip_mark(&mut file)?;
            Box::new(UntilEnd::of(SequenceRows::new(file, crs, limits)?))
        }
        Format::Geopackage => Box::new(UntilEnd::of(GeopackageRows::new(file, opening)?)),
        Format::Shapefile => Box::new(UntilEnd::of(ShapefileRows::new(file, opening)?)),
        Format::Kml => kml::open(file, opening)?,
        Format::Flatgeobuf => Box::new(UntilEnd::of(FlatgeobufRows::new(file, opening)?)),
        Format::Xlsx => Box::new(xlsx::open(file, opening)?),
    })
}

/// The format of a file: the given one, unless its bytes contradict it.
fn known(head: &[u8], said: Option<Format>) -> Result<Format, SourceError> {
    if head.is_empty() {
        return Err(SourceError::Empty);
    }
    match (said, sniff(head)) {
        (None, found) => found.ok_or(SourceError::Unknown),
        (Some(said), Some(found)) if said != found && found.is_binary() => {
            Err(SourceError::OtherFormat { is: found.as_str(), wanted: said.as_str() })
        }
        (Some(said), _) => Ok(said),
    }
}

/// Skips the UTF-8 byte order mark and rejects UTF-16.
fn strip_mark(file: &mut impl BufRead) -> Result<(), SourceError> {
    // A reader may return a single byte at first; the mark needs three bytes, and a buffered file
    // provides them.
    let start = file.fill_buf()?;
    match start {
        [] => Err(SourceError::Empty),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Err(SourceError::Utf16),
        [0xEF, 0xBB, 0xBF, ..] => {
            file.consume(3);
            Ok(())
        }
        _ => Ok(()),
    }
}
