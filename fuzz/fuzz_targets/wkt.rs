//! Any text in a WKT column gives a position on earth or a finding.
#![no_main]

mod table;

use std::sync::LazyLock;

use api_geo::crs::Crs;
use api_app::imports::mapping::Mapping;
use libfuzzer_sys::fuzz_target;
use strum::VariantArray;

static MAPPINGS: LazyLock<Vec<Mapping>> =
    LazyLock::new(|| Crs::VARIANTS.iter().map(|crs| table::mapping(*crs, "{ wkt = { column = 'b' } }")).collect());

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for mapping in MAPPINGS.iter() {
        table::placed(mapping, ["1", text.trim()]);
    }
});
