//! The Shapefile reader ends for any bytes in the place of the table, without a panic.
#![no_main]

mod drain;
mod inside;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

const FILE: &[u8] = include_bytes!("../corpus/shapefile/points.shp.zip");

fuzz_target!(|bytes: &[u8]| drain::drain(Format::Shapefile, &inside::member(FILE, "poles.dbf", bytes)));
