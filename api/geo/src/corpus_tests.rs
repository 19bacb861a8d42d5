//! Reads the seed files of the fuzz targets, unchanged and randomly modified: the readers always
//! return a result.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::Index;
use zip::write::SimpleFileOptions;

use super::crs::Crs;
use super::input::{Format, Opening, SourceError};
use super::limits::Limits;
use super::source::open;

const FORMATS: [Format; 8] = [
    Format::Csv,
    Format::Geojson,
    Format::GeojsonSeq,
    Format::Geopackage,
    Format::Shapefile,
    Format::Kml,
    Format::Flatgeobuf,
    Format::Xlsx,
];

/// The files of a format, sorted by name.
fn corpus(format: Format) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(format.as_str());
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn opening(format: Option<Format>) -> Opening {
    let limits = Limits {
        row_bytes: 65_536,
        vertices: 1_000,
        columns: 64,
        excerpt_chars: 100,
        spool_bytes: 1_048_576,
        inflated_bytes: 4_194_304,
        workbook_bytes: 4_194_304,
        shared_bytes: 1_048_576,
        archive_files: 16,
        inflation: 100,
    };
    Opening { format, crs: Some(Crs::Crs84), limits, ..Opening::plain(std::env::temp_dir().join("hatang-corpus")) }
}

/// The number of good and bad rows, and the error that ended the file.
fn drain(bytes: Vec<u8>, format: Option<Format>) -> Result<(usize, usize), SourceError> {
    let (mut good, mut bad) = (0, 0);
    for row in open(Box::new(Cursor::new(bytes)), &opening(format))? {
        match row?.cells {
            Ok(_) => good += 1,
            Err(_) => bad += 1,
        }
    }
    Ok((good, bad))
}

#[test]
fn every_file_is_what_it_is_and_has_two_good_rows() {
    for format in FORMATS {
        for (path, bytes) in corpus(format) {
            assert_eq!(drain(bytes, None).unwrap(), (2, 0), "{}", path.display());
        }
    }
}

#[test]
fn every_reader_answers_to_every_file() {
    for format in FORMATS {
        for (_, bytes) in FORMATS.into_iter().flat_map(corpus) {
            let _answer = drain(bytes, Some(format));
        }
    }
}

#[test]
fn every_cut_is_answered() {
    for format in FORMATS {
        for (_, bytes) in corpus(format) {
            let step = (bytes.len() / 40).max(1);
            for length in (0..bytes.len()).step_by(step) {
                let _answer = drain(bytes[..length].to_vec(), Some(format));
            }
        }
    }
}

/// Changes some bytes, and perhaps truncates the end.
fn shaken(bytes: &[u8], changes: &[(Index, u8)], cut: Option<&Index>) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.is_empty() {
        return bytes;
    }
    for (place, byte) in changes {
        let place = place.index(bytes.len());
        bytes[place] = *byte;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len()));
    }
    bytes
}

/// An archive with modified members, so that a reader reaches more than the checksums.
fn shaken_within(archive: &[u8], changes: &[(Index, u8)]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut member = from.by_index(place).unwrap();
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        let bytes = if name.rsplit('.').next() == Some("prj") { bytes } else { shaken(&bytes, changes, None) };
        to.start_file(name, SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

fn changes() -> impl Strategy<Value = Vec<(Index, u8)>> {
    let byte = prop_oneof![any::<u8>(), Just(0_u8), Just(0xFF_u8), Just(0x7F_u8)];
    prop::collection::vec((any::<Index>(), byte), 0..24)
}

/// Found by fuzzing: the SQLite library panics, on a thread of its own, over the type of such a
/// column.
#[test]
fn a_geopackage_whose_columns_have_types_in_no_utf8_is_refused() {
    let (_, bytes) = corpus(Format::Geopackage).remove(0);
    let word = b" TEXT";
    let places: Vec<usize> = (0..bytes.len() - word.len()).filter(|at| &bytes[*at..at + word.len()] == word).collect();
    assert!(!places.is_empty());
    for place in places {
        let mut bytes = bytes.clone();
        bytes[place + 2] = 0xFF;
        let answer = drain(bytes, Some(Format::Geopackage));
        assert!(matches!(&answer, Err(SourceError::Broken { what, .. }) if what.contains("UTF-8")), "{answer:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_shaken_file_is_answered(changes in changes(), cut in prop::option::weighted(0.2, any::<Index>())) {
        for format in FORMATS {
            for (_, bytes) in corpus(format) {
                let _answer = drain(shaken(&bytes, &changes, cut.as_ref()), Some(format));
                if matches!(format, Format::Shapefile | Format::Xlsx) {
                    let _answer = drain(shaken_within(&bytes, &changes), Some(format));
                }
            }
        }
    }
}
