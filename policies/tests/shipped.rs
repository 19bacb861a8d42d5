//! What ships is proved: every policy file loads.
#![expect(clippy::unwrap_used, reason = "tests")]

use policies::{Policies, source::Source};

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap()
}

#[test]
fn every_shipped_file_is_proved() {
    let policies = shipped();
    assert!(policies.packs.contains_key("vn-qn@2023-09-07"));
    assert!(policies.kinds.kind("pole").is_some());
    assert!(policies.calendars["vn"].days.len() > 70);
    assert_eq!(policies.areas.iter().filter(|unit| unit.boundary.is_some()).count(), 13 + 54);
}
