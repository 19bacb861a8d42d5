//! Whatever shapes lie in an archive, the reader answers.
#![no_main]

mod drain;
mod inside;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

const FILE: &[u8] = include_bytes!("../corpus/shapefile/points.shp.zip");

fuzz_target!(|bytes: &[u8]| drain::drain(Format::Shapefile, &inside::member(FILE, "poles.shp", bytes)));
