//! Whatever somebody asks of the map service, it answers.
#![no_main]

mod filter;

use api_app::ogc::cql::Language;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| filter::filter(bytes, Language::Text));
