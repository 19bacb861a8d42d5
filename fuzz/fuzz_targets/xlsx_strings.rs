//! The XLSX reader ends for any bytes in the place of the shared strings, without a panic.
#![no_main]

mod drain;
mod fence;
mod inside;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

const FILE: &[u8] = include_bytes!("../corpus/xlsx/shared.xlsx");

fuzz_target!(init: fence::stand(), |bytes: &[u8]| drain::drain(Format::Xlsx, &inside::member(FILE, "xl/sharedStrings.xml", bytes)));
