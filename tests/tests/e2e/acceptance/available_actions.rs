//! What an action takes, within which bounds, and why an action is not possible now.

use chrono::NaiveDate;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::test_app::dossiers::{BAI_CHAY, IN_THE_BAY, mast};
use tests::test_app::{POSITION, TestApp, poles::capacity};

use super::{invalid, refused};

tests::on_both_databases!(
    an_action_says_what_it_takes,
    the_first_day_is_the_one_that_the_engine_accepts,
    who_may_not_act_reads_why,
    what_a_case_still_lacks_is_said,
    a_rule_is_named_before_it_refuses,
    nobody_learns_of_the_ledger_before_the_owner_answers,
);

async fn actions(test_app: &TestApp, who: &str, case: &str) -> Value {
    test_app.get(who, &format!("/cases/{case}/actions")).await
}

fn named<'a>(list: &'a Value, action: &str) -> Option<&'a Value> {
    list.as_array().unwrap().iter().find(|item| item["action"] == action)
}

fn field<'a>(action: &'a Value, id: &str) -> &'a Value {
    action["fields"].as_array().unwrap().iter().find(|field| field["id"] == id).unwrap()
}

async fn an_action_says_what_it_takes(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let found = actions(&test_app, "boss@power", &case).await;
    let offer = named(&found["items"], "offer").unwrap();
    let rent = field(offer, "rent_vnd_per_month");
    assert_eq!((&rent["form"], &rent["min"], &rent["max"]), (&json!("amount_vnd"), &json!(0), &Value::Null));
    let terms = field(offer, "terms");
    assert_eq!((&terms["min"], &terms["max"]), (&json!(1), &json!(20_000)));
    let works = field(offer, "make_ready");
    assert_eq!((&works["of"], &works["need"], &works["max"]), (&json!("make_ready"), &json!("optional"), &json!(1000)));
    assert_eq!((&offer["comment"], &offer["leads_to_title"]), (&json!("optional"), &json!("Đã chào phương án")));

    let refuse = named(&found["items"], "refuse").unwrap();
    assert_eq!(field(refuse, "reasons")["of"], "coded_reason");
    let report = refuse["reasons"].as_array().unwrap().iter().find(|one| one["code"] == "TECH_UNSUITABLE").unwrap();
    let evidence = &report["evidence"][0][0];
    assert_eq!((&evidence["id"], &evidence["form"]), (&json!("technical_report"), &json!("document")));
    assert!(!evidence["title"].as_str().unwrap().is_empty());

    let site = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    test_app.perform("reviewer@halong", &site, "accept_intake", json!({})).await;
    let found = actions(&test_app, "reviewer@halong", &site).await;
    let recommend = named(&found["items"], "recommend").unwrap();
    let choices = json!([
        {"id": "approve", "title": "Chấp thuận"},
        {"id": "approve_with_conditions", "title": "Chấp thuận kèm điều kiện"},
    ]);
    assert_eq!(field(recommend, "proposal")["choices"], choices);
    assert_eq!(field(named(&found["items"], "consult").unwrap(), "agencies")["of"], "agency");
}

async fn the_first_day_is_the_one_that_the_engine_accepts(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let found = actions(&test_app, "clerk@power", &case).await;
    let on = field(named(&found["items"], "schedule_survey").unwrap(), "survey_on");
    let first: NaiveDate = on["earliest_on"].as_str().unwrap().parse().unwrap();
    assert_eq!(on["earliest_on"], "2023-10-05", "three working days after a Monday");
    assert!(on["earliest_clause"].as_str().unwrap().contains("1.1411(d)"), "{on}");
    let before = first.pred_opt().unwrap().to_string();
    invalid(
        &test_app.attempt("clerk@power", &case, "schedule_survey", json!({"survey_on": before})).await,
        &["/data/survey_on"],
    );
    test_app.perform("clerk@power", &case, "schedule_survey", json!({"survey_on": first})).await;

    let test_app = test_app.with_offices().await;
    let permit = test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let found = actions(&test_app, "planner@vnpt", &permit).await;
    let started = field(named(&found["items"], "start_notice").unwrap(), "on");
    assert_eq!((&started["latest_on"], &started["earliest_on"]), (&json!(test_app.in_days(0)), &Value::Null));
    let late = json!({"on": test_app.in_days(1)});
    invalid(&test_app.attempt("planner@vnpt", &permit, "start_notice", late).await, &["/data/on"]);
}

async fn who_may_not_act_reads_why(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    test_app.perform("lead@halong", &case, "accept_intake", json!({})).await;
    let grounds = json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"});
    test_app.perform("lead@halong", &case, "recommend", grounds).await;

    // Two people decide: the second one is missing.
    let lead = actions(&test_app, "lead@halong", &case).await;
    assert!(named(&lead["items"], "approve").is_none());
    let own = named(&lead["not_now"], "approve").unwrap();
    assert_eq!(own["rule"], "four_eyes");
    assert_eq!(own["detail"], "Người đã thực hiện “Trình lãnh đạo” không được tự mình thực hiện “Chấp thuận”.");
    let answer = test_app.attempt("lead@halong", &case, "approve", json!({})).await;
    assert_eq!((answer.status, answer.text("/detail")), (StatusCode::FORBIDDEN, own["detail"].as_str().unwrap()));

    // A colleague has another role.
    let reviewer = actions(&test_app, "reviewer@halong", &case).await;
    let others = named(&reviewer["not_now"], "approve").unwrap();
    assert_eq!(others["rule"], "not_yours");
    assert_eq!(others["who"], json!([{"stance": "reviewer", "roles": ["district_lead"]}]));

    // The applicant expects no decision of its own.
    let applicant = actions(&test_app, "planner@vnpt", &case).await;
    assert!(named(&applicant["not_now"], "approve").is_none(), "{applicant}");
}

async fn what_a_case_still_lacks_is_said(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case =
        test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good().text("/id").to_owned();
    test_app.document("planner@vnpt", &case, "location_map").await;
    let found = actions(&test_app, "planner@vnpt", &case).await;
    let submit = named(&found["items"], "submit").unwrap();
    let on_file = |id: &str| {
        let document = submit["documents"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
        (document["required"].clone(), document["on_file"].clone())
    };
    assert_eq!(on_file("location_map"), (json!(true), json!(1)));
    assert_eq!(on_file("land_paper"), (json!(true), json!(0)));
    assert_eq!(on_file("tower_drawing"), (json!(false), json!(0)));
    let lacking = named(&found["not_now"], "submit").unwrap();
    assert_eq!(
        (&lacking["rule"], &lacking["errors"][0]["params"]),
        (&json!("incomplete"), &json!({"kind": "land_paper"}))
    );
    test_app.document("planner@vnpt", &case, "land_paper").await;
    assert!(named(&actions(&test_app, "planner@vnpt", &case).await["not_now"], "submit").is_none());

    // Looking took no number of the day's series: the first dossier filed is the first.
    let filed = test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    assert!(filed["dossier_code"].as_str().unwrap().ends_with("-0001"), "{filed}");
}

async fn a_rule_is_named_before_it_refuses(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", IN_THE_BAY).await;
    test_app.perform("reviewer@halong", &case, "accept_intake", json!({})).await;
    let found = actions(&test_app, "reviewer@halong", &case).await;
    let recommend = named(&found["not_now"], "recommend").unwrap();
    assert_eq!((&recommend["rule"], &recommend["blockers"]), (&json!("zones_were_heard"), &json!(["Vinh Ha Long"])));
    let grounds = json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"});
    let answer = test_app.attempt("reviewer@halong", &case, "recommend", grounds).await;
    refused(&answer, "zones_were_heard");
    assert_eq!(answer.text("/detail"), recommend["detail"]);
    assert!(named(&found["items"], "recommend").is_some(), "its form can be read meanwhile");
}

/// Whether the owner's assets have room is not told to the applicant before the owner answers, and
/// to the owner it is.
async fn nobody_learns_of_the_ledger_before_the_owner_answers(test_app: TestApp) {
    let pole = test_app.pole_with("clerk@power", json!({"capacity": [capacity(POSITION, 1)]})).await;
    test_app.complete("planner@viettel", "clerk@power", &[&pole]).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let owner = actions(&test_app, "clerk@power", &case).await;
    assert_eq!(named(&owner["not_now"], "confirm_complete").unwrap()["rule"], "route_has_room");
    let applicant = actions(&test_app, "planner@vnpt", &case).await;
    assert!(!applicant.to_string().contains("route_has_room"), "{applicant}");
}
