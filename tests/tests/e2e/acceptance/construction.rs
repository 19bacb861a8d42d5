//! Construction: the procedure that the law prescribes, permits with their time limits, and notices
//! for works without a permit.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::{BAICHAY, CONSTRUCTION, REGULATOR, TRANSPORT, VNPT};
use tests::test_app::dossiers::{BAI_CHAY, mast, works};
use tests::test_app::{TestApp, time::timer};

use super::{invalid, refused, texts, times};

tests::on_both_databases!(
    scenario_26_the_date_decides_between_permit_and_notice,
    scenario_27_what_was_filed_under_the_old_law_stays_under_it,
    scenario_28_a_deficient_notice_stands_and_starting_raises_an_alert,
    what_a_notice_must_bring_depends_on_what_is_built,
    scenario_32_a_supplement_is_asked_for_once,
    scenario_34_a_silent_agency_has_consented_and_may_only_comment,
    scenario_35_nothing_is_granted_by_silence_and_an_apology_is_owed,
    scenario_36_two_extensions_and_no_third,
    scenario_37_no_start_in_time_and_a_start_in_time,
    scenario_38_the_successor_adjusts_what_the_district_permitted,
    scenario_39_a_permit_that_is_not_returned_is_cancelled,
    from_the_draft_to_an_asset_that_can_be_shared,
    a_notice_from_the_draft_to_an_asset,
);

fn to_grant() -> Value {
    json!({"proposal": "grant", "grounds": "Đủ điều kiện theo Điều 44"})
}

/// Creates an approved site and a draft of works on it, both dated today.
async fn draft_of(test_app: &TestApp, resource: &str, office: &str) -> String {
    let site = test_app.approved_site("planner@vnpt", office, BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["starts_on"] = json!(test_app.in_days(40));
    test_app.dossier("planner@vnpt", resource, &body).await
}

async fn scenario_26_the_date_decides_between_permit_and_notice(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2025-10-01T09:00:00+07:00").await;
    let notice = draft_of(&test_app, "commencement-notices", "baichay").await;
    let refusal = test_app.attempt("planner@vnpt", &notice, "submit", json!({})).await;
    assert_eq!(refused(&refusal, "route_is_this"), ["construction_permit"]);
    let permit = draft_of(&test_app, "construction-permits", "baichay").await;
    let routed = test_app.perform("planner@vnpt", &permit, "submit", json!({})).await;
    assert_eq!(
        (&routed["pack"], &routed["content"]["route"]["to"]),
        (&json!("vn-qn@2025-07-01"), &json!("construction_permit"))
    );

    test_app.at("2026-06-22T09:00:00+07:00").await;
    let site = test_app.approved_site("planner@viettel", "baichay", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["starts_on"] = json!("2026-08-01");
    let permit = test_app.dossier("planner@viettel", "construction-permits", &body).await;
    let exempt = test_app.attempt("planner@viettel", &permit, "submit", json!({})).await;
    assert_eq!(refused(&exempt, "route_is_this"), ["commencement_notice"]);
    assert_eq!(exempt.text("/clause"), "135/2025/QH15 Đ43.2đ, Đ43.3b");
    let notice = test_app.dossier("planner@viettel", "commencement-notices", &body).await;
    let sent = test_app.perform("planner@viettel", &notice, "submit", json!({})).await;
    let route = &sent["content"]["route"];
    assert_eq!((&route["to"], &route["dossier"]), (&json!("commencement_notice"), &json!("full")));
    assert_eq!(route["clause"], "135/2025/QH15 Đ43.2đ, Đ43.3b");
    assert_eq!(route["told"]["work"], json!(["telecom_passive"]), "what it was told stays in the documents");
}

async fn scenario_27_what_was_filed_under_the_old_law_stays_under_it(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-06-26T08:00:00+07:00").await;
    let site = test_app.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["work"] = json!("building");
    let old = test_app.dossier("planner@vnpt", "construction-permits", &body).await;
    let begun = test_app.dossier("planner@vnpt", "construction-permits", &body).await;
    assert_eq!(test_app.case("planner@vnpt", &begun).await["pack"], "vn-qn@2026-01-01");
    test_app.at("2026-06-29T08:00:00+07:00").await;
    test_app.perform("planner@vnpt", &old, "submit", json!({})).await;
    let accepted = test_app.perform("intake@soxaydung", &old, "accept", json!({})).await;
    assert_eq!(timer(&accepted, "decision")["due_on"], "2026-07-20", "twenty days; the nineteenth is a Sunday");

    test_app.at("2026-07-02T08:00:00+07:00").await;
    let kept = test_app.case("planner@vnpt", &old).await;
    assert_eq!((&kept["pack"], timer(&kept, "decision")), (&json!("vn-qn@2026-01-01"), timer(&accepted, "decision")));
    // A draft from June that is filed in July follows the law of July.
    let filed = test_app.perform("planner@vnpt", &begun, "submit", json!({})).await;
    assert_eq!(filed["pack"], "vn-qn@2026-07-01");
    let accepted = test_app.perform("intake@soxaydung", &begun, "accept", json!({})).await;
    assert_eq!(timer(&accepted, "decision")["due_on"], "2026-07-16", "ten working days");
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

pub(super) async fn scenario_28_a_deficient_notice_stands_and_starting_raises_an_alert(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-03-02T09:00:00+07:00").await;
    let site = test_app.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["starts_on"] = json!("2026-03-10");
    // A notice with one of three documents is received. The server marks it with the items that the
    // pack demands for a mast.
    let case = test_app.post("planner@vnpt", "/commencement-notices", &body).await.good().text("/id").to_owned();
    test_app.document("planner@vnpt", &case, "land_paper").await;
    let deficient = test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    assert_eq!(
        (&deficient["state"], missing(&deficient)),
        (&json!("deficient"), vec!["Bản vẽ thiết kế", "Bản vẽ móng"])
    );
    let trail = test_app.trail("planner@vnpt", &case).await;
    assert_eq!((times(&trail, "submit"), times(&trail, "find_gaps")), (1, 1), "received, and then found deficient");
    assert_eq!(test_app.notified(&case, "dossier.gaps_noted").await[&VNPT], "legal");
    // Documents sent later are checked again, and the items still missing are named again.
    test_app.document("planner@vnpt", &case, "drawings").await;
    let again = test_app.perform("planner@vnpt", &case, "resubmit", json!({})).await;
    assert_eq!((&again["state"], missing(&again)), (&json!("deficient"), vec!["Bản vẽ móng"]));
    let early = json!({"on": "2026-03-10"});
    invalid(&test_app.attempt("planner@vnpt", &case, "log_start", early.clone()).await, &["/data/on"]);
    test_app.at("2026-03-10T09:00:00+07:00").await;
    let started = test_app.perform("planner@vnpt", &case, "log_start", early).await;
    assert_eq!((&started["state"], &started["works_status"]), (&json!("started"), &json!("in_progress")));
    let notified = test_app.notified(&case, "dossier.started_despite_gaps").await;
    let class = |office: u128| notified.get(&office).map(String::as_str);
    assert_eq!(
        (class(CONSTRUCTION), class(BAICHAY)),
        (Some("legal"), Some("legal")),
        "the inspectors are alerted: {notified:?}"
    );
    assert!(notified.contains_key(&REGULATOR));
}

/// The items that a notice lacks.
fn missing(case: &Value) -> Vec<&str> {
    case["content"]["dossier"]["gaps"].as_array().unwrap().iter().map(|gap| gap["item"].as_str().unwrap()).collect()
}

async fn what_a_notice_must_bring_depends_on_what_is_built(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-07-06T09:00:00+07:00").await;
    let site = test_app.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    for (kind, lacks) in [
        ("tower", vec!["Bản vẽ thiết kế", "Bản vẽ móng", "Giấy tờ đất"]),
        (
            "rooftop_site",
            vec![
                "Bản vẽ thiết kế",
                "Kết luận khả năng chịu lực của công trình",
                "Hợp đồng thuê công trình hoặc phần công trình",
            ],
        ),
        (
            "duct_section",
            vec!["Bản vẽ thiết kế", "Bản vẽ mặt bằng, mặt cắt tuyến", "Chấp thuận của cơ quan quản lý đường bộ"],
        ),
    ] {
        let mut body = works(BAI_CHAY, &site);
        (body["asset_kind"], body["starts_on"]) = (json!(kind), json!(test_app.in_days(10)));
        let case = test_app.post("planner@vnpt", "/commencement-notices", &body).await.good().text("/id").to_owned();
        let sent = test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
        assert_eq!((&sent["state"], missing(&sent)), (&json!("deficient"), lacks), "{kind}");
    }
    // A complete notice waits for no document. A line on an approved route needs no documents.
    let whole = draft_of(&test_app, "commencement-notices", "baichay").await;
    let sent = test_app.perform("planner@vnpt", &whole, "submit", json!({})).await;
    assert_eq!((&sent["state"], missing(&sent).len()), (&json!("submitted"), 0));
    let mut line = works(BAI_CHAY, &site);
    (line["work"], line["settlement"], line["starts_on"]) =
        (json!("line"), json!("rural"), json!(test_app.in_days(10)));
    let bare = test_app.post("planner@vnpt", "/commencement-notices", &line).await.good().text("/id").to_owned();
    let sent = test_app.perform("planner@vnpt", &bare, "submit", json!({})).await;
    assert_eq!((&sent["state"], &sent["content"]["route"]["dossier"]), (&json!("submitted"), &json!("notice_only")));
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn scenario_32_a_supplement_is_asked_for_once(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.accepted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let gaps = json!({"items": [{"item": "Bản vẽ móng", "reason": "thiếu"}]});
    test_app.perform("officer@soxaydung", &case, "request_supplement", gaps.clone()).await;
    test_app.perform("planner@vnpt", &case, "resubmit", json!({})).await;
    refused(&test_app.attempt("officer@soxaydung", &case, "request_supplement", gaps).await, "done_often_enough");
    let able = test_app.get("officer@soxaydung", &format!("/cases/{case}/actions")).await;
    let able: Vec<&str> =
        able["items"].as_array().unwrap().iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(able, ["consult", "draft_decision"], "only to be heard, granted or refused");
}

async fn scenario_34_a_silent_agency_has_consented_and_may_only_comment(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-07-06T09:00:00+07:00").await;
    let site = test_app.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["work"] = json!("building");
    let case = test_app.dossier("planner@vnpt", "construction-permits", &body).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    test_app.perform("intake@soxaydung", &case, "accept", json!({})).await;
    let agency = fixtures::office(TRANSPORT);
    test_app.perform("officer@soxaydung", &case, "consult", json!({"agencies": [agency]})).await;
    test_app.at("2026-07-08T23:59:00+07:00").await;
    assert_eq!(test_app.case("officer@soxaydung", &case).await["state"], "consulting");
    test_app.at("2026-07-09T08:00:00+07:00").await;
    assert_eq!(test_app.case("officer@soxaydung", &case).await["state"], "under_appraisal");
    let asked = test_app.get("officer@soxaydung", &format!("/cases/{case}/referrals")).await;
    let opinion = &asked["items"][0];
    assert_eq!((&opinion["answer"], &opinion["clause"]), (&json!("deemed_consent"), &json!("217/2026/NĐ-CP Đ54 k2 c")));
    assert_eq!(opinion["answered_at"], "2026-07-08T17:00:00+00:00", "at its legal instant");
    let late = test_app.attempt("reviewer@sogtvt", &case, "opinion", json!({"answer": "objection"})).await;
    refused(&late, "opinion_closed");
    let comment = json!({"body": "Đề nghị lưu ý hành lang đường bộ", "audience": "parties"});
    let said = test_app.post("reviewer@sogtvt", &format!("/cases/{case}/messages"), &comment).await;
    assert!(said.status.is_success(), "{}", said.body);
}

async fn scenario_35_nothing_is_granted_by_silence_and_an_apology_is_owed(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.accepted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    test_app.days(40).await;
    let overdue = test_app.case("planner@vnpt", &case).await;
    assert_eq!(
        (&overdue["state"], &overdue["decision"], &overdue["overdue"]),
        (&json!("under_appraisal"), &Value::Null, &json!(true))
    );
    refused(&test_app.attempt("officer@soxaydung", &case, "draft_decision", to_grant()).await, "apology_if_late");
    let past = json!({"reason": "Chờ kiểm tra hiện trường", "new_date": test_app.in_days(0)});
    invalid(&test_app.attempt("officer@soxaydung", &case, "apologise", past).await, &["/data/new_date"]);
    let slip = json!({"reason": "Chờ kiểm tra hiện trường", "new_date": test_app.in_days(5)});
    let sorry = test_app.perform("officer@soxaydung", &case, "apologise", slip.clone()).await;
    let document = &sorry["content"]["dossier"]["apologies"][0];
    assert_eq!(
        (&document["number"], &document["reason"]),
        (&json!("000001/2023/PXL"), &json!("Chờ kiểm tra hiện trường"))
    );
    assert_eq!(test_app.notified(&case, "dossier.apologised").await.get(&VNPT).unwrap(), "legal");
    refused(&test_app.attempt("officer@soxaydung", &case, "apologise", slip).await, "done_often_enough");
    assert_eq!(
        test_app.perform("officer@soxaydung", &case, "draft_decision", to_grant()).await["state"],
        "decision_drafted"
    );
}

pub(super) async fn scenario_36_two_extensions_and_no_third(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let granted = test_app.case("planner@vnpt", &case).await;
    assert_eq!(timer(&granted, "start_by")["due_on"], "2024-10-02");
    refused(&test_app.attempt("approver@soxaydung", &case, "extend", json!({})).await, "extension_was_asked");
    for due in ["2025-10-02", "2026-10-02"] {
        test_app.perform("planner@vnpt", &case, "request_extension", json!({})).await;
        let extended = test_app.perform("approver@soxaydung", &case, "extend", json!({})).await;
        assert_eq!(timer(&extended, "start_by")["due_on"], due);
    }
    test_app.perform("planner@vnpt", &case, "request_extension", json!({})).await;
    let third = test_app.attempt("approver@soxaydung", &case, "extend", json!({})).await;
    refused(&third, "extended_often_enough");
    assert!(
        third.text("/detail").contains("new permit") || third.text("/detail").contains("giấy phép mới"),
        "{}",
        third.body
    );
}

async fn scenario_37_no_start_in_time_and_a_start_in_time(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let idle = test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let busy = test_app.granted_permit("planner@viettel", "halong", BAI_CHAY).await;
    test_app.at("2024-10-01T09:00:00+07:00").await;
    test_app.perform("planner@viettel", &busy, "start_notice", json!({"on": "2024-10-01"})).await;
    test_app.at("2024-10-03T09:00:00+07:00").await;
    assert_eq!(test_app.case("planner@vnpt", &idle).await["state"], "expired");
    let late = test_app.attempt("planner@vnpt", &idle, "start_notice", json!({"on": "2024-10-03"})).await;
    refused(&late, "not_in_this_state");
    let started = test_app.case("planner@viettel", &busy).await;
    assert_eq!((&started["state"], texts(&started["flags"]).len()), (&json!("started"), 0), "it stays valid");
    // After a year without a report the case gets the flag `stalled`. The permit does not lapse
    // during the works.
    test_app.at("2025-10-05T09:00:00+07:00").await;
    let still = test_app.case("planner@viettel", &busy).await;
    assert_eq!((&still["state"], texts(&still["flags"])), (&json!("started"), vec!["stalled"]));
}

async fn scenario_38_the_successor_adjusts_what_the_district_permitted(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2024-05-06T09:00:00+07:00").await;
    let site = test_app.approved_site("planner@vnpt", "halong", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["class"] = json!("III");
    let case = test_app.dossier("planner@vnpt", "construction-permits", &body).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    test_app.perform("reviewer@halong", &case, "accept", json!({})).await;
    test_app.perform("reviewer@halong", &case, "draft_decision", to_grant()).await;
    let granted = test_app.perform("lead@halong", &case, "grant", json!({})).await;
    let permit = granted["content"]["dossier"]["result"].clone();
    assert_eq!(permit["issuer"]["name"]["vi"], "UBND thành phố Hạ Long");
    test_app.perform("planner@vnpt", &case, "start_notice", json!({"on": "2024-05-06"})).await;

    test_app.at("2026-02-02T09:00:00+07:00").await;
    let moved = test_app.case("planner@vnpt", &case).await;
    assert_eq!(moved["authority"]["name"], "UBND phường Bãi Cháy");
    test_app
        .perform("planner@vnpt", &case, "request_adjustment", json!({"change": "Tăng chiều cao cột lên 45 m"}))
        .await;
    let tasks = test_app.notified(&case, "dossier.step").await;
    assert!(tasks.contains_key(&BAICHAY), "{tasks:?}");
    let adjusted = test_app.perform("lead@baichay", &case, "adjust", json!({})).await;
    let change = &adjusted["content"]["adjustments"][0];
    assert_eq!(change["of"], permit, "the first issuer and number are cited");
    assert_eq!(change["result"]["issuer"]["name"]["vi"], "UBND phường Bãi Cháy");
    let messages = test_app.messages(&case).await;
    let message = messages.iter().find(|message| message.template == "dossier.adjusted").unwrap();
    let text = message.text.as_ref().unwrap();
    assert!(text.contains("UBND thành phố Hạ Long") && text.contains(permit["number"].as_str().unwrap()), "{text}");
}

async fn scenario_39_a_permit_that_is_not_returned_is_cancelled(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let document = test_app.document("officer@soxaydung", &case, "inspection").await;
    let reasons = json!({"reasons": [{"code": "WRONGLY_GRANTED", "explanation": "Sai quy hoạch", "evidence": {"paper": document}}]});
    let revoked = test_app.perform("approver@soxaydung", &case, "revoke", reasons).await;
    assert_eq!((&revoked["state"], &revoked["decision"]), (&json!("revoked"), &json!("revoked")));
    assert_eq!(timer(&revoked, "return_paper")["due_on"], "2023-10-16");
    test_app.at("2023-10-17T09:00:00+07:00").await;
    let cancelled = test_app.case("planner@vnpt", &case).await;
    assert_eq!((&cancelled["state"], &cancelled["decision_mode"]), (&json!("cancelled"), &json!("automatic")));
    let notified = test_app.notified(&case, "dossier.cancelled").await;
    assert_eq!(
        notified.get(&tests::test_app::cast::HALONG).map(String::as_str),
        Some("legal"),
        "the local office: {notified:?}"
    );
}

pub(super) async fn from_the_draft_to_an_asset_that_can_be_shared(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let granted = test_app.case("planner@vnpt", &case).await;
    assert_eq!(granted["content"]["dossier"]["result"]["number"], "000001/2023/GPXD");
    let site = granted["content"]["works"]["siting_case_id"].as_str().unwrap().to_owned();
    assert_eq!(texts(&test_app.case("planner@vnpt", &site).await["flags"]), ["taken_up"], "the approval is in use");
    test_app.perform("planner@vnpt", &case, "start_notice", json!({"on": test_app.in_days(0)})).await;
    test_app.days(60).await;
    test_app.document("planner@vnpt", &case, "as_built").await;
    let built = |code: &str| json!({"on": test_app.in_days(0), "asset_code": code, "capacity": [{"unit": "mounting_level", "installed": 4}]});
    let nameless = json!({"on": test_app.in_days(0), "asset_code": "QN-TWR-0412", "capacity": [{"unit": "balcony", "installed": 4}]});
    invalid(&test_app.attempt("planner@vnpt", &case, "complete", nameless).await, &["/data/capacity/0/unit"]);
    let done = test_app.perform("planner@vnpt", &case, "complete", built("QN-TWR-0412")).await;
    assert_eq!((&done["state"], &done["works_status"]), (&json!("completed"), &json!("completed")));
    let found = test_app.list("planner@viettel", "/assets?kind=tower").await;
    let tower = found.iter().find(|asset| asset["code"] == "QN-TWR-0412").unwrap();
    assert_eq!(tower["lifecycle"], "in_service");
    let asked = json!({
        "title": "Dùng chung cột mới", "purpose": "5G",
        "elements": [{"asset_id": tower["id"], "units": [{"unit": "mounting_level", "quantity": 1}]}],
        "equipment": {"description": "Anten"},
    });
    let request = test_app.draft("planner@viettel", &asked).await;
    assert_eq!(test_app.perform("planner@viettel", &request, "submit", json!({})).await["state"], "submitted");
    // The built asset counts as a neighbour for the next mast, so its owner must be asked first.
    let next = test_app.dossier("planner@viettel", "siting-applications", &mast(BAI_CHAY)).await;
    invalid(&test_app.attempt("planner@viettel", &next, "submit", json!({})).await, &["/sharing_answers"]);
    let trail = test_app.trail("planner@vnpt", &case).await;
    assert_eq!(times(&trail, "complete"), 1);
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn a_notice_from_the_draft_to_an_asset(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-07-06T09:00:00+07:00").await;
    let case = draft_of(&test_app, "commencement-notices", "baichay").await;
    let path = format!("/commencement-notices/{case}");
    test_app.change("planner@vnpt", &path, Method::PATCH, &path, &json!({"starts_on": "2026-07-01"})).await.good();
    invalid(&test_app.attempt("planner@vnpt", &case, "submit", json!({})).await, &["/starts_on"]);
    test_app.change("planner@vnpt", &path, Method::PATCH, &path, &json!({"starts_on": "2026-07-10"})).await.good();
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    // The office does not answer. A notice is not a permission, so the server acknowledges it
    // without an officer.
    test_app.at("2026-07-10T08:00:00+07:00").await;
    let received = test_app.case("planner@vnpt", &case).await;
    assert_eq!((&received["state"], &received["decision_mode"]), (&json!("acknowledged"), &json!("automatic")));
    test_app.perform("planner@vnpt", &case, "log_start", json!({"on": "2026-07-10"})).await;
    test_app.document("planner@vnpt", &case, "as_built").await;
    let built = json!({"on": "2026-07-10", "asset_code": "QN-TWR-0500"});
    assert_eq!(test_app.perform("planner@vnpt", &case, "complete", built).await["state"], "completed");
    let stranger = test_app.read("planner@mobifone", &format!("/cases/{case}")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}
