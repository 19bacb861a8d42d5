//! What ships is proved: every policy file loads, and every letter can be written in every language.

use domain::text::Locale;
use policies::{Policies, source::Source};
use serde_json::json;

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn every_shipped_file_is_proved() {
    let policies = shipped();
    assert!(policies.packs.contains_key("vn-qn@2023-09-07"));
    assert!(policies.kinds.kind("pole").is_some());
    assert!(policies.calendars["vn"].days.len() > 70);
    assert_eq!(policies.areas.iter().filter(|unit| unit.boundary.is_some()).count(), 13 + 54);
}

#[test]
fn every_letter_can_be_written_in_every_language() {
    let policies = shipped();
    let context = json!({
        "case": {"id": "0", "code": "SR-2023-000001", "title": "Tuyến Trần Hưng Đạo", "state": "submitted"},
        "applicant": {"vi": "VNPT Quảng Ninh", "en": "VNPT Quang Ninh"},
        "owner": {"vi": "Công ty Điện lực Quảng Ninh", "en": "Quang Ninh Power Company"},
        "action": "offer", "actor": "Nguyễn Văn A", "comment": "Kính đề nghị", "clause": "GIA 3(4)",
        "data": {"survey_on": "2023-10-20", "claim": "…", "starts_on": "2023-10-20", "contractor": "X"},
        "reasons": [{"code": "SAFETY", "explanation": "quá gần đường dây"}],
        "gaps": [{"item": "Bản vẽ tuyến", "reason": "thiếu tọa độ"}],
        "offer": {"rent_vnd_per_month": 1_200_000},
        "happened_on": "2023-10-02", "due_on": "2023-10-16", "due_clause": "47 CFR 1.1411(c)", "link": "/cases/0",
    });
    for letter in policies.letters.names() {
        for locale in Locale::ALL {
            let written = policies.letters.render(letter, locale, &context).unwrap_or_else(|why| panic!("{why}"));
            assert!(written.subject.contains("SR-2023-000001"), "{letter} in {locale:?}: {}", written.subject);
            assert!(written.body.contains("Tuyến Trần Hưng Đạo"), "{letter} in {locale:?}");
            assert!(!written.subject.contains('\n') && !written.body.contains("{{"), "{letter} in {locale:?}");
        }
    }
}
