//! Issued documents as PDF files, and the public look-up of cases and permits.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::document;
use tests::test_app::TestApp;
use tests::test_app::cast::POWER;
use tests::test_app::dossiers::{BAI_CHAY, mast, works};

tests::on_both_databases!(
    a_printed_permit_can_be_read_and_checked,
    every_document_is_printed_and_the_same_each_time,
    a_document_is_printed_in_english_too,
    other_jurisdictions_have_heads_of_their_own,
    an_answer_bears_the_name_of_who_asked_on_every_page,
    a_case_is_looked_up_with_its_secret_and_not_without,
    what_is_published_and_what_is_not,
);

/// Fetches an issued document. The name `permit?lang=en` selects English.
async fn pdf(test_app: &TestApp, who: &str, case: &str, name: &str) -> Vec<u8> {
    let answer =
        test_app.ask(who, Method::GET, &format!("/cases/{case}/issued-documents/{name}")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{name}");
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    answer.bytes().await.unwrap().to_vec()
}

async fn names(test_app: &TestApp, who: &str, case: &str) -> Vec<String> {
    let list = test_app.get(who, &format!("/cases/{case}/issued-documents")).await;
    list["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

async fn a_printed_permit_can_be_read_and_checked(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.accepted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let grounds = json!({"proposal": "grant", "grounds": "Đủ điều kiện"});
    test_app.perform("officer@soxaydung", &case, "draft_decision", grounds).await;
    test_app.perform("approver@soxaydung", &case, "grant", json!({"conditions": "Bảo đảm an toàn lưới điện"})).await;
    assert_eq!(names(&test_app, "planner@vnpt", &case).await, ["receipt", "permit"]);
    let permit = pdf(&test_app, "planner@vnpt", &case, "permit").await;
    assert!(permit.starts_with(b"%PDF-"));
    keep("permit-vi", &permit);
    if !document::can_be_read("a printed permit") {
        return;
    }
    let text = document::text(&permit);
    for said in [
        "GIẤY PHÉP XÂY DỰNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "000001/2023/GPXD",
        "VNPT Quảng Ninh",
        "SỞ XÂY DỰNG QUẢNG NINH",
        "ngày 02 tháng 10 năm 2023",
        "Bảo đảm an toàn lưới điện",
        "20.960000° B",
        // `echo 107.05 20.96 | cs2cs -f %.1f OGC:CRS84 EPSG:5899`
        "X = 2318686.9 m; Y = 427012.4 m",
        "approver@soxaydung",
        "50/2014/QH13",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let link = document::code(&permit);
    assert!(link.ends_with("/verify/000001-2023-GPXD"), "{link}");
    let number = link.rsplit('/').next().unwrap();
    let found = test_app.ask_as_public(Method::GET, &format!("/public/permits/{number}")).send().await.unwrap();
    assert_eq!(found.status(), StatusCode::OK);
    let found: Value = found.json().await.unwrap();
    assert_eq!((&found["number"], &found["state"]), (&json!("000001/2023/GPXD"), &json!("granted")));
}

async fn every_document_is_printed_and_the_same_each_time(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let refused = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    test_app.perform("reviewer@halong", &refused, "accept_intake", json!({})).await;
    let gaps = json!({"items": [{"item": "Bản vẽ cột", "reason": "thiếu chữ ký"}]});
    test_app.perform("reviewer@halong", &refused, "request_supplement", gaps).await;
    test_app.perform("planner@vnpt", &refused, "resubmit", json!({})).await;
    test_app.days(30).await;
    let slip = json!({"reason": "Chờ ý kiến", "new_date": test_app.in_days(3)});
    test_app.perform("reviewer@halong", &refused, "apologise", slip).await;
    let reasons = json!({"reasons": [{"code": "OUT_OF_PLAN", "explanation": "Ngoài quy hoạch", "evidence": {"plan_extract": "Phụ lục 2"}}]});
    test_app.perform("lead@halong", &refused, "refuse", reasons).await;
    let approved = test_app.approved_site("planner@viettel", "halong", BAI_CHAY).await;
    let sent = test_app.filed_site("planner@mobifone", BAI_CHAY).await;
    let elsewhere = json!({"reason": "Không thuộc địa bàn", "correct_authority_id": tests::fixtures::office(tests::test_app::cast::TIENYEN)});
    test_app.perform("reviewer@halong", &sent, "not_accept", elsewhere).await;

    for (case, who, expected) in [
        (&refused, "planner@vnpt", vec!["receipt", "supplement", "apology", "refusal"]),
        (&approved, "planner@viettel", vec!["receipt", "siting_approval"]),
        (&sent, "planner@mobifone", vec!["receipt", "not_accepted"]),
    ] {
        assert_eq!(names(&test_app, who, case).await, expected);
        for name in expected {
            let one = pdf(&test_app, who, case, name).await;
            assert_eq!(one, pdf(&test_app, who, case, name).await, "{name} is the same to the byte");
            let english = format!("{name}?lang=en");
            let in_english = pdf(&test_app, who, case, &english).await;
            assert_eq!(in_english, pdf(&test_app, who, case, &english).await, "{english} is the same to the byte");
            keep(&format!("{name}-en"), &in_english);
        }
    }
    if document::can_be_read("documents of all kinds") {
        let text = document::text(&pdf(&test_app, "planner@vnpt", &refused, "supplement").await);
        assert!(text.contains("Bản vẽ cột: thiếu chữ ký"), "{text}");
        let text = document::text(&pdf(&test_app, "planner@vnpt", &refused, "refusal").await);
        assert!(text.contains("Ngoài quy hoạch") && text.contains("OUT_OF_PLAN"), "{text}");
        let text = document::text(&pdf(&test_app, "planner@vnpt", &refused, "apology").await);
        assert!(text.contains("000001/2023/PXL"), "{text}");
    }
    let stranger = test_app.read("planner@mobifone", &format!("/cases/{approved}/issued-documents")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

/// Writes a document for inspection into the folder that `HATANG_KEEP_DOCUMENTS` names, if the
/// variable is set.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("HATANG_KEEP_PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}

async fn a_document_is_printed_in_english_too(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let path = format!("/cases/{case}/issued-documents/permit");
    let asked = |query: &str, header: &str| {
        let ask = test_app.ask("planner@vnpt", Method::GET, &format!("{path}{query}"));
        if header.is_empty() { ask.send() } else { ask.header("Accept-Language", header).send() }
    };
    for (query, header, language) in [
        ("", "", "vi"),
        ("", "fr", "vi"),
        ("", "en-GB,en;q=0.8", "en"),
        ("?lang=en", "vi", "en"),
        ("?lang=vi", "en", "vi"),
    ] {
        let answer = asked(query, header).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-language"], language, "{query} {header}");
    }
    assert_eq!(asked("?lang=fr", "").await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    let permit = pdf(&test_app, "planner@vnpt", &case, "permit?lang=en").await;
    keep("permit-en", &permit);
    if !document::can_be_read("a permit in English") {
        return;
    }
    let text = document::text(&permit);
    for said in [
        "CONSTRUCTION PERMIT",
        "SOCIALIST REPUBLIC OF VIET NAM",
        "No. 000001/2023/GPXD",
        "02 October 2023",
        "20.960000° N, 107.050000° E",
        "N 2318686.9 m; E 427012.4 m",
        "Building must begin by",
        "HEAD OF THE OFFICE",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains("CỘNG HÒA") && !text.contains("Căn cứ"), "{text}");
    assert!(document::code(&permit).ends_with("/verify/000001-2023-GPXD"));
}

async fn other_jurisdictions_have_heads_of_their_own(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-02-24T15:00:00+07:00").await;
    for (pack, resource) in [("eu-gia", "construction-permits"), ("us-fcc", "siting-applications")] {
        let mut body =
            if pack == "us-fcc" { mast(BAI_CHAY) } else { works(BAI_CHAY, "00000000-0000-0000-0000-000000000000") };
        body["pack"] = json!(pack);
        body.as_object_mut().unwrap().remove("siting_case_id");
        let case = test_app.dossier("planner@vnpt", resource, &body).await;
        test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
        for language in ["en", "vi"] {
            let receipt = pdf(&test_app, "planner@vnpt", &case, &format!("receipt?lang={language}")).await;
            keep(&format!("receipt-{pack}-{language}"), &receipt);
            if document::can_be_read("a receipt of another jurisdiction") {
                let text = document::text(&receipt);
                for motto in ["CỘNG HÒA", "Độc lập", "SOCIALIST", "Independence", "VN-2000"] {
                    assert!(!text.contains(motto), "{motto} in {text}");
                }
                assert!(text.contains("VNPT Quảng Ninh"), "{text}");
            }
        }
    }
}

async fn an_answer_bears_the_name_of_who_asked_on_every_page(test_app: TestApp) {
    for _ in 0..60 {
        test_app.pole("clerk@power", 6).await;
    }
    let inquiry = json!({
        "title": "Cột quanh phố Lê Thánh Tông", "owner_id": tests::fixtures::office(POWER),
        "purpose": "Lập phương án kéo cáp quang cho khu Hòn Gai", "within_m": 50,
        "place": {"type": "Polygon", "coordinates": [[[106.9, 20.8], [107.3, 20.8], [107.3, 21.1], [106.9, 21.1], [106.9, 20.8]]]},
    });
    let case = test_app.post("planner@vnpt", "/information-requests", &inquiry).await.good().text("/id").to_owned();
    let code = test_app.perform("planner@vnpt", &case, "submit", json!({})).await["code"].as_str().unwrap().to_owned();
    assert!(names(&test_app, "planner@vnpt", &case).await.is_empty(), "nothing is answered yet");
    let answered = test_app.perform("clerk@power", &case, "answer", json!({})).await;
    let items = answered["content"]["disclosure"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 60);
    assert_eq!(names(&test_app, "planner@vnpt", &case).await, ["information_answer"]);
    let answer = pdf(&test_app, "planner@vnpt", &case, "information_answer").await;
    assert_eq!(answer, pdf(&test_app, "clerk@power", &case, "information_answer").await, "the same for both");
    keep("answer-vi", &answer);
    keep("answer-en", &pdf(&test_app, "planner@vnpt", &case, "information_answer?lang=en").await);
    let stranger =
        test_app.read("planner@mobifone", &format!("/cases/{case}/issued-documents/information_answer")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    if document::can_be_read("an answer") {
        let pages = document::pages(&answer);
        let text = pages.concat();
        for item in items {
            assert!(text.contains(item["code"].as_str().unwrap()), "{item} in {text}");
        }
        for said in ["CÔNG TY ĐIỆN LỰC", "Thông tin tối thiểu về 60 công trình", "nhiều", "ngày 02 tháng 10 năm 2023"]
        {
            assert!(text.contains(said), "{said} in {text}");
        }
        assert!(pages.len() > 1);
        for page in pages {
            let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
            for said in [
                "VNPT Quảng Ninh · ",
                &code,
                "ngày 02 tháng 10 năm 2023",
                "Lập phương án kéo cáp quang cho khu Hòn Gai",
            ] {
                assert!(page.contains(said), "{said} in {page}");
            }
        }
        assert!(document::code_of_last_page(&answer).ends_with(&format!("/cases/{case}")));
    }

    // An owner that withholds information states the reason, also in the issued document.
    let case = test_app.post("planner@vnpt", "/information-requests", &inquiry).await.good().text("/id").to_owned();
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    let no = json!({"reasons": [{"code": "SECURITY", "explanation": "Khu vực quân sự", "evidence": {"grounds": "Văn bản 12/BCH"}}]});
    test_app.perform("boss@power", &case, "refuse", no).await;
    let refused = pdf(&test_app, "planner@vnpt", &case, "information_answer").await;
    keep("answer-refused", &refused);
    if document::can_be_read("an answer that withholds") {
        let text = document::pages(&refused).concat();
        assert!(text.contains("An ninh, quốc phòng (SECURITY): Khu vực quân sự") && !text.contains("QN-POL"), "{text}");
    }
}

async fn as_public(test_app: &TestApp, path: &str) -> (StatusCode, Value) {
    let answer = test_app.ask_as_public(Method::GET, path).send().await.unwrap();
    let status = answer.status();
    let mut body: Value = answer.json().await.unwrap();
    if let Some(map) = body.as_object_mut() {
        map.remove("request_id");
    }
    (status, body)
}

async fn a_case_is_looked_up_with_its_secret_and_not_without(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let known = test_app.get("planner@vnpt", &format!("/cases/{case}/look-up")).await;
    let (code, secret) = (known["code"].as_str().unwrap(), known["secret"].as_str().unwrap());
    assert_eq!(secret.len(), 10);
    let (status, shown) = as_public(&test_app, &format!("/public/cases/{code}?secret={secret}")).await;
    assert_eq!(
        (status, &shown["state"], &shown["authority"]),
        (StatusCode::OK, &json!("submitted"), &json!("UBND thành phố Hạ Long"))
    );
    assert_eq!(shown["dossier_code"], "000.00.01.H49-231002-0001");
    assert!(!shown.to_string().contains("VNPT"), "no names: {shown}");
    let wrong = as_public(&test_app, &format!("/public/cases/{code}?secret=AAAAAAAAAA")).await;
    let without = as_public(&test_app, &format!("/public/cases/{code}")).await;
    let unknown = as_public(&test_app, "/public/cases/SA-1999-000001?secret=AAAAAAAAAA").await;
    assert_eq!(wrong.0, StatusCode::NOT_FOUND);
    assert_eq!((&wrong, &without), (&unknown, &unknown), "one answer for all that is not known");
    let other = test_app.read("reviewer@halong", &format!("/cases/{case}/look-up")).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    if document::can_be_read("a receipt") {
        let text = document::text(&pdf(&test_app, "planner@vnpt", &case, "receipt").await);
        assert!(text.contains(secret), "{text}");
    }
}

async fn what_is_published_and_what_is_not(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.approved_site("planner@vnpt", "halong", BAI_CHAY).await;
    test_app.filed_site("planner@viettel", BAI_CHAY).await;
    let (status, page) = as_public(&test_app, "/public/permits").await;
    assert_eq!(status, StatusCode::OK);
    let numbers: Vec<&str> =
        page["items"].as_array().unwrap().iter().map(|item| item["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["000001/2023/CTĐĐ"], "what is open is nobody's business");
    let (status, one) = as_public(&test_app, "/public/permits/000001-2023-CTDD").await;
    assert_eq!(
        (status, &one["valid_until"], &one["issuer"]),
        (StatusCode::OK, &json!("2025-10-02"), &json!("UBND thành phố Hạ Long"))
    );
    for unknown in ["000002-2023-CTDD", "000001-2023-GPXD", "nonsense", "000001-2023-XXXX"] {
        assert_eq!(
            as_public(&test_app, &format!("/public/permits/{unknown}")).await.0,
            StatusCode::NOT_FOUND,
            "{unknown}"
        );
    }
}
