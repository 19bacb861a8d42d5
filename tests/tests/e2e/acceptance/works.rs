//! Works on an asset: make-ready that an owner does not do, and overlash.

use serde_json::json;
use tests::test_app::cast::{POWER, REGULATOR, VIETTEL, VNPT};
use tests::test_app::{POSITION, TestApp, poles::capacity, time::timer, wanting};

use super::{invalid, refused, texts};

tests::on_both_databases!(
    scenario_11_make_ready_that_is_late_is_done_by_the_applicants_contractor,
    scenario_12_an_objection_without_documents_does_not_stop_an_overlash,
);

pub(super) async fn scenario_11_make_ready_that_is_late_is_done_by_the_applicants_contractor(test_app: TestApp) {
    let load = json!({"unit": "load_nm", "installed": 100, "own_use": 50});
    let pole = test_app.pole_with("clerk@power", json!({"capacity": [capacity(POSITION, 4), load]})).await;
    let mut body = wanting(&[&pole]);
    body["elements"][0]["units"] = json!([{"unit": POSITION, "quantity": 1}, {"unit": "load_nm", "quantity": 10}]);
    let case = test_app.draft("planner@vnpt", &body).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    test_app.perform("clerk@power", &case, "confirm_complete", json!({})).await;
    let offer = json!({
        "rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm", "estimate_vnd": 15_000_000,
        "make_ready": [{"asset_id": pole, "work": "Dịch chuyển cáp cũ"}],
    });
    test_app.perform("clerk@power", &case, "offer", offer).await;
    test_app.perform("manager@vnpt", &case, "accept", json!({})).await;
    let begin = json!({"works_on": test_app.in_days(15), "space": "communications"});
    let begun = test_app.perform("clerk@power", &case, "start_make_ready", begin).await;
    assert_eq!(timer(&begun, "make_ready_communications")["due_on"], "2023-11-01", "thirty days");
    let help = |contractor: &str, starts_on: String| json!({"contractor": contractor, "contractor_approval": "QĐ 12/2023 của chủ sở hữu", "starts_on": starts_on});
    let early =
        test_app.attempt("planner@vnpt", &case, "self_help", help("Công ty Xây lắp 1", test_app.in_days(60))).await;
    refused(&early, "needs_self_help_right");

    test_app.at("2023-11-02T08:00:00+07:00").await;
    let late = test_app.case("planner@vnpt", &case).await;
    assert!(texts(&late["flags"]).contains(&"self_help_right"), "{late}");
    let overdue = test_app.notified(&case, "sharing.make_ready_overdue").await;
    assert_eq!(overdue.get(&REGULATOR).map(String::as_str), Some("information"));
    refused(&test_app.attempt("planner@vnpt", &case, "finish_make_ready", json!({})).await, "owner_or_self_help");
    // Self-help needs an approved contractor and fifteen working days of notice, here until 23
    // November.
    let unnamed = json!({"starts_on": "2023-11-23"});
    invalid(
        &test_app.attempt("planner@vnpt", &case, "self_help", unnamed).await,
        &["/data/contractor", "/data/contractor_approval"],
    );
    let short =
        test_app.attempt("planner@vnpt", &case, "self_help", help("Công ty Xây lắp 1", "2023-11-22".to_owned())).await;
    invalid(&short, &["/data/starts_on"]);
    let helped =
        test_app.perform("planner@vnpt", &case, "self_help", help("Công ty Xây lắp 1", "2023-11-23".to_owned())).await;
    assert_eq!((&helped["state"], &helped["works_status"]), (&json!("make_ready"), &json!("make_ready")));
    assert!(texts(&helped["flags"]).contains(&"self_help"));
    assert_eq!(helped["content"]["self_help"]["contractor"], "Công ty Xây lắp 1");
    let notified = test_app.notified(&case, "sharing.self_help").await;
    assert_eq!(
        (notified[&POWER].as_str(), notified[&VNPT].as_str(), notified[&REGULATOR].as_str()),
        ("legal", "information", "information")
    );
    refused(&test_app.attempt("planner@vnpt", &case, "finish_make_ready", json!({})).await, "self_help_has_begun");

    test_app.at("2023-11-24T08:00:00+07:00").await;
    let done = test_app.perform("planner@vnpt", &case, "finish_make_ready", json!({"cost_vnd": 12_000_000})).await;
    assert_eq!(done["state"], "ready");
    let claim = json!({"amount_vnd": 12_000_000, "explanation": "Theo thỏa thuận"});
    assert_eq!(done["content"]["cost_claim"], claim, "what it cost can be claimed");
    assert!(!texts(&done["flags"]).contains(&"self_help"));
    let trail = test_app.trail("clerk@power", &case).await;
    let last = trail.iter().rfind(|step| step["action"] == "finish_make_ready").unwrap();
    assert!(last["events"].to_string().contains("cost_claimed"), "the claim is in the trail: {last}");
}

pub(super) async fn scenario_12_an_objection_without_documents_does_not_stop_an_overlash(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let cases = test_app.tenants(&["vnpt", "viettel"], "clerk@power", &pole).await;
    let notice = |on: String| json!({"description": "Thêm cáp 48 sợi trên cùng dây", "starts_on": on});
    let (case, other) = (&cases[0], &cases[1]);
    invalid(
        &test_app.attempt("planner@vnpt", case, "overlash_notice", notice(test_app.in_days(14))).await,
        &["/data/starts_on"],
    );
    for (operator, case) in ["vnpt", "viettel"].into_iter().zip(&cases) {
        test_app.perform(&format!("planner@{operator}"), case, "overlash_notice", notice(test_app.in_days(15))).await;
    }
    assert_eq!(test_app.notified(case, "sharing.overlash_announced").await[&POWER], "legal");

    let bare = test_app.perform("clerk@power", case, "object_overlash", json!({"explanation": "Cột đã cũ"})).await;
    let objection = &bare["content"]["overlashes"][0]["objection"];
    assert_eq!((&objection["explanation"], &objection["weight"]), (&json!("Cột đã cũ"), &json!("ineffective")));
    let proof = test_app.document("clerk@power", other, "technical_report").await;
    let proven = json!({"explanation": "Cột đã cũ", "document_ids": [proof]});
    let proven = test_app.perform("clerk@power", other, "object_overlash", proven).await;
    assert_eq!(proven["content"]["overlashes"][0]["objection"]["weight"], "effective");

    refused(&test_app.attempt("planner@vnpt", case, "finish_overlash", json!({})).await, "overlash_may_proceed");
    test_app.days(15).await;
    let done = test_app.perform("planner@vnpt", case, "finish_overlash", json!({})).await;
    assert_eq!(
        (&done["state"], &done["content"]["overlashes"][0]["finished_on"]),
        (&json!("active"), &json!(test_app.in_days(0)))
    );
    refused(&test_app.attempt("planner@viettel", other, "finish_overlash", json!({})).await, "overlash_may_proceed");
    let notified = test_app.notified(other, "sharing.overlash_objected").await;
    assert_eq!(notified.get(&VIETTEL).map(String::as_str), Some("legal"));
}
