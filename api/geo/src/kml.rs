//! Reads KML and KMZ, placemark by placemark, with their extended data.
//!
//! The reader skips styles, overlays, tours and links; it never fetches a linked resource and never
//! expands an entity.

use std::io::{BufRead, BufReader, Read};

use super::archive::Archive;
use super::features::{Features, UntilEnd};
use super::input::{Opening, Rows, SourceError};
use super::row::{Row, RowError};

mod placemark;
mod reading;

use reading::{Reading, Step};

/// Opens KML, or the first KML of an archive.
///
/// # Errors
/// When an archive contains no KML, or is a bomb.
pub(super) fn open(mut file: impl BufRead + Send + 'static, opening: &Opening) -> Result<Box<dyn Rows>, SourceError> {
    if !file.fill_buf()?.starts_with(b"PK") {
        return Ok(Box::new(UntilEnd::of(PlacemarkRows::new(file, opening))));
    }
    let mut archive = Archive::open(file, opening.scratch.clone(), opening.limits)?;
    let is_kml = |name: &&String| name.to_ascii_lowercase().ends_with(".kml");
    let names = archive.names();
    // The main document of a KMZ is usually doc.kml.
    let main = names.iter().find(|name| name.as_str() == "doc.kml").or_else(|| names.iter().find(is_kml));
    let Some(main) = main else {
        return Err(SourceError::Broken { format: "KMZ", what: "there is no .kml in it".to_owned() });
    };
    let document = archive.take(main)?;
    Ok(Box::new(UntilEnd::of(PlacemarkRows::new(BufReader::new(document), opening))))
}

/// The placemarks of a document.
pub(super) struct PlacemarkRows<R: Read> {
    reading: Reading<BufReader<R>>,
    number: u64,
    opening: Opening,
}

impl<R: Read> PlacemarkRows<R> {
    fn new(file: R, opening: &Opening) -> Self {
        let reading = Reading::new(BufReader::new(file), opening.limits);
        Self { reading, number: 0, opening: opening.clone() }
    }
}

impl<R: Read + Send> Features for PlacemarkRows<R> {
    fn row(&mut self) -> Result<Option<Row>, SourceError> {
        let limits = self.opening.limits;
        let cells = match self.reading.next()? {
            Step::End => return Ok(None),
            Step::TooLong => Err(RowError::TooLong { limit: limits.row_bytes }),
            Step::Placemark(found) => found.cells(self.opening.crs.unwrap_or_default(), &limits),
        };
        self.number = self.number.saturating_add(1);
        Ok(Some(Row::of_feature(self.number, self.reading.read_bytes(), cells, &limits)))
    }
}
