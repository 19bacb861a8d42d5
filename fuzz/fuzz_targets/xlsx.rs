//! The XLSX reader ends for any bytes, without a panic.
#![no_main]

mod drain;
mod fence;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fence::stand(), |bytes: &[u8]| drain::drain(Format::Xlsx, bytes));
