//! The KML reader ends for any bytes, without a panic.
#![no_main]

mod drain;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| drain::drain(Format::Kml, bytes));
