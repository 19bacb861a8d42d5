//! Planned works: several operators share one trench. Covers notices, joining, and the dig
//! moratorium.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::TestApp;
use tests::test_app::cast::{MOBIFONE, POWER, VIETTEL};
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_app::time::timer;

use super::{invalid, refused, texts};

tests::on_both_databases!(
    a_trench_is_shared_and_a_dig_moratorium_follows,
    who_refuses_with_public_money_builds_capacity_for_others,
    works_that_were_not_announced_are_marked,
);

fn trench() -> Value {
    json!({
        "title": "Ngầm hóa cáp phố Trần Hưng Đạo", "description": "Ống D110, 4 lỗ, 600 m", "contact": "0203 3825 001",
        "place": {"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]},
        "starts_on": "2024-01-15", "duration_days": 45, "final_project_on": "2023-12-15", "publicly_financed": true,
    })
}

async fn opened(test_app: &TestApp) -> String {
    let case = test_app.post("planner@vnpt", "/planned-works", &trench()).await.good().text("/id").to_owned();
    test_app.perform("planner@vnpt", &case, "publish", json!({})).await;
    let open = test_app.perform("planner@vnpt", &case, "open_window", json!({})).await;
    assert_eq!(timer(&open, "window")["due_on"], "2023-11-02");
    case
}

pub(super) async fn a_trench_is_shared_and_a_dig_moratorium_follows(test_app: TestApp) {
    test_app.pole("clerk@power", 2).await;
    let bare = json!({"title": "Đào đường"});
    let draft = test_app.post("planner@vnpt", "/planned-works", &bare).await.good().text("/id").to_owned();
    let lacking = test_app.attempt("planner@vnpt", &draft, "publish", json!({})).await;
    invalid(&lacking, &["/place", "/description", "/starts_on", "/duration_days", "/final_project_on", "/contact"]);
    let case = opened(&test_app).await;
    let notified = test_app.notified(&case, "works.published").await;
    assert!(
        notified.contains_key(&POWER) && notified.contains_key(&VIETTEL) && notified.contains_key(&MOBIFONE),
        "{notified:?}"
    );

    let wish = json!({"elements": "2 ống D63", "share_percent": 30});
    test_app.perform("planner@viettel", &case, "request_join", wish.clone()).await;
    refused(&test_app.attempt("planner@viettel", &case, "request_join", wish.clone()).await, "not_asked_before");
    test_app.perform("planner@mobifone", &case, "request_join", wish.clone()).await;
    for who in [VIETTEL, MOBIFONE] {
        test_app.perform("planner@vnpt", &case, "agree_join", json!({"organization_id": fixtures::office(who)})).await;
    }
    test_app.perform("manager@viettel", &case, "sign_split", json!({})).await;
    refused(&test_app.attempt("planner@mobifone", &case, "request_join", wish).await, "not_asked_before");
    // One party does not sign and drops out. The others continue.
    test_app.days(20).await;
    let after = test_app.case("planner@vnpt", &case).await;
    let joins: Vec<&str> =
        after["content"]["joins"].as_array().unwrap().iter().map(|join| join["status"].as_str().unwrap()).collect();
    assert_eq!((joins, &after["state"]), (vec!["signed", "dropped"], &json!("joined")));

    test_app.perform("planner@vnpt", &case, "link_permit", json!({"permit": "000001/2023/GPXD"})).await;
    test_app.perform("planner@vnpt", &case, "start", json!({"on": test_app.in_days(0)})).await;
    test_app.days(30).await;
    let closed = test_app.perform("planner@vnpt", &case, "reinstate", json!({"on": test_app.in_days(0)})).await;
    assert_eq!((&closed["state"], &closed["works_status"]), (&json!("reinstated"), &json!("completed")));

    let again = test_app.post("planner@mobifone", "/planned-works", &trench()).await.good().text("/id").to_owned();
    let early = test_app.attempt("planner@mobifone", &again, "publish", json!({})).await;
    assert_eq!(refused(&early, "digging_is_allowed"), [closed["code"].as_str().unwrap()]);
    let path = format!("/planned-works/{again}");
    let why = json!({"justification": "Sự cố sụt lún"});
    test_app.change("planner@mobifone", &path, Method::PATCH, &path, &why).await.good();
    assert_eq!(test_app.perform("planner@mobifone", &again, "publish", json!({})).await["state"], "published");

    test_app.days(400).await;
    assert_eq!(test_app.case("planner@vnpt", &case).await["state"], "rested");
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn who_refuses_with_public_money_builds_capacity_for_others(test_app: TestApp) {
    let case = opened(&test_app).await;
    test_app.perform("planner@viettel", &case, "request_join", json!({"elements": "1 ống", "share_percent": 10})).await;
    let named = fixtures::office(VIETTEL);
    let stranger = json!({"organization_id": fixtures::office(MOBIFONE)});
    invalid(&test_app.attempt("planner@vnpt", &case, "agree_join", stranger).await, &["/data/organization_id"]);
    let no = json!({"organization_id": named, "reasons": [{"code": "DELAY", "explanation": "Chậm ba tháng", "evidence": {"grounds": "Tiến độ vốn ngân sách"}}]});
    let refused = test_app.perform("planner@vnpt", &case, "refuse_join", no).await;
    assert_eq!(refused["content"]["spare_capacity_duty"], true);
    let page = test_app.ask_as_public(Method::GET, "/public/planned-works").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let page: Value = page.json().await.unwrap();
    assert_eq!((&page["items"][0]["code"], &page["items"][0]["join_until"]), (&refused["code"], &json!("2023-11-02")));
    // The refused operator files a dispute, and the works show a flag.
    let claim =
        json!({"title": "Từ chối tham gia", "case_id": case, "claim": "Không có căn cứ", "remedy": "Cho tham gia"});
    let dispute = test_app.post("planner@viettel", "/disputes", &claim).await.good().text("/id").to_owned();
    test_app.perform("planner@viettel", &dispute, "file", json!({"subject": "other"})).await;
    assert!(texts(&test_app.case("planner@vnpt", &case).await["flags"]).contains(&"dispute_open"));
    test_app.perform("planner@vnpt", &dispute, "state", json!({"text": "Hồ sơ vốn đã khóa"})).await;
    test_app.perform("officer@sotttt", &dispute, "admit", json!({})).await;
    test_app.perform("officer@sotttt", &dispute, "settle", json!({"settlement": "Đặt thêm một ống dự phòng"})).await;
    assert!(texts(&test_app.case("planner@vnpt", &case).await["flags"]).is_empty());
    // Nobody joins, so the window closes when its period ends.
    test_app.days(40).await;
    assert_eq!(test_app.case("planner@vnpt", &case).await["state"], "closed_solo");
}

async fn works_that_were_not_announced_are_marked(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let line = json!({
        "title": "Tuyến cống bể Trần Hưng Đạo", "work": "line", "class": "III", "asset_kind": "duct", "in_plan": true,
        "place": {"type": "LineString", "coordinates": [[107.0802, 20.9501], [107.0828, 20.9501]]},
        "settlement": "urban",
    });
    let filed = async || {
        let mut line = line.clone();
        line["siting_case_id"] = json!(test_app.approved_site("planner@vnpt", "halong", BAI_CHAY).await);
        let case = test_app.dossier("planner@vnpt", "construction-permits", &line).await;
        test_app.perform("planner@vnpt", &case, "submit", json!({})).await["content"]["announcement"].clone()
    };
    assert_eq!(filed().await, json!({"announced": "never", "notice": null}));
    let notice = opened(&test_app).await;
    let code = test_app.case("planner@vnpt", &notice).await["code"].clone();
    assert_eq!(filed().await, json!({"announced": "late", "notice": code}));
    test_app.days(70).await;
    assert_eq!(filed().await, json!({"announced": "in_time", "notice": code}));
}
