//! Tests that every letter renders for every event that sends it, with the required content.

use super::*;

fn shipped() -> Letters {
    load(&Source::BuiltIn).unwrap()
}

fn full() -> Value {
    json!({
        "case": {"id": "0", "code": "SR-2023-000001", "title": "Tuyến Trần Hưng Đạo", "state": "submitted", "pack": "vn-qn@2026-07-01"},
        "applicant": {"vi": "VNPT Quảng Ninh", "en": "VNPT Quang Ninh"},
        "owner": {"vi": "Công ty Điện lực Quảng Ninh", "en": "Quang Ninh Power Company"},
        "action": "offer", "actor": "Nguyễn Văn A", "comment": "Kính đề nghị", "clause": "47 CFR 1.1411(d)",
        "data": {
            "survey_on": "2023-10-20", "claim": "…", "starts_on": "2023-10-20", "contractor": "X", "works_on": "2023-11-01",
            "findings": "…", "terms": "…", "rent_vnd_per_month": 900_000, "reason": "…", "crew": "…", "entry_on": "2023-10-20",
            "finished_on": "2023-10-20", "summary": "…", "explanation": "…", "description": "…", "removal_on": "2024-01-20",
            "settlement": "…",
        },
        "reasons": [{"code": "SAFETY", "explanation": "quá gần đường dây", "evidence": {}}],
        "gaps": [{"item": "Bản vẽ tuyến", "reason": "thiếu tọa độ"}],
        "offer": {
            "rent_vnd_per_month": 1_200_000, "terms": "theo tháng", "estimate_vnd": 5_000_000,
            "make_ready": [{"asset_id": "0", "work": "thay cột"}],
        },
        "happened_on": "2023-10-02", "due_on": "2023-10-16", "due_clause": "47 CFR 1.1411(c)", "link": "/cases/0",
        "base_url": "https://hatang.example",
    })
}

/// The context of an event by a clock, without an actor.
fn sparse() -> Value {
    json!({
        "case": {"id": "0", "code": "SR-2023-000001", "title": "Tuyến Trần Hưng Đạo", "state": "submitted", "pack": "vn-qn@2026-07-01"},
        "applicant": null, "owner": null, "action": "clock", "actor": null, "comment": null, "clause": null, "data": null,
        "reasons": [], "gaps": [], "offer": null, "happened_on": "2023-10-02", "due_on": null, "due_clause": null,
        "link": "/cases/0",
    })
}

#[test]
fn every_letter_can_be_written_in_every_language() {
    let letters = shipped();
    for letter in letters.names().filter(|name| !name.starts_with("account.")) {
        for locale in Locale::VARIANTS.iter().copied() {
            for context in [full(), sparse()] {
                let written = letters.render(letter, locale, &context).unwrap();
                let here = format!("{letter} in {locale:?}: {written:?}");
                assert!(
                    written.subject.contains("SR-2023-000001") && !written.subject.starts_with("Subject"),
                    "{here}"
                );
                assert!(
                    written.text.contains("Tuyến Trần Hưng Đạo") && written.html.contains("Tuyến Trần Hưng Đạo"),
                    "{here}"
                );
                assert!(
                    !written.text.contains("{{") && !written.text.contains("none") && !written.text.contains("2023-10"),
                    "{here}"
                );
                assert!(
                    !written.text.contains(" ,") && !written.text.contains("..") && !written.text.contains("  "),
                    "{here}"
                );
            }
        }
    }
}

#[test]
fn a_message_about_an_account_names_it_and_has_its_link() {
    let letters = shipped();
    let context = json!({
        "about": "account", "link": "/set-password#abc", "base_url": "https://hatang.example",
        "data": {"name": "Nguyễn Thị Đào", "email": "dao@vnpt.example", "hours": 168},
    });
    for letter in ["account.invitation", "account.password_reset"] {
        for locale in Locale::VARIANTS.iter().copied() {
            let written = letters.render(letter, locale, &context).unwrap();
            let here = format!("{letter} in {locale:?}: {written:?}");
            assert!(written.subject.contains("dao@vnpt.example"), "{here}");
            assert!(written.text.contains("Nguyễn Thị Đào,\n") && written.text.contains("168"), "{here}");
            assert!(written.html.contains("<a href=\"https://hatang.example/set-password#abc\">"), "{here}");
            assert!(!written.text.contains("{{") && !written.text.contains("- "), "{here}");
        }
    }
}

#[test]
fn an_offer_reads_like_a_letter() {
    let written = shipped().render("sharing.offered", Locale::Vi, full()).unwrap();
    assert_eq!(written.subject, "Hồ sơ SR-2023-000001: phương án của chủ sở hữu");
    let expected = "\
Kính gửi Quý cơ quan, đơn vị,

Công ty Điện lực Quảng Ninh chào phương án cho yêu cầu “Tuyến Trần Hưng Đạo” của VNPT Quảng Ninh:

- Giá thuê: 1.200.000 đồng mỗi tháng
- Điều kiện: theo tháng
- Hạng mục chuẩn bị: 1
- Dự toán chuẩn bị: 5.000.000 đồng

Bên yêu cầu chấp nhận hoặc đề nghị điều chỉnh chậm nhất ngày 16/10/2023. Quá thời hạn này, yêu cầu hết hiệu lực và phần giữ chỗ được giải phóng.

Ý kiến kèm theo của Nguyễn Văn A: Kính đề nghị

- Hồ sơ: SR-2023-000001 – Tuyến Trần Hưng Đạo
- Bên yêu cầu: VNPT Quảng Ninh
- Chủ sở hữu: Công ty Điện lực Quảng Ninh
- Thời hạn: 16/10/2023 (47 CFR 1.1411(c))
- Căn cứ: 47 CFR 1.1411(d)

Xem hồ sơ: https://hatang.example/cases/0

Văn bản này do hệ thống Hatang gửi tự động. Vui lòng không trả lời thư này.
";
    assert_eq!(written.text, expected);
    assert!(written.html.contains("<a href=\"https://hatang.example/cases/0\">"));
}

#[test]
fn what_is_not_given_is_not_made_up() {
    let letters = shipped();
    let refused = letters.render("sharing.offered", Locale::En, json!({"link": "/cases/0"})).unwrap_err().to_string();
    assert!(refused.starts_with("the letter `sharing.offered` cannot be written: undefined value"), "{refused}");
    let unknown = letters.render("sharing.unheard_of", Locale::En, full()).unwrap_err().to_string();
    assert_eq!(unknown, "the letter `sharing.unheard_of` cannot be written: there is no such letter");
    assert!(!letters.has("frame"));
}
