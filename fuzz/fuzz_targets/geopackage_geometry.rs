//! Whatever a GeoPackage has for a geometry, the reader answers.
#![no_main]

mod drain;

use std::sync::LazyLock;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

const FILE: &[u8] = include_bytes!("../corpus/geopackage/lines.gpkg");
/// How a geometry begins.
const HEAD: &[u8] = b"GP\0";
/// The longer of the two in the file takes so many bytes: a header with an envelope, and a line of 24 places.
const ROOM: usize = 8 + 32 + 9 + 24 * 16;
/// Where it begins: rows are laid into a page from its end, and it is the first of them.
static PLACE: LazyLock<usize> = LazyLock::new(|| {
    let places = FILE.windows(HEAD.len()).enumerate().filter(|(_, window)| *window == HEAD).map(|(place, _)| place);
    places.max().expect("a geometry")
});

fuzz_target!(|bytes: &[u8]| {
    let mut file = FILE.to_vec();
    let bytes = bytes.get(..ROOM).unwrap_or(bytes);
    file[*PLACE..*PLACE + bytes.len()].copy_from_slice(bytes);
    drain::drain(Format::Geopackage, &file);
});
