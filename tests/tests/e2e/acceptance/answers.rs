//! Answers of an owner: refusal reasons must agree with the register, and an ended case can be
//! followed by a new one.

use serde_json::{Value, json};
use tests::test_app::{POSITION, TestApp, time::timer};

use super::{invalid, refused, texts, times};

tests::on_both_databases!(
    scenario_04_no_space_is_contradicted_by_a_ledger_with_capacity,
    scenario_05_future_need_is_proven_by_a_plan_or_a_declared_reserve,
    scenario_10_a_refused_request_is_filed_again_as_a_new_case,
);

fn because(code: &str, evidence: &Value) -> Value {
    json!({"reasons": [{"code": code, "explanation": "Theo hồ sơ quản lý cột", "evidence": evidence}]})
}

pub(super) async fn scenario_04_no_space_is_contradicted_by_a_ledger_with_capacity(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let before = test_app.case("boss@power", &case).await;
    let answer = test_app.attempt("boss@power", &case, "refuse", because("NO_SPACE", &json!({}))).await;
    assert_eq!(refused(&answer, "refusal_agrees_with_ledger"), ["QN-POL-000001: attachment_position 3 free"]);
    let detail = answer.text("/detail");
    assert!(detail.contains("ghi nhận phần bị khóa kèm chứng cứ, hoặc dùng lý do khác"), "{detail}");
    assert_eq!(test_app.case("boss@power", &case).await, before, "it is not refused");
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.reserved, 1, "and keeps its place");

    // A refusal with another code and the evidence for that code is accepted.
    let report = test_app.document("clerk@power", &case, "technical_report").await;
    let proven = because("TECH_UNSUITABLE", &json!({"technical_report": report}));
    let refusal = test_app.perform("boss@power", &case, "refuse", proven).await;
    assert_eq!((&refusal["state"], &refusal["decision"]), (&json!("refused"), &json!("refused")));
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.free, 4);

    // If the register shows blocked positions, the owner can refuse a request for lack of space.
    let blocked =
        json!({"capacity": [{"unit": POSITION, "installed": 4, "blocked": 4}], "reason": "Biên bản 12/BB: cột nứt"});
    test_app.patch("clerk@power", &pole, &blocked).await.good();
    let waiting = test_app.filed("planner@viettel", &[&pole]).await;
    test_app.days(15).await;
    assert_eq!(test_app.case("boss@power", &waiting).await["state"], "complete");
    let refusal = test_app.perform("boss@power", &waiting, "refuse", because("NO_SPACE", &json!({}))).await;
    assert_eq!(refusal["state"], "refused");
}

async fn scenario_05_future_need_is_proven_by_a_plan_or_a_declared_reserve(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 5).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let before = test_app.case("boss@power", &case).await;
    let attempt = |evidence: Value| {
        let test_app = &test_app;
        let case = &case;
        async move { test_app.attempt("boss@power", case, "refuse", because("NO_SPACE_FUTURE_NEED", &evidence)).await }
    };
    let bare = attempt(json!({})).await;
    invalid(&bare, &["/data/reasons/0/evidence"]);
    // A client that states no language receives Vietnamese.
    let message = "NO_SPACE_FUTURE_NEED cần chứng cứ: dated_plan hoặc reserve_percent";
    assert_eq!((bare.text("/errors/0/code"), bare.text("/errors/0/message")), ("needs_evidence", message));
    let params = json!({"reason": "NO_SPACE_FUTURE_NEED", "any_of": ["dated_plan", "reserve_percent"]});
    assert_eq!(bare.body["errors"][0]["params"], params);
    let unknown = json!({"dated_plan": "01234567-89ab-7def-8123-456789abcdef"});
    invalid(&attempt(unknown).await, &["/data/reasons/0/evidence"]);
    // The register holds no such policy reserve, so the percentage is not evidence.
    invalid(&attempt(json!({"reserve_percent": 20})).await, &["/data/reasons/0/evidence/reserve_percent"]);
    assert_eq!(test_app.case("boss@power", &case).await, before);

    let plan = test_app.document("clerk@power", &case, "own_plan").await;
    assert_eq!(
        test_app
            .perform("boss@power", &case, "refuse", because("NO_SPACE_FUTURE_NEED", &json!({"dated_plan": plan})))
            .await["state"],
        "refused"
    );

    // The same refusal is accepted if the register already holds the reserve.
    let kept = json!({"capacity": [{"unit": POSITION, "installed": 5, "policy_reserve": 1}]});
    let reserved = test_app.pole_with("clerk@power", kept).await;
    let other = test_app.complete("planner@viettel", "clerk@power", &[&reserved]).await;
    let declared = because("NO_SPACE_FUTURE_NEED", &json!({"reserve_percent": 20}));
    let refusal = test_app.perform("boss@power", &other, "refuse", declared).await;
    assert_eq!(refusal["content"]["reasons"][0]["evidence"]["reserve_percent"], 20);
    let notified = test_app.notified(&other, "sharing.refused").await;
    assert_eq!(notified.get(&tests::test_app::cast::VIETTEL).map(String::as_str), Some("legal"));
    assert!(
        notified.contains_key(&tests::test_app::cast::REGULATOR),
        "the telecom department learns of every refusal: {notified:?}"
    );
}

async fn scenario_10_a_refused_request_is_filed_again_as_a_new_case(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let old = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let early = test_app.post("planner@vnpt", "/sharing-requests", &json!({"previous_case_id": old})).await;
    assert_eq!(refused(&early, "follows_a_closed_case"), ["SR-2023-000001"]);
    let report = test_app.document("clerk@power", &old, "technical_report").await;
    test_app
        .perform("boss@power", &old, "refuse", because("TECH_UNSUITABLE", &json!({"technical_report": report})))
        .await;
    let ended = test_app.case("planner@vnpt", &old).await;
    test_app.days(7).await;

    let draft = test_app.post("planner@vnpt", "/sharing-requests", &json!({"previous_case_id": old})).await.good().body;
    assert_eq!(draft["code"], Value::Null, "the filing gives the code");
    assert_eq!(draft["previous_case_id"], json!(old));
    assert_eq!(draft["content"]["request"], ended["content"]["request"], "the data are taken over");
    assert_eq!(draft["title"], ended["title"]);
    for decided in ["reasons", "offers", "surveys", "gaps"] {
        assert_eq!(draft["content"][decided], json!([]), "{decided} are not");
    }
    assert_eq!((&draft["state"], &draft["decision"], &draft["timers"]), (&json!("draft"), &Value::Null, &json!([])));
    assert!(texts(&draft["flags"]).is_empty(), "{draft}");

    let case = draft["id"].as_str().unwrap();
    let filed = test_app.perform("planner@vnpt", case, "submit", json!({})).await;
    assert_eq!(filed["code"], "SR-2023-000001-02");
    assert_eq!(timer(&filed, "completeness")["due_on"], "2023-10-23", "ten working days from Monday the 9th");
    let trail = test_app.trail("planner@vnpt", case).await;
    assert_eq!((times(&trail, "create"), times(&trail, "submit"), trail.len()), (1, 1, 2));
    assert!(
        test_app.list("clerk@power", &format!("/cases/{case}/documents")).await.is_empty(),
        "documents stay where they were"
    );
    assert_eq!(test_app.case("planner@vnpt", &old).await, ended, "a closed case stays closed");

    // Content that the applicant sends replaces the copied content. Another organisation cannot
    // create a follow-up of the case.
    let own = json!({"previous_case_id": old, "title": "Tuyến khác"});
    let third = test_app.post("planner@vnpt", "/sharing-requests", &own).await.good().body;
    assert_eq!(third["title"], "Tuyến khác");
    let third = test_app.perform("planner@vnpt", third["id"].as_str().unwrap(), "submit", json!({})).await;
    assert_eq!(third["code"], "SR-2023-000001-03");
    let stranger = test_app.post("planner@viettel", "/sharing-requests", &own).await;
    invalid(&stranger, &["/previous_case_id"]);
}
