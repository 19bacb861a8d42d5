//! Whatever a workbook shares among its cells, the reader answers.
#![no_main]

mod drain;
mod fence;
mod inside;

use api_geo::source::Format;
use libfuzzer_sys::fuzz_target;

const FILE: &[u8] = include_bytes!("../corpus/xlsx/shared.xlsx");

fuzz_target!(init: fence::stand(), |bytes: &[u8]| drain::drain(Format::Xlsx, &inside::member(FILE, "xl/sharedStrings.xml", bytes)));
