//! Every mapping is either refused, or can be written and read again.
#![no_main]

use api_app::imports::queries::mapping_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(mapping) = mapping_text(text) else { return };
    if mapping.check().is_empty() {
        let kept = serde_json::to_string(&mapping).expect("it can be kept");
        assert_eq!(mapping_text(&kept).expect("it can be read again"), mapping);
        let _opening = mapping.opening(std::env::temp_dir(), Default::default());
    }
});
