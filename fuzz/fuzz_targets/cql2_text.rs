//! Every CQL2 text filter gets an answer from the map service.
#![no_main]

mod filter;

use api_app::ogc::cql::Language;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| filter::filter(bytes, Language::Text));
