//! Daily work of each role with the server, and the look-ups of the public.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::test_app::cast::{LIGHTING, POWER, REGULATOR, VNPT, office};
use tests::test_app::{POSITION, TestApp, poles::capacity, time::timer};
use tests::test_client::answered;

use super::{texts, times};

tests::on_both_databases!(
    an_owner_answers_and_its_co_owner_is_notified,
    a_planner_never_sees_what_a_competitor_does,
    a_regulator_watches_a_silent_owner_and_settles_the_dispute,
    the_public_gets_nothing,
);

pub(super) async fn an_owner_answers_and_its_co_owner_is_notified(test_app: TestApp) {
    let shares = json!({
        "capacity": [capacity(POSITION, 4)],
        "co_owners": [{"organization_id": office(LIGHTING), "share_percent": 30.0}],
    });
    let pole = test_app.pole_with("clerk@power", shares).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    assert!(test_app.notified(&case, "sharing.submitted").await.contains_key(&LIGHTING), "all owners are told");
    // Only one of the owners answers.
    let other = test_app.attempt("clerk@lighting", &case, "confirm_complete", json!({})).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.body);

    let task = &test_app.list("clerk@power", "/tasks").await[0];
    assert_eq!((&task["kind"], &task["case"]["id"]), (&json!("turn"), &json!(case)));
    let gaps = json!({"items": [{"item": "Sơ đồ tuyến", "reason": "Thiếu điểm đầu"}]});
    let asked = test_app.perform("clerk@power", &case, "request_supplement", gaps).await;
    assert_eq!(timer(&asked, "supplement")["due_on"], "2023-10-16");
    test_app.days(2).await;
    test_app.perform("planner@vnpt", &case, "resubmit", json!({})).await;
    test_app.perform("clerk@power", &case, "confirm_complete", json!({})).await;
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    test_app.perform("clerk@power", &case, "offer", offer).await;
    let planner = test_app.attempt("planner@vnpt", &case, "accept", json!({})).await;
    assert_eq!(planner.status, StatusCode::FORBIDDEN, "a manager signs");
    test_app.perform("manager@vnpt", &case, "accept", json!({})).await;
    assert!(test_app.notified(&case, "sharing.accepted").await.contains_key(&LIGHTING));
    assert_eq!(test_app.ledger("clerk@lighting", &pole, POSITION).await.reserved, 1, "a co-owner sees its own");
}

async fn a_planner_never_sees_what_a_competitor_does(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 6).await;
    let cases = test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    let asset = test_app.get("planner@viettel", &format!("/assets/{pole}")).await;
    for hidden in ["capacity", "attributes", "grade", "address", "co_owners"] {
        assert!(asset.get(hidden).is_none(), "{hidden} in {asset}");
    }
    assert_eq!(asset["free_band"], "some");
    assert!(test_app.occupancies("planner@viettel", &pole).await.is_empty(), "nor who is on it");
    for path in ["", "/history", "/documents", "/messages", "/actions"] {
        let answer = test_app.read("planner@viettel", &format!("/cases/{}{path}", cases[0])).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(test_app.list("planner@viettel", "/cases").await.is_empty());
    assert!(test_app.list("planner@viettel", "/notifications").await.is_empty());
    let mine = test_app.occupancies("planner@vnpt", &pole).await;
    assert_eq!((mine.len(), &mine[0]["tenant"]["id"]), (1, &json!(office(VNPT))));
}

async fn a_regulator_watches_a_silent_owner_and_settles_the_dispute(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let draft = test_app.draft("planner@vnpt", &tests::test_app::wanting(&[&pole])).await;
    assert_eq!(test_app.read("lead@sotttt", &format!("/cases/{draft}")).await.status, StatusCode::NOT_FOUND, "a draft");
    test_app.perform("planner@vnpt", &draft, "submit", json!({})).await;
    assert_eq!(test_app.case("officer@sotttt", &draft).await["state"], "submitted");
    assert!(test_app.list("officer@sotttt", "/cases?overdue=true").await.is_empty());

    // The owner is silent for ten working days, then for a month, then for five more working days.
    test_app.days(60).await;
    let overdue = test_app.list("officer@sotttt", "/cases?overdue=true").await;
    assert_eq!(overdue.iter().map(|case| case["id"].as_str().unwrap()).collect::<Vec<_>>(), [draft.as_str()]);
    let notified = test_app.notified(&draft, "sharing.dispute_right").await;
    assert_eq!(notified.get(&REGULATOR).map(String::as_str), Some("information"));
    let messages = test_app.messages(&draft).await;
    let escalated = messages.iter().any(|message| {
        message.template == "sharing.decision_overdue" && message.organization_id == Some(office(REGULATOR).uuid())
    });
    assert!(escalated, "five working days later it goes up");
    let dispute = super::disputes::draft(&test_app, "planner@vnpt", &draft).await;
    test_app.perform("planner@vnpt", &dispute, "file", json!({"subject": "access"})).await;
    assert_eq!(test_app.notified(&dispute, "dispute.filed").await[&REGULATOR], "legal");
    let settle = json!({"settlement": "Chủ sở hữu chào phương án trong 10 ngày"});
    let owner = test_app.attempt("boss@power", &dispute, "settle", settle.clone()).await;
    assert_eq!(owner.status, StatusCode::FORBIDDEN, "only the regulator settles");
    test_app.perform("officer@sotttt", &dispute, "admit", json!({})).await;
    test_app.perform("lead@sotttt", &dispute, "settle", settle).await;
    let settled = test_app.case("planner@vnpt", &draft).await;
    assert!(!texts(&settled["flags"]).contains(&"dispute_open"));
    assert_eq!(
        test_app.notified(&draft, "sharing.dispute_settled").await.get(&POWER).map(String::as_str),
        Some("legal")
    );
    let trail = test_app.trail("lead@sotttt", &draft).await;
    assert_eq!((times(&trail, "deem_complete"), times(&trail, "settle_dispute")), (1, 1));
}

async fn the_public_gets_nothing(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    for path in [
        "/me".to_owned(),
        "/assets".to_owned(),
        format!("/assets/{pole}"),
        format!("/assets/{pole}/occupancies"),
        "/cases".to_owned(),
        format!("/cases/{case}"),
        format!("/cases/{case}/history"),
        "/tasks".to_owned(),
        "/notifications".to_owned(),
        "/outbox".to_owned(),
        "/users".to_owned(),
    ] {
        let answer = answered(test_app.ask_as_public(Method::GET, &path)).await.unwrap();
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.text("/type"), "urn:hatang:problem:unauthenticated");
        let shown = answer.body.to_string();
        assert!(!shown.contains("VNPT") && !shown.contains("QN-POL") && !shown.contains("SR-2023"), "{shown}");
        let stranger = answered(test_app.ask_as_public(Method::GET, &path).bearer_auth("nobody")).await.unwrap();
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let draft = test_app.ask_as_public(Method::POST, "/sharing-requests").json(&tests::test_app::wanting(&[&pole]));
    assert_eq!(answered(draft).await.unwrap().status, StatusCode::UNAUTHORIZED);
    // A reviewer of a committee sees the minimum information of the asset, and does not see the
    // case.
    assert!(test_app.get("reviewer@halong", &format!("/assets/{pole}")).await.get("capacity").is_none());
    assert_eq!(test_app.read("reviewer@halong", &format!("/cases/{case}")).await.status, StatusCode::NOT_FOUND);
}
