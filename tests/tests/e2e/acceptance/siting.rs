//! Siting applications: the competent office, the agencies that must be heard, and the duty to try
//! sharing first.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::{BAY, HALONG, TIENYEN};
use tests::test_app::dossiers::{BAI_CHAY, IN_THE_BAY, mast, works};
use tests::test_app::{TestApp, poles::capacity, time::timer};

use super::{invalid, refused, texts, times};

tests::on_both_databases!(
    scenario_20_what_could_be_shared_is_answered_for_first,
    scenario_21_silence_of_the_heritage_agency_is_no_consent,
    scenario_22_nobody_approves_the_own_recommendation,
    scenario_23_a_drawing_replaced_after_the_review_binds_nobody,
    scenario_24_a_wrong_address_costs_no_time,
    scenario_25_an_approval_that_ran_out_carries_no_works,
    a_site_from_draft_to_approval,
);

const RECOMMENDED: &str = "Phù hợp quy hoạch hạ tầng viễn thông thụ động";

fn for_approval() -> Value {
    json!({"proposal": "approve", "grounds": RECOMMENDED})
}

async fn scenario_20_what_could_be_shared_is_answered_for_first(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let near = json!({
        "code": "QN-TWR-0001", "kind": "tower", "address": "Bãi Cháy",
        "geometry": {"type": "Point", "coordinates": [BAI_CHAY[0] + 0.002, BAI_CHAY[1]]},
        "attributes": {"height_m": 45},
        "capacity": [capacity("mounting_level", 2)],
    });
    let tower = test_app.post("planner@viettel", "/assets", &near).await.good().text("/id").to_owned();
    let case = test_app.dossier("planner@vnpt", "siting-applications", &mast(BAI_CHAY)).await;
    let answer = test_app.attempt("planner@vnpt", &case, "submit", json!({})).await;
    invalid(&answer, &["/sharing_answers"]);
    let said = answer.text("/errors/0/message");
    assert!(said.contains("QN-TWR-0001") && said.contains("208 m"), "{said}");

    // A justification needs its evidence on file. With both, or with a request for the tower, the
    // application can be filed.
    let path = format!("/siting-applications/{case}");
    let justified = json!({"sharing_answers": [{"asset_id": tower, "justification": "Không đủ tải trọng gió"}]});
    test_app.change("planner@vnpt", &path, reqwest::Method::PATCH, &path, &justified).await.good();
    invalid(&test_app.attempt("planner@vnpt", &case, "submit", json!({})).await, &["/sharing_answers/0"]);
    test_app.document("planner@vnpt", &case, "sharing_first_evidence").await;
    assert_eq!(test_app.perform("planner@vnpt", &case, "submit", json!({})).await["state"], "submitted");

    let asked = json!({
        "title": "Dùng chung cột", "purpose": "5G",
        "elements": [{"asset_id": tower, "units": [{"unit": "mounting_level", "quantity": 1}]}],
        "equipment": {"description": "Anten"},
    });
    let request = test_app.draft("planner@vnpt", &asked).await;
    let mut linked = mast(BAI_CHAY);
    linked["sharing_answers"] = json!([{"asset_id": tower, "sharing_case_id": request}]);
    let other = test_app.dossier("planner@vnpt", "siting-applications", &linked).await;
    assert_eq!(test_app.perform("planner@vnpt", &other, "submit", json!({})).await["state"], "submitted");
}

pub(super) async fn scenario_21_silence_of_the_heritage_agency_is_no_consent(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", IN_THE_BAY).await;
    test_app.perform("reviewer@halong", &case, "accept_intake", json!({})).await;
    let early = test_app.attempt("reviewer@halong", &case, "recommend", for_approval()).await;
    assert_eq!(refused(&early, "zones_were_heard"), ["Vinh Ha Long"]);
    let bay = fixtures::office(BAY);
    let asked = json!({"agencies": [bay], "question": "Ảnh hưởng cảnh quan vịnh"});
    assert_eq!(test_app.perform("reviewer@halong", &case, "consult", asked).await["state"], "consulting");
    assert!(test_app.notified(&case, "dossier.consulted").await.contains_key(&BAY));

    test_app.days(4).await;
    let silent = test_app.case("reviewer@halong", &case).await;
    assert_eq!(silent["state"], "consulting", "no consent is assumed");
    let trail = test_app.trail("reviewer@halong", &case).await;
    let read =
        trail.iter().flat_map(|step| step["events"].as_array().unwrap()).find(|event| event["event"] == "answered");
    assert_eq!(read.unwrap()["opinion"]["answer"], "escalated");
    assert!(test_app.notified(&case, "dossier.opinion_silent").await.contains_key(&HALONG));
    test_app.perform("lead@halong", &case, "close_consultation", json!({"reason": "Ban quản lý chưa trả lời"})).await;
    refused(&test_app.attempt("reviewer@halong", &case, "recommend", for_approval()).await, "zones_were_heard");

    // An agency whose silence meant no consent may answer late. After its answer the review can
    // continue.
    let opinion = json!({"answer": "consent_with_conditions", "text": "Sơn màu xanh"});
    test_app.perform("reviewer@vinhhalong", &case, "opinion", opinion.clone()).await;
    refused(&test_app.attempt("reviewer@vinhhalong", &case, "opinion", opinion).await, "opinion_closed");
    assert_eq!(test_app.perform("reviewer@halong", &case, "recommend", for_approval()).await["state"], "recommended");
}

async fn scenario_22_nobody_approves_the_own_recommendation(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    // The lead also does the reviewer's work, as a deputy would.
    test_app.perform("lead@halong", &case, "accept_intake", json!({})).await;
    test_app.perform("lead@halong", &case, "recommend", for_approval()).await;
    let own = test_app.attempt("lead@halong", &case, "approve", json!({})).await;
    assert_eq!((own.status, own.text("/rule")), (StatusCode::FORBIDDEN, "four_eyes"), "{}", own.body);
}

pub(super) async fn scenario_23_a_drawing_replaced_after_the_review_binds_nobody(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let drawing = test_app.document("planner@vnpt", &case, "tower_drawing").await;
    test_app.perform("reviewer@halong", &case, "accept_intake", json!({})).await;
    test_app.perform("reviewer@halong", &case, "recommend", for_approval()).await;
    let replaced = test_app.ask(
        "planner@vnpt",
        reqwest::Method::POST,
        &format!("/cases/{case}/documents?kind=tower_drawing&name=tower_drawing.pdf"),
    );
    let replaced = replaced.header("Content-Type", "application/octet-stream").body("%PDF-1.7 another drawing");
    tests::test_client::answered(replaced).await.unwrap().good();
    refused(&test_app.attempt("lead@halong", &case, "approve", json!({})).await, "documents_as_reviewed");

    let documents = test_app.get("lead@halong", &format!("/cases/{case}/documents")).await;
    let versions: Vec<&Value> =
        documents["items"].as_array().unwrap().iter().filter(|document| document["kind"] == "tower_drawing").collect();
    assert_eq!(versions.len(), 2, "{documents}");
    let old = versions.iter().find(|document| document["id"] == drawing.as_str()).unwrap();
    assert_eq!(old["sha256"].as_str().unwrap().len(), 64);
    let kept = test_app.read("lead@halong", &format!("/cases/{case}/documents/{drawing}")).await;
    assert_eq!(kept.status, StatusCode::OK);

    test_app.perform("lead@halong", &case, "send_back", json!({"reason": "Bản vẽ đã thay đổi"})).await;
    test_app.perform("reviewer@halong", &case, "recommend", for_approval()).await;
    assert_eq!(test_app.perform("lead@halong", &case, "approve", json!({})).await["state"], "approved");
}

async fn scenario_24_a_wrong_address_costs_no_time(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let nameless =
        test_app.attempt("reviewer@halong", &case, "not_accept", json!({"reason": "Không thuộc địa bàn"})).await;
    invalid(&nameless, &["/data/correct_authority_id"]);
    let stranger = json!({"reason": "Không thuộc địa bàn", "correct_authority_id": case});
    invalid(&test_app.attempt("reviewer@halong", &case, "not_accept", stranger).await, &["/data/correct_authority_id"]);
    let named = json!({"reason": "Không thuộc địa bàn", "correct_authority_id": fixtures::office(TIENYEN)});
    let sent = test_app.perform("reviewer@halong", &case, "not_accept", named).await;
    assert_eq!(sent["state"], "not_accepted");
    assert_eq!(sent["content"]["dossier"]["redirected_to"]["name"]["vi"], "UBND huyện Tiên Yên");

    test_app.days(7).await;
    let again = json!({"previous_case_id": case, "place": {"type": "Point", "coordinates": [107.29, 21.42]}});
    let again = test_app.dossier("planner@vnpt", "siting-applications", &again).await;
    let filed = test_app.perform("planner@vnpt", &again, "submit", json!({})).await;
    assert_eq!(filed["code"].as_str().unwrap(), format!("{}-02", sent["code"].as_str().unwrap()));
    assert_eq!(filed["authority"]["name"], "UBND huyện Tiên Yên");
    assert_eq!(
        filed["content"]["dossier"]["received_at"], sent["content"]["dossier"]["received_at"],
        "the first receipt counts"
    );
}

async fn scenario_25_an_approval_that_ran_out_carries_no_works(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let site = test_app.approved_site("planner@vnpt", "halong", BAI_CHAY).await;
    let approved = test_app.case("planner@vnpt", &site).await;
    assert_eq!(timer(&approved, "validity")["due_on"], "2025-10-02");
    let permit = test_app.dossier("planner@vnpt", "construction-permits", &works(BAI_CHAY, &site)).await;
    test_app.at("2025-06-20T09:00:00+07:00").await;
    assert_eq!(test_app.case("planner@vnpt", &site).await["state"], "approved");
    test_app.at("2025-10-03T09:00:00+07:00").await;
    assert_eq!(test_app.case("planner@vnpt", &site).await["state"], "expired");
    let late = test_app.attempt("planner@vnpt", &permit, "submit", json!({})).await;
    assert_eq!(refused(&late, "siting_is_in_force"), [approved["code"].as_str().unwrap()]);
}

async fn a_site_from_draft_to_approval(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let filed = test_app.case("planner@vnpt", &case).await;
    assert_eq!(filed["authority"]["name"], "UBND thành phố Hạ Long");
    assert_eq!(filed["dossier_code"], "000.00.01.H49-231002-0001");
    assert_eq!((&filed["national_status"], &filed["pack"]), (&json!(1), &json!("vn-qn@2023-09-07")));
    let tasks = test_app.list("reviewer@halong", "/tasks").await;
    assert!(tasks.iter().any(|task| task["case"]["id"] == case.as_str()), "{tasks:?}");
    let accepted = test_app.perform("reviewer@halong", &case, "accept_intake", json!({"public_notice": "yes"})).await;
    assert_eq!(timer(&accepted, "decision")["due_on"], "2023-10-16", "ten working days");

    let gaps = json!({"items": [{"item": "Bản vẽ cột", "reason": "thiếu chữ ký"}]});
    test_app.perform("reviewer@halong", &case, "request_supplement", gaps.clone()).await;
    test_app.days(2).await;
    let again = test_app.perform("planner@vnpt", &case, "resubmit", json!({})).await;
    assert_eq!(timer(&again, "decision")["due_on"], "2023-10-18", "the full time again");
    refused(&test_app.attempt("reviewer@halong", &case, "request_supplement", gaps).await, "done_often_enough");

    test_app.perform("reviewer@halong", &case, "recommend", for_approval()).await;
    refused(&test_app.attempt("lead@halong", &case, "approve", json!({})).await, "public_notice_is_over");
    test_app.days(6).await;
    let approved =
        test_app.perform("lead@halong", &case, "approve_with_conditions", json!({"conditions": "Sơn màu xanh"})).await;
    assert_eq!(
        (&approved["state"], &approved["decision"]),
        (&json!("approved_with_conditions"), &json!("granted_with_conditions"))
    );
    let result = &approved["content"]["dossier"]["result"];
    assert_eq!(
        (&result["number"], &result["issuer"]["name"]["vi"]),
        (&json!("000001/2023/CTĐĐ"), &json!("UBND thành phố Hạ Long"))
    );
    let trail = test_app.trail("planner@vnpt", &case).await;
    assert_eq!(times(&trail, "resubmit"), 1);
    assert!(texts(&approved["flags"]).is_empty());
    // A competitor cannot read the case.
    assert_eq!(test_app.read("planner@viettel", &format!("/cases/{case}")).await.status, StatusCode::NOT_FOUND);
}
