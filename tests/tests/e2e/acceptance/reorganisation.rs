//! The reorganisation of 1 July 2025: districts end while their cases are open.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::cast::{DIENXA, TIENYEN, VNPT};
use tests::test_app::dossiers::{DIEN_XA, TIEN_YEN, mast};
use tests::test_app::time::timer;

tests::on_both_databases!(
    scenario_17_a_case_of_a_district_goes_to_the_commune_of_its_place,
    scenario_18_a_unit_that_is_split_is_split_by_place,
    scenario_19_the_clerk_of_the_old_office_is_notified_who_has_the_case,
    a_case_filed_with_a_district_is_decided_by_a_commune,
);

async fn in_june(test_app: TestApp) -> TestApp {
    let test_app = test_app.with_offices().await;
    test_app.at("2025-06-26T09:00:00+07:00").await;
    test_app
}

async fn scenario_17_a_case_of_a_district_goes_to_the_commune_of_its_place(test_app: TestApp) {
    let test_app = in_june(test_app).await;
    let case = test_app.filed_site("planner@vnpt", DIEN_XA).await;
    let before = test_app.perform("reviewer@tienyen", &case, "accept_intake", json!({})).await;
    assert_eq!(before["authority"]["name"], "UBND huyện Tiên Yên");

    let day = test_app.today() + chrono::TimeDelta::days(5);
    let planned = api_app::reorganization::plan(test_app.app(), day).await.unwrap();
    assert_eq!(planned.len(), 1, "told before it happens: {planned:?}");
    assert_eq!(planned[0].to.as_ref().unwrap().vi, "UBND xã Điền Xá");
    assert_eq!(
        test_app.case("planner@vnpt", &case).await["authority"],
        before["authority"],
        "and nothing has happened"
    );

    test_app.at("2025-07-01T07:00:00+07:00").await;
    let after = test_app.case("planner@vnpt", &case).await;
    assert_eq!(after["authority"]["name"], "UBND xã Điền Xá");
    assert_eq!(after["pack"], "vn-qn@2023-09-07", "the law it was filed under");
    assert_eq!(timer(&after, "decision"), timer(&before, "decision"), "the clock is as it was");
    assert_eq!(after["dossier_code"], before["dossier_code"]);
    let hands = &after["content"]["dossier"]["moves"][0];
    assert_eq!(
        (&hands["from"]["name"]["vi"], &hands["to"]["name"]["vi"]),
        (&json!("UBND huyện Tiên Yên"), &json!("UBND xã Điền Xá")),
        "history shows both"
    );
    let notified = test_app.notified(&case, "dossier.moved").await;
    let legal = |office: u128| notified.get(&office).map(String::as_str);
    assert_eq!(
        (legal(VNPT), legal(DIENXA), legal(TIENYEN)),
        (Some("legal"), Some("legal"), Some("legal")),
        "{notified:?}"
    );
    let tasks = test_app.list("reviewer@dienxa", "/tasks").await;
    assert!(tasks.iter().any(|task| task["case"]["id"] == case.as_str()), "the successor has the task");
    assert!(test_app.list("reviewer@tienyen", "/tasks").await.iter().all(|task| task["case"]["id"] != case.as_str()));
}

async fn scenario_18_a_unit_that_is_split_is_split_by_place(test_app: TestApp) {
    let test_app = in_june(test_app).await;
    let one = test_app.filed_site("planner@vnpt", DIEN_XA).await;
    let other = test_app.filed_site("planner@vnpt", TIEN_YEN).await;
    let mut line = mast(DIEN_XA);
    line["place"] = json!({"type": "LineString", "coordinates": [[107.25, 21.44], DIEN_XA, TIEN_YEN]});
    let across = test_app.dossier("planner@vnpt", "siting-applications", &line).await;
    test_app.perform("planner@vnpt", &across, "submit", json!({})).await;
    test_app.at("2025-07-01T07:00:00+07:00").await;

    let name = |case: &Value| case["authority"]["name"].as_str().unwrap().to_owned();
    assert_eq!(name(&test_app.case("planner@vnpt", &one).await), "UBND xã Điền Xá");
    assert_eq!(name(&test_app.case("planner@vnpt", &other).await), "UBND xã Tiên Yên");
    let lead = name(&test_app.case("planner@vnpt", &across).await);
    assert_eq!(lead, "UBND xã Điền Xá", "the largest share leads");
    // The other commune is consulted: it reads the case and may give an opinion, but decides
    // nothing.
    let parties = api_store::cases::parties_of(test_app.app().store.read(), across.parse().unwrap()).await.unwrap();
    let consulted: Vec<_> = parties.iter().filter(|(_, stance)| *stance == domain::access::Stance::Consulted).collect();
    assert_eq!(consulted.len(), 1, "{parties:?}");
}

async fn scenario_19_the_clerk_of_the_old_office_is_notified_who_has_the_case(test_app: TestApp) {
    let test_app = in_june(test_app).await;
    let case = test_app.filed_site("planner@vnpt", DIEN_XA).await;
    test_app.at("2025-07-01T07:00:00+07:00").await;
    let old = test_app.attempt("reviewer@tienyen", &case, "accept_intake", json!({})).await;
    assert_eq!((old.status, old.text("/rule")), (StatusCode::FORBIDDEN, "moved_to_successor"), "{}", old.body);
    assert!(old.text("/detail").contains("xa Dien Xa") || old.text("/detail").contains("xã Điền Xá"), "{}", old.body);
    assert_eq!(test_app.perform("reviewer@dienxa", &case, "accept_intake", json!({})).await["state"], "under_review");
}

async fn a_case_filed_with_a_district_is_decided_by_a_commune(test_app: TestApp) {
    let test_app = in_june(test_app).await;
    let case = test_app.filed_site("planner@vnpt", DIEN_XA).await;
    test_app.perform("reviewer@tienyen", &case, "accept_intake", json!({})).await;
    let grounds = json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"});
    test_app.perform("reviewer@tienyen", &case, "recommend", grounds).await;
    test_app.at("2025-07-02T09:00:00+07:00").await;
    let approved = test_app.perform("lead@dienxa", &case, "approve", json!({})).await;
    assert_eq!(approved["state"], "approved");
    assert_eq!(approved["content"]["dossier"]["result"]["issuer"]["name"]["vi"], "UBND xã Điền Xá");
    assert_eq!(timer(&approved, "validity")["due_on"], "2027-07-02");
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}
