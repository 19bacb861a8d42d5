//! Disputes between two sides, and information requests to owners.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::{POWER, REGULATOR};
use tests::test_app::{POSITION, TestApp, time::timer};

use super::{invalid, refused, texts};

tests::on_both_databases!(
    a_grant_is_ordered_and_takes_the_capacity,
    a_grant_ordered_on_a_full_asset_is_refused_and_never_oversold,
    a_grant_over_a_refusal_is_one_of_a_new_request,
    a_grant_over_a_refusal_without_capacity_is_not_decided,
    a_settled_dismissed_or_withdrawn_dispute_lets_the_request_go_on,
    who_has_no_right_to_a_dispute_files_none,
    an_owner_states_what_it_has,
    silence_on_a_question_is_reported,
);

pub(crate) async fn draft(test_app: &TestApp, who: &str, case: &str) -> String {
    let claim = json!({
        "title": "Từ chối cho thuê cột", "case_id": case, "claim": "Không trả lời trong một tháng", "remedy": "Buộc chia sẻ",
    });
    test_app.post(who, "/disputes", &claim).await.good().text("/id").to_owned()
}

/// Files a request, lets the owner's month pass, and files a dispute over it.
async fn disputed(test_app: &TestApp, pole: &str) -> (String, String) {
    let case = test_app.filed("planner@vnpt", &[pole]).await;
    test_app.days(60).await;
    let dispute = draft(test_app, "planner@vnpt", &case).await;
    test_app.perform("planner@vnpt", &dispute, "file", json!({"subject": "access"})).await;
    (case, dispute)
}

async fn to_decision(test_app: &TestApp, dispute: &str) {
    test_app.perform("officer@sotttt", dispute, "admit", json!({})).await;
    test_app.perform("clerk@power", dispute, "state", json!({"text": "Cột đã quá tải"})).await;
    test_app.perform("officer@sotttt", dispute, "end_mediation", json!({})).await;
    let ruling = json!({
        "verdict": "grant_ordered", "terms": "Cho thuê một vị trí", "rent_vnd_per_month": 90_000,
        "summary": "Bên sở hữu phải chia sẻ một vị trí.",
    });
    test_app.perform("officer@sotttt", dispute, "draft_decision", ruling).await;
}

pub(super) async fn a_grant_is_ordered_and_takes_the_capacity(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let (case, dispute) = disputed(&test_app, &pole).await;
    let seen = test_app.case("planner@vnpt", &case).await;
    assert!(texts(&seen["flags"]).contains(&"dispute_open"), "{seen}");
    assert_eq!(timer(&test_app.case("planner@vnpt", &dispute).await, "decision_access")["status"], "running");
    assert_eq!(test_app.notified(&dispute, "dispute.filed").await[&POWER], "legal");
    to_decision(&test_app, &dispute).await;
    let same = test_app.attempt("officer@sotttt", &dispute, "decide", json!({})).await;
    assert_eq!(same.status, StatusCode::FORBIDDEN, "who drafts does not sign");
    let decided = test_app.perform("lead@sotttt", &dispute, "decide", json!({})).await;
    assert_eq!(decided["state"], "decided");

    let request = test_app.case("planner@vnpt", &case).await;
    assert_eq!((&request["state"], &request["decision_mode"]), (&json!("accepted"), &json!("ordered")));
    assert!(!texts(&request["flags"]).contains(&"dispute_open"));
    assert_eq!(request["content"]["offers"][0]["rent_vnd_per_month"], 90_000);
    assert_eq!(request["content"]["dispute"]["code"], decided["code"]);
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.reserved, 1);
    assert_eq!(test_app.notified(&case, "sharing.grant_ordered").await[&REGULATOR], "information");

    let page = test_app.ask_as_public(Method::GET, "/public/decisions").send().await.unwrap();
    let page: Value = page.json().await.unwrap();
    assert_eq!(page["items"][0]["verdict"], "grant_ordered");
    assert!(!page.to_string().contains("90000") && !page.to_string().contains("VNPT"), "{page}");
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn a_grant_ordered_on_a_full_asset_is_refused_and_never_oversold(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 1).await;
    test_app.tenants(&["viettel"], "clerk@power", &pole).await;
    let (case, dispute) = disputed(&test_app, &pole).await;
    to_decision(&test_app, &dispute).await;
    let full = test_app.attempt("lead@sotttt", &dispute, "decide", json!({})).await;
    let blocked = refused(&full, "route_has_room");
    assert!(blocked[0].contains("0 free"), "{blocked:?}");
    assert_eq!(test_app.case("lead@sotttt", &dispute).await["state"], "decision_drafted", "nothing was decided");
    assert_eq!(test_app.case("lead@sotttt", &case).await["state"], "complete");
    // Another decision resolves the conflict.
    test_app.perform("lead@sotttt", &dispute, "send_back", json!({"reason": "Cột đã hết chỗ"})).await;
    let terms = json!({"verdict": "terms_set", "terms": "Chủ sở hữu chỉ ra cột thay thế trong 10 ngày", "summary": "Bên sở hữu phải nêu phương án thay thế."});
    test_app.perform("officer@sotttt", &dispute, "draft_decision", terms).await;
    test_app.perform("lead@sotttt", &dispute, "decide", json!({})).await;
    let after = test_app.case("planner@vnpt", &case).await;
    assert_eq!((&after["state"], texts(&after["flags"]).contains(&"dispute_open")), (&json!("complete"), false));
}

/// A request that the owner refused for reasons of safety, with a dispute over it whose draft
/// decision grants access.
async fn refused_and_disputed(test_app: &TestApp, pole: &str) -> (String, String) {
    let case = test_app.complete("planner@vnpt", "clerk@power", &[pole]).await;
    let report = test_app.document("clerk@power", &case, "technical_report").await;
    let no = json!({"reasons": [{"code": "SAFETY", "explanation": "Quá gần đường dây", "evidence": {"technical_report": report}}]});
    test_app.perform("boss@power", &case, "refuse", no).await;
    assert_eq!(test_app.ledger("clerk@power", pole, POSITION).await.reserved, 0, "what is refused is free again");
    let dispute = draft(test_app, "planner@vnpt", &case).await;
    test_app.perform("planner@vnpt", &dispute, "file", json!({"subject": "access"})).await;
    to_decision(test_app, &dispute).await;
    (case, dispute)
}

pub(super) async fn a_grant_over_a_refusal_is_one_of_a_new_request(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 1).await;
    let (case, dispute) = refused_and_disputed(&test_app, &pole).await;
    // The owner no longer shares the pole at all. An order overrides that.
    let closed = json!({"shareable": false, "not_shareable_reason": "Dành riêng"});
    test_app.patch("boss@power", &pole, &closed).await.good();
    let decided = test_app.perform("lead@sotttt", &dispute, "decide", json!({})).await;
    assert_eq!(decided["state"], "decided");

    let before = test_app.case("planner@vnpt", &case).await;
    assert_eq!((&before["state"], &before["decision"]), (&json!("refused"), &json!("refused")), "closed stays closed");
    assert!(!texts(&before["flags"]).contains(&"dispute_open"));
    let all = test_app.list("planner@vnpt", "/cases?kind=sharing_request&include=content").await;
    let after = all.iter().find(|one| one["previous_case_id"] == case.as_str()).unwrap();
    assert_eq!(after["code"], format!("{}-02", before["code"].as_str().unwrap()));
    assert_eq!(
        (&after["state"], &after["decision"], &after["decision_mode"]),
        (&json!("accepted"), &json!("granted"), &json!("ordered"))
    );
    assert_eq!(
        after["content"]["request"], before["content"]["request"],
        "what was asked for, and none of what was decided"
    );
    assert_eq!((&after["content"]["dispute"]["code"], &after["content"]["reasons"]), (&decided["code"], &json!([])));
    assert_eq!(after["content"]["offers"][0]["rent_vnd_per_month"], 90_000);
    assert_eq!(timer(after, "contract")["status"], "running");
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.reserved, 1);
    let follow_up = after["id"].as_str().unwrap();
    assert_eq!(test_app.notified(follow_up, "sharing.grant_ordered").await[&POWER], "legal");
    let trail = test_app.trail("clerk@power", follow_up).await;
    let done: Vec<&str> = trail.iter().map(|step| step["action"].as_str().unwrap()).collect();
    assert_eq!(done, ["create", "file_by_order"]);
    // The ordered case continues like any agreement.
    test_app.perform("clerk@power", follow_up, "no_make_ready", json!({})).await;
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn a_grant_over_a_refusal_without_capacity_is_not_decided(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 1).await;
    let (case, dispute) = refused_and_disputed(&test_app, &pole).await;
    // Another operator took the position in the meantime.
    test_app.tenants(&["viettel"], "clerk@power", &pole).await;
    let full = test_app.attempt("lead@sotttt", &dispute, "decide", json!({})).await;
    let blocked = refused(&full, "route_has_room");
    assert!(blocked[0].contains("QN-POL-000001") && blocked[0].contains("0 free"), "{blocked:?}");
    assert_eq!(test_app.case("lead@sotttt", &dispute).await["state"], "decision_drafted", "nothing was decided");
    assert!(texts(&test_app.case("planner@vnpt", &case).await["flags"]).contains(&"dispute_open"));
    assert_eq!(test_app.list("planner@vnpt", "/cases?kind=sharing_request").await.len(), 1, "and nothing was filed");
    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((ledger.active, ledger.reserved, ledger.free), (1, 0, 0), "never oversold");
}

async fn a_settled_dismissed_or_withdrawn_dispute_lets_the_request_go_on(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let (case, dispute) = disputed(&test_app, &pole).await;
    test_app.perform("officer@sotttt", &dispute, "admit", json!({})).await;
    // Mediation fails when its period ends.
    test_app.days(25).await;
    assert_eq!(test_app.case("planner@vnpt", &dispute).await["state"], "decision_due");
    test_app.perform("officer@sotttt", &dispute, "settle", json!({"settlement": "Chào giá trong 10 ngày"})).await;
    let after = test_app.case("planner@vnpt", &case).await;
    assert_eq!(after["content"]["dispute"]["settlement"], "Chào giá trong 10 ngày");
    assert!(!texts(&after["flags"]).contains(&"dispute_open"));

    let (other, again) = disputed(&test_app, &pole).await;
    test_app.perform("officer@sotttt", &again, "admit", json!({})).await;
    test_app.perform("officer@sotttt", &again, "end_mediation", json!({})).await;
    let ruling = json!({"verdict": "dismissed", "terms": "Không có căn cứ", "summary": "Bác yêu cầu."});
    test_app.perform("officer@sotttt", &again, "draft_decision", ruling).await;
    refused(&test_app.attempt("lead@sotttt", &again, "decide", json!({})).await, "ruling_grants");
    let dismissed = test_app.perform("lead@sotttt", &again, "dismiss", json!({})).await;
    assert_eq!((&dismissed["state"], &dismissed["decision"]), (&json!("dismissed"), &json!("refused")));
    assert!(!texts(&test_app.case("planner@vnpt", &other).await["flags"]).contains(&"dispute_open"));

    let (other, again) = disputed(&test_app, &pole).await;
    test_app.perform("planner@vnpt", &again, "withdraw", json!({})).await;
    assert!(!texts(&test_app.case("planner@vnpt", &other).await["flags"]).contains(&"dispute_open"));
}

async fn who_has_no_right_to_a_dispute_files_none(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let early = draft(&test_app, "planner@vnpt", &case).await;
    refused(&test_app.attempt("planner@vnpt", &early, "file", json!({"subject": "access"})).await, "not_in_this_state");
    let stranger = draft(&test_app, "planner@mobifone", &case).await;
    invalid(
        &test_app.attempt("planner@mobifone", &stranger, "file", json!({"subject": "access"})).await,
        &["/case_id"],
    );
    let bare =
        test_app.post("planner@vnpt", "/disputes", &json!({"title": "Trống"})).await.good().text("/id").to_owned();
    let lacking = test_app.attempt("planner@vnpt", &bare, "file", json!({"subject": "access"})).await;
    invalid(&lacking, &["/case_id", "/claim", "/remedy"]);
}

async fn asked(test_app: &TestApp) -> String {
    let inquiry = json!({
        "title": "Cột quanh phố Lê Thánh Tông", "owner_id": fixtures::office(POWER), "purpose": "Lập phương án kéo cáp",
        "place": {"type": "Polygon", "coordinates": [[[107.0, 20.9], [107.2, 20.9], [107.2, 21.0], [107.0, 21.0], [107.0, 20.9]]]},
    });
    let case = test_app.post("planner@vnpt", "/information-requests", &inquiry).await.good().text("/id").to_owned();
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    case
}

pub(super) async fn an_owner_states_what_it_has(test_app: TestApp) {
    test_app.pole("clerk@power", 6).await;
    let bare = test_app.post("planner@vnpt", "/information-requests", &json!({"title": "Hỏi"})).await;
    let bare = bare.good().text("/id").to_owned();
    let lacking = test_app.attempt("planner@vnpt", &bare, "submit", json!({})).await;
    invalid(&lacking, &["/owner_id", "/place", "/purpose"]);
    let case = asked(&test_app).await;
    assert_eq!(test_app.notified(&case, "information.asked").await[&POWER], "legal");
    let notified = test_app.perform("clerk@power", &case, "answer", json!({})).await;
    let items = notified["content"]["disclosure"]["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["free"]), (1, &json!("many")), "{notified}");
    assert!(items[0].get("capacity").is_none() && items[0].get("attributes").is_none(), "no more than the minimum");
}

async fn silence_on_a_question_is_reported(test_app: TestApp) {
    let case = asked(&test_app).await;
    test_app.perform("clerk@power", &case, "prolong_answer", json!({"reason": "Kiểm kê"})).await;
    test_app.days(30).await;
    let late = test_app.case("officer@sotttt", &case).await;
    assert_eq!(texts(&late["flags"]), ["overdue", "penalty"], "{late}");
    assert_eq!(late["state"], "submitted", "silence discloses nothing");
    let no = json!({"reasons": [{"code": "SECURITY", "explanation": "Khu vực quân sự", "evidence": {"grounds": "Văn bản 12/BCH"}}]});
    let clerk = test_app.attempt("clerk@power", &case, "refuse", no.clone()).await;
    assert_eq!(clerk.status, StatusCode::FORBIDDEN, "withholding is signed");
    let part = test_app.perform("boss@power", &case, "answer_in_part", no).await;
    assert_eq!(
        (&part["state"], &part["content"]["reasons"][0]["code"]),
        (&json!("partially_refused"), &json!("SECURITY"))
    );
}
