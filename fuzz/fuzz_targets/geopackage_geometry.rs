//! The GeoPackage reader ends for any bytes in the place of a geometry, without a panic.
#![no_main]

mod drain;

use std::sync::LazyLock;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

const FILE: &[u8] = include_bytes!("../corpus/geopackage/lines.gpkg");
/// The first bytes of a geometry.
const HEAD: &[u8] = b"GP\0";
/// The length of the longer of the two geometries in bytes: a header with an envelope, and a line
/// of 24 positions.
const AVAILABLE: usize = 8 + 32 + 9 + 24 * 16;
/// The offset of that geometry. SQLite fills a page with rows from its end, and this row is the
/// first.
static PLACE: LazyLock<usize> = LazyLock::new(|| {
    let places = FILE.windows(HEAD.len()).enumerate().filter(|(_, window)| *window == HEAD).map(|(place, _)| place);
    places.max().expect("a geometry")
});

fuzz_target!(|bytes: &[u8]| {
    let mut file = FILE.to_vec();
    let bytes = bytes.get(..AVAILABLE).unwrap_or(bytes);
    file[*PLACE..*PLACE + bytes.len()].copy_from_slice(bytes);
    drain::drain(Format::Geopackage, &file);
});
