//! Any two numbers in two columns of metres give a position on earth or a finding.
#![no_main]

mod table;

use std::sync::LazyLock;

use api_geo::crs::Crs;
use api_app::imports::mapping::Mapping;
use libfuzzer_sys::fuzz_target;

static MAPPINGS: LazyLock<Vec<Mapping>> = LazyLock::new(|| {
    let position = "{ metres = { easting = { column = 'a' }, northing = { column = 'b', decimal_comma = true } } }";
    [Crs::Epsg5899, Crs::Epsg3857].map(|crs| table::mapping(crs, position)).to_vec()
});

fuzz_target!(|bytes: &[u8]| {
    // The bytes are read as text, and as the bits of two numbers.
    let text = std::str::from_utf8(bytes).ok().and_then(|text| text.split_once(' '));
    let numbers: Vec<f64> = bytes.as_chunks::<8>().0.iter().take(2).map(|bits| f64::from_le_bytes(*bits)).collect();
    for mapping in MAPPINGS.iter() {
        if let Some((east, north)) = text {
            table::placed(mapping, [east, north]);
        }
        if let [east, north] = numbers.as_slice() {
            table::placed(mapping, [&east.to_string(), &north.to_string()]);
        }
    }
});
