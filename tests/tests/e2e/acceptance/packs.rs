//! Several rule packs on one server: the effect of a supplement on a clock, the effect of silence
//! on a permit, and moves of cases between packs.

use api_app::cases::migrate::{self, Migration};
use serde_json::{Value, json};
use tests::test_app::cast::VNPT;
use tests::test_app::dossiers::{BAI_CHAY, mast, works};
use tests::test_app::{TestApp, time::timer};

use super::{refused, times};

tests::on_both_databases!(
    scenario_33_a_supplement_restarts_one_clock_and_another_goes_on,
    in_the_eu_silence_grants_a_permit,
    a_case_is_moved_to_another_law_on_purpose,
    a_siting_and_a_permit_from_draft_to_asset_under_every_vietnamese_pack,
    a_mast_goes_the_way_of_the_law_under_every_vietnamese_pack,
    in_the_eu_a_permit_leads_to_an_asset,
    in_the_us_an_approved_place_leads_to_an_asset,
);

async fn siting_in_the_us(test_app: &TestApp, facility: &str) -> String {
    let mut body = mast(BAI_CHAY);
    body["pack"] = json!("us-fcc");
    let case = test_app.dossier("planner@vnpt", "siting-applications", &body).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    test_app.perform("reviewer@baichay", &case, "accept_intake", json!({"facility": facility})).await;
    case
}

async fn scenario_33_a_supplement_restarts_one_clock_and_another_goes_on(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-02-24T21:00:00+07:00").await;
    let small = siting_in_the_us(&test_app, "small_on_existing").await;
    let other = siting_in_the_us(&test_app, "other_on_existing").await;
    assert_eq!(
        timer(&test_app.case("planner@vnpt", &small).await, "decision")["due_on"],
        "2026-04-27",
        "sixty days, a Saturday"
    );
    assert_eq!(
        timer(&test_app.case("planner@vnpt", &other).await, "decision_other_existing")["due_on"],
        "2026-05-26",
        "after Memorial Day"
    );
    test_app.days(3).await;
    let gaps = json!({"items": [{"item": "Structural analysis", "reason": "47 CFR 1.6003(d)"}]});
    for case in [&small, &other] {
        test_app.perform("reviewer@baichay", case, "request_supplement", gaps.clone()).await;
    }
    test_app.days(4).await;
    for case in [&small, &other] {
        test_app.perform("planner@vnpt", case, "resubmit", json!({})).await;
    }
    let restarted = test_app.case("planner@vnpt", &small).await;
    assert_eq!(timer(&restarted, "decision")["due_on"], "2026-05-04", "sixty days from the third of March");
    let resumed = test_app.case("planner@vnpt", &other).await;
    assert_eq!(timer(&resumed, "decision_other_existing")["due_on"], "2026-05-29", "four days later than before");

    // In the US pack a missed due day grants nothing either. It gives the right to go to court.
    test_app.at("2026-06-10T09:00:00+07:00").await;
    let late = test_app.case("planner@vnpt", &small).await;
    assert_eq!((&late["state"], &late["flags"]), (&json!("under_review"), &json!(["dispute_right"])));
}

async fn in_the_eu_silence_grants_a_permit(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-01-12T15:00:00+07:00").await;
    let mut body = works(BAI_CHAY, "00000000-0000-0000-0000-000000000000");
    body["siting_case_id"] = Value::Null;
    body["pack"] = json!("eu-gia");
    let case = test_app.dossier("planner@vnpt", "construction-permits", &body).await;
    let filed = test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    assert_eq!(
        (&filed["pack"], timer(&filed, "intake")["due_on"].as_str()),
        (&json!("eu-gia@2025-11-12"), Some("2026-02-09"))
    );
    test_app.at("2026-02-11T15:00:00+07:00").await;
    let complete = test_app.case("planner@vnpt", &case).await;
    assert_eq!(complete["state"], "under_appraisal", "twenty working days of silence: it is complete");
    assert_eq!(timer(&complete, "decision")["due_on"], "2026-06-10");
    test_app.at("2026-06-12T15:00:00+07:00").await;
    let granted = test_app.case("planner@vnpt", &case).await;
    assert_eq!(
        (&granted["state"], &granted["decision"], &granted["decision_mode"]),
        (&json!("granted"), &json!("granted"), &json!("deemed"))
    );
    assert_eq!(granted["content"]["dossier"]["result"]["on"], "2026-06-11", "at its legal instant");
    assert!(test_app.notified(&case, "dossier.granted").await.contains_key(&VNPT));
}

async fn a_case_is_moved_to_another_law_on_purpose(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-06-24T09:00:00+07:00").await;
    let site = test_app.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["work"] = json!("building");
    let case = test_app.dossier("planner@vnpt", "construction-permits", &body).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    let before = test_app.perform("intake@soxaydung", &case, "accept", json!({})).await;
    let migration = Migration {
        from: "vn-qn@2026-01-01".parse().unwrap(),
        to: "vn-qn@2026-07-01".parse().unwrap(),
        kind: Some("construction_permit".parse().unwrap()),
        states: std::collections::BTreeMap::new(),
    };
    let planned = migrate::plan(test_app.app(), &migration).await.unwrap();
    assert_eq!((planned.len(), &planned[0].stays_because), (1, &None));
    assert_eq!(test_app.case("planner@vnpt", &case).await["pack"], "vn-qn@2026-01-01", "a dry run changes nothing");
    migrate::run(test_app.app(), &migration).await.unwrap();
    let after = test_app.case("planner@vnpt", &case).await;
    assert_eq!(after["pack"], "vn-qn@2026-07-01");
    assert_eq!(timer(&after, "decision")["due_on"], timer(&before, "decision")["due_on"], "the clock is as it was");
    assert_eq!(times(&test_app.trail("planner@vnpt", &case).await, "repin"), 1);
    assert!(test_app.notified(&case, "case.repinned").await.contains_key(&VNPT));
    let back = Migration { from: migration.to.clone(), to: "us-fcc@2026-01-01".parse().unwrap(), ..migration };
    let refused = migrate::run(test_app.app(), &back).await.unwrap();
    assert_eq!(refused[0].stays_because.as_deref(), Some("us-fcc@2026-01-01 knows no construction_permit"));
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

/// The procedure of works before and after each day on which the law changed.
async fn a_siting_and_a_permit_from_draft_to_asset_under_every_vietnamese_pack(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    for (at, office, pack) in [
        ("2023-10-09T09:00:00+07:00", "halong", "vn-qn@2023-09-07"),
        ("2025-07-07T09:00:00+07:00", "baichay", "vn-qn@2025-07-01"),
        ("2026-01-05T09:00:00+07:00", "baichay", "vn-qn@2026-01-01"),
        ("2026-07-06T09:00:00+07:00", "baichay", "vn-qn@2026-07-01"),
    ] {
        test_app.at(at).await;
        built(&test_app, office, pack).await;
    }
    let towers = test_app.list("planner@vnpt", "/assets?kind=tower").await;
    assert_eq!(towers.len(), 4);
}

/// The same mast needs a permit until the end of 2025, and from then on a notice with the documents
/// of a permit.
async fn a_mast_goes_the_way_of_the_law_under_every_vietnamese_pack(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    for (at, office, pack, way) in [
        ("2023-10-09T09:00:00+07:00", "halong", "vn-qn@2023-09-07", "construction-permits"),
        ("2025-07-07T09:00:00+07:00", "baichay", "vn-qn@2025-07-01", "construction-permits"),
        ("2026-01-05T09:00:00+07:00", "baichay", "vn-qn@2026-01-01", "commencement-notices"),
        ("2026-07-06T09:00:00+07:00", "baichay", "vn-qn@2026-07-01", "commencement-notices"),
    ] {
        test_app.at(at).await;
        let site = sited(&test_app, office, pack).await;
        let mut works = works(BAI_CHAY, &site);
        works["starts_on"] = json!(test_app.in_days(0));
        let other = if way == "construction-permits" { "commencement-notices" } else { "construction-permits" };
        let astray = test_app.dossier("planner@vnpt", other, &works).await;
        refused(&test_app.attempt("planner@vnpt", &astray, "submit", json!({})).await, "route_is_this");
        let case = test_app.dossier("planner@vnpt", way, &works).await;
        let filed = test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
        assert_eq!((&filed["pack"], &filed["state"]), (&json!(pack), &json!("submitted")), "{filed}");
        if way == "construction-permits" {
            permitted(&test_app, &case, ["intake@soxaydung", "officer@soxaydung", "approver@soxaydung"]).await;
            test_app.perform("planner@vnpt", &case, "start_notice", json!({"on": test_app.in_days(0)})).await;
        } else {
            test_app.perform("intake@soxaydung", &case, "acknowledge", json!({})).await;
            test_app.perform("planner@vnpt", &case, "log_start", json!({"on": test_app.in_days(0)})).await;
        }
        completed(&test_app, &case).await;
    }
    assert_eq!(test_app.list("planner@mobifone", "/assets?kind=tower").await.len(), 4, "others see them");
}

async fn in_the_eu_a_permit_leads_to_an_asset(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-01-12T15:00:00+07:00").await;
    let mut body = works(BAI_CHAY, "00000000-0000-0000-0000-000000000000");
    (body["siting_case_id"], body["pack"]) = (Value::Null, json!("eu-gia"));
    let case = test_app.dossier("planner@vnpt", "construction-permits", &body).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    permitted(&test_app, &case, ["reviewer@baichay", "reviewer@baichay", "lead@baichay"]).await;
    test_app.perform("planner@vnpt", &case, "start_notice", json!({"on": test_app.in_days(0)})).await;
    assert_eq!(completed(&test_app, &case).await["pack"], "eu-gia@2025-11-12");
    let tower = &test_app.list("planner@viettel", "/assets?kind=tower").await[0];
    assert_eq!(tower["lifecycle"], "in_service");
}

/// The pack has no permit of its own. The holder of an approved site builds, and enters the result
/// under the number of the approval.
async fn in_the_us_an_approved_place_leads_to_an_asset(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-02-24T21:00:00+07:00").await;
    let case = siting_in_the_us(&test_app, "other_on_new").await;
    let grounds = json!({"proposal": "approve", "grounds": "Meets the code"});
    test_app.perform("reviewer@baichay", &case, "recommend", grounds).await;
    let approved = test_app.perform("lead@baichay", &case, "approve", json!({})).await;
    assert_eq!((&approved["pack"], &approved["state"]), (&json!("us-fcc@2026-01-01"), &json!("approved")));
    let number = approved["content"]["dossier"]["result"]["number"].clone();
    let tower = json!({
        "code": "QN-TWR-US-1", "kind": "tower", "geometry": {"type": "Point", "coordinates": BAI_CHAY}, "source": number,
        "capacity": [{"unit": "mounting_level", "installed": 3}],
    });
    test_app.post("planner@vnpt", "/assets", &tower).await.good();
    let found = &test_app.list("planner@viettel", "/assets?kind=tower").await[0];
    assert_eq!((&found["code"], &found["lifecycle"]), (&json!("QN-TWR-US-1"), &json!("in_service")));
}

async fn permitted(test_app: &TestApp, case: &str, [intake, officer, signatory]: [&str; 3]) {
    test_app.perform(intake, case, "accept", json!({})).await;
    test_app.perform(officer, case, "draft_decision", json!({"proposal": "grant", "grounds": "Đủ điều kiện"})).await;
    test_app.perform(signatory, case, "grant", json!({})).await;
}

/// Completes the works of a case, which enters the built asset into the register.
async fn completed(test_app: &TestApp, case: &str) -> Value {
    test_app.document("planner@vnpt", case, "as_built").await;
    let code = format!("QN-TWR-{}", test_app.case("planner@vnpt", case).await["code"].as_str().unwrap());
    let built = json!({"on": test_app.in_days(0), "asset_code": code, "capacity": [{"unit": "mounting_level", "installed": 3}]});
    let done = test_app.perform("planner@vnpt", case, "complete", built).await;
    assert_eq!(done["state"], "completed");
    done
}

/// An approved site for a mast. Returns its case.
async fn sited(test_app: &TestApp, office: &str, pack: &str) -> String {
    let place = BAI_CHAY;
    let mut body = mast(place);
    body["settlement"] = json!("urban");
    // Masts of earlier rounds are within the radius, so the application must answer for each of
    // them.
    let answers: Vec<Value> = test_app
        .list("planner@vnpt", "/assets?kind=tower")
        .await
        .iter()
        .map(|tower| json!({"asset_id": tower["id"], "justification": "Đã đủ tải"}))
        .collect();
    body["sharing_answers"] = json!(answers);
    let site = test_app.dossier("planner@vnpt", "siting-applications", &body).await;
    test_app.document("planner@vnpt", &site, "sharing_first_evidence").await;
    let filed = test_app.perform("planner@vnpt", &site, "submit", json!({})).await;
    assert_eq!(filed["pack"], pack);
    let (reviewer, lead) = (format!("reviewer@{office}"), format!("lead@{office}"));
    test_app.perform(&reviewer, &site, "accept_intake", json!({})).await;
    test_app.perform(&reviewer, &site, "recommend", json!({"proposal": "approve", "grounds": "Phù hợp"})).await;
    test_app.perform(&lead, &site, "approve", json!({})).await;
    site
}

async fn built(test_app: &TestApp, office: &str, pack: &str) {
    let site = sited(test_app, office, pack).await;
    let mut works = works(BAI_CHAY, &site);
    works["work"] = json!("building");
    let case = test_app.dossier("planner@vnpt", "construction-permits", &works).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    permitted(test_app, &case, ["intake@soxaydung", "officer@soxaydung", "approver@soxaydung"]).await;
    test_app.perform("planner@vnpt", &case, "start_notice", json!({"on": test_app.in_days(0)})).await;
    assert_eq!(completed(test_app, &case).await["pack"], pack);
}
