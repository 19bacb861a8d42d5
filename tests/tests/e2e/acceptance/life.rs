//! The lifecycle of an asset that has tenants.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::test_app::cast::VNPT;
use tests::test_app::{POSITION, TestApp, messages::notified};

use super::refused;

tests::on_both_databases!(
    scenario_13_an_asset_with_an_active_tenant_is_not_removed,
    scenario_14_thirty_days_of_notice_need_evidence_and_a_head,
    scenario_16_a_survey_that_finds_more_than_is_registered,
);

async fn scenario_13_an_asset_with_an_active_tenant_is_not_removed(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 3).await;
    let cases = test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    let removed = json!({"lifecycle": "removed", "reason": "Hạ ngầm"});
    let at_once = test_app.patch("boss@power", &pole, &removed).await;
    assert_eq!(refused(&at_once, "removed_while_occupied"), ["VNPT Quảng Ninh"]);

    // The announced decommission day does not remove the asset either.
    let notice =
        json!({"lifecycle": "decommission_notified", "decommission_on": test_app.in_days(60), "reason": "Hạ ngầm"});
    test_app.patch("boss@power", &pole, &notice).await.good();
    let messages = test_app.all_messages().await;
    assert_eq!(notified(&messages, "asset.decommission_notified").keys().copied().collect::<Vec<_>>(), [VNPT]);
    test_app.days(61).await;
    test_app.patch("boss@power", &pole, &json!({"lifecycle": "withdrawn"})).await.good();
    let answer = test_app.patch("boss@power", &pole, &removed).await;
    assert_eq!(refused(&answer, "removed_while_occupied"), ["VNPT Quảng Ninh"]);
    assert_eq!(test_app.get("boss@power", &format!("/assets/{pole}")).await["lifecycle"], "withdrawn");
    assert_eq!(test_app.ledger("boss@power", &pole, POSITION).await.active, 1);

    // After the tenant has removed its cable, the pole can be removed.
    let end = json!({"removal_on": test_app.in_days(61), "reason": "Hạ ngầm"});
    test_app.perform("planner@vnpt", &cases[0], "notify_removal", end).await;
    test_app.days(61).await;
    test_app.perform("planner@vnpt", &cases[0], "confirm_removed", json!({})).await;
    test_app.perform("clerk@power", &cases[0], "close_removal", json!({})).await;
    assert_eq!(test_app.patch("boss@power", &pole, &removed).await.good().text("/lifecycle"), "removed");
}

async fn scenario_14_thirty_days_of_notice_need_evidence_and_a_head(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 3).await;
    let notice = |days: i64| json!({"lifecycle": "decommission_notified", "decommission_on": test_app.in_days(days), "reason": "Cột nghiêng"});
    let mut danger = notice(30);
    danger["safety_evidence"] = json!("Biên bản 07/BB: nghiêng 20 độ");
    for who in ["clerk@power", "boss@power"] {
        let short = test_app.patch(who, &pole, &notice(30)).await;
        assert_eq!(refused(&short, "decommission_notice"), ["earliest: 2023-12-01"], "{who}");
    }
    refused(&test_app.patch("boss@power", &pole, &notice(59)).await, "decommission_notice");
    let unsigned = test_app.patch("clerk@power", &pole, &danger).await;
    assert_eq!(refused(&unsigned, "decommission_notice"), ["earliest: 2023-12-01"], "no head has signed");
    assert_eq!(test_app.get("clerk@power", &format!("/assets/{pole}")).await["lifecycle"], "in_service");

    let signed = test_app.patch("boss@power", &pole, &danger).await.good();
    assert_eq!((signed.text("/lifecycle"), signed.text("/decommission_on")), ("decommission_notified", "2023-11-01"));
    let other = test_app.pole("clerk@power", 3).await;
    let in_time = test_app.patch("clerk@power", &other, &notice(60)).await.good();
    assert_eq!(in_time.text("/decommission_on"), "2023-12-01", "sixty days need nobody's signature");
}

async fn scenario_16_a_survey_that_finds_more_than_is_registered(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 5).await;
    test_app.tenants(&["vnpt", "viettel", "mobifone"], "clerk@power", &pole).await;
    let before = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((before.active, before.free), (3, 2));
    assert_ne!(test_app.get("clerk@power", &format!("/assets/{pole}")).await["grade"], "red");

    let thing = format!("/assets/{pole}");
    let found = json!({"unit": POSITION, "found": 5, "observed_on": test_app.in_days(0), "note": "Khảo sát thực địa"});
    let stranger = test_app.change("planner@vnpt", &thing, Method::POST, &format!("{thing}/surveys"), &found).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{}", stranger.body);
    let surveyed =
        test_app.change("clerk@power", &thing, Method::POST, &format!("{thing}/surveys"), &found).await.good();
    assert_eq!((surveyed.status, surveyed.text("/grade")), (StatusCode::CREATED, "red"));

    let after = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((after.active, after.free), (5, 0), "free capacity drops");
    assert_eq!(after.sum(), after.installed);
    let on_it = test_app.occupancies("clerk@power", &pole).await;
    let nobodys: Vec<_> = on_it.iter().filter(|one| one["tenant"].is_null()).collect();
    assert_eq!((on_it.len(), nobodys.len()), (5, 2));
    for one in nobodys {
        assert_eq!(
            (&one["note"], &one["status"], &one["quantity"]),
            (&json!("unidentified"), &json!("active"), &json!(1))
        );
    }
    let tasks = test_app.list("clerk@power", "/tasks").await;
    let inspections: Vec<_> = tasks.iter().filter(|task| task["kind"] == "inspection").collect();
    let dues: BTreeSet<Option<&str>> = inspections.iter().map(|task| task["due_at"].as_str()).collect();
    assert_eq!(
        dues,
        BTreeSet::from([None, Some("2023-11-04T02:00:00+00:00")]),
        "an inspection, and thirty days to claim"
    );
    assert!(
        inspections.iter().any(|task| task["title"] == "QN-POL-000001: 2 vị trí chưa rõ chủ; chờ nhận trong 30 ngày")
    );

    // A pole with a red tag takes no further tenant.
    let late = test_app.filed("planner@viettel", &[&pole]).await;
    refused(&test_app.attempt("clerk@power", &late, "confirm_complete", json!({})).await, "route_has_room");
}
