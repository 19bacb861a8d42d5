//! One trench instead of three: who is told, who may join, and how long a street rests.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::TestApp;
use tests::test_app::cast::{MOBIFONE, POWER, VIETTEL};
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_app::time::timer;

use super::{invalid, refused, texts};

tests::on_both_databases!(
    a_trench_is_shared_and_the_street_rests_afterwards,
    who_refuses_with_public_money_builds_room_for_others,
    works_that_were_not_announced_are_marked,
);

fn trench() -> Value {
    json!({
        "title": "Ngầm hóa cáp phố Trần Hưng Đạo", "description": "Ống D110, 4 lỗ, 600 m", "contact": "0203 3825 001",
        "place": {"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]},
        "starts_on": "2024-01-15", "duration_days": 45, "final_project_on": "2023-12-15", "publicly_financed": true,
    })
}

async fn opened(town: &TestApp) -> String {
    let case = town.post("planner@vnpt", "/planned-works", &trench()).await.good().text("/id").to_owned();
    town.perform("planner@vnpt", &case, "publish", json!({})).await;
    let open = town.perform("planner@vnpt", &case, "open_window", json!({})).await;
    assert_eq!(timer(&open, "window")["due_on"], "2023-11-02");
    case
}

async fn a_trench_is_shared_and_the_street_rests_afterwards(town: TestApp) {
    town.pole("clerk@power", 2).await;
    let bare = json!({"title": "Đào đường"});
    let draft = town.post("planner@vnpt", "/planned-works", &bare).await.good().text("/id").to_owned();
    let lacking = town.attempt("planner@vnpt", &draft, "publish", json!({})).await;
    invalid(&lacking, &["/place", "/description", "/starts_on", "/duration_days", "/final_project_on", "/contact"]);
    let case = opened(&town).await;
    let told = town.told(&case, "works.published").await;
    assert!(told.contains_key(&POWER) && told.contains_key(&VIETTEL) && told.contains_key(&MOBIFONE), "{told:?}");

    let wish = json!({"elements": "2 ống D63", "share_percent": 30});
    town.perform("planner@viettel", &case, "request_join", wish.clone()).await;
    refused(&town.attempt("planner@viettel", &case, "request_join", wish.clone()).await, "not_asked_before");
    town.perform("planner@mobifone", &case, "request_join", wish.clone()).await;
    for who in [VIETTEL, MOBIFONE] {
        town.perform("planner@vnpt", &case, "agree_join", json!({"organization_id": fixtures::office(who)})).await;
    }
    town.perform("manager@viettel", &case, "sign_split", json!({})).await;
    refused(&town.attempt("planner@mobifone", &case, "request_join", wish).await, "not_asked_before");
    // One party does not sign: it drops out, the others go on.
    town.days(20).await;
    let after = town.case("planner@vnpt", &case).await;
    let joins: Vec<&str> =
        after["papers"]["joins"].as_array().unwrap().iter().map(|join| join["status"].as_str().unwrap()).collect();
    assert_eq!((joins, &after["state"]), (vec!["signed", "dropped"], &json!("joined")));

    town.perform("planner@vnpt", &case, "link_permit", json!({"permit": "000001/2023/GPXD"})).await;
    town.perform("planner@vnpt", &case, "start", json!({"on": town.in_days(0)})).await;
    town.days(30).await;
    let closed = town.perform("planner@vnpt", &case, "reinstate", json!({"on": town.in_days(0)})).await;
    assert_eq!((&closed["state"], &closed["works_status"]), (&json!("reinstated"), &json!("completed")));

    let again = town.post("planner@mobifone", "/planned-works", &trench()).await.good().text("/id").to_owned();
    let early = town.attempt("planner@mobifone", &again, "publish", json!({})).await;
    assert_eq!(refused(&early, "digging_is_allowed"), [closed["code"].as_str().unwrap()]);
    let path = format!("/planned-works/{again}");
    let why = json!({"justification": "Sự cố sụt lún"});
    town.change("planner@mobifone", &path, Method::PATCH, &path, &why).await.good();
    assert_eq!(town.perform("planner@mobifone", &again, "publish", json!({})).await["state"], "published");

    town.days(400).await;
    assert_eq!(town.case("planner@vnpt", &case).await["state"], "rested");
    let proof = api_app::verify::all(town.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn who_refuses_with_public_money_builds_room_for_others(town: TestApp) {
    let case = opened(&town).await;
    town.perform("planner@viettel", &case, "request_join", json!({"elements": "1 ống", "share_percent": 10})).await;
    let named = fixtures::office(VIETTEL);
    let stranger = json!({"organization_id": fixtures::office(MOBIFONE)});
    invalid(&town.attempt("planner@vnpt", &case, "agree_join", stranger).await, &["/data/organization_id"]);
    let no = json!({"organization_id": named, "reasons": [{"code": "DELAY", "explanation": "Chậm ba tháng", "evidence": {"grounds": "Tiến độ vốn ngân sách"}}]});
    let refused = town.perform("planner@vnpt", &case, "refuse_join", no).await;
    assert_eq!(refused["papers"]["spare_capacity_duty"], true);
    let page = town.ask_as_public(Method::GET, "/public/planned-works").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let page: Value = page.json().await.unwrap();
    assert_eq!((&page["items"][0]["code"], &page["items"][0]["join_until"]), (&refused["code"], &json!("2023-11-02")));
    // Who was refused takes it to the regulator, and the works say so.
    let claim =
        json!({"title": "Từ chối tham gia", "case_id": case, "claim": "Không có căn cứ", "remedy": "Cho tham gia"});
    let dispute = town.post("planner@viettel", "/disputes", &claim).await.good().text("/id").to_owned();
    town.perform("planner@viettel", &dispute, "file", json!({"subject": "other"})).await;
    assert!(texts(&town.case("planner@vnpt", &case).await["flags"]).contains(&"dispute_open"));
    town.perform("planner@vnpt", &dispute, "state", json!({"text": "Hồ sơ vốn đã khóa"})).await;
    town.perform("officer@sotttt", &dispute, "admit", json!({})).await;
    town.perform("officer@sotttt", &dispute, "settle", json!({"settlement": "Đặt thêm một ống dự phòng"})).await;
    assert!(texts(&town.case("planner@vnpt", &case).await["flags"]).is_empty());
    // Nobody joins in the end: the window closes by itself.
    town.days(40).await;
    assert_eq!(town.case("planner@vnpt", &case).await["state"], "closed_solo");
}

async fn works_that_were_not_announced_are_marked(town: TestApp) {
    let town = town.with_offices().await;
    let line = json!({
        "title": "Tuyến cống bể Trần Hưng Đạo", "work": "line", "class": "III", "asset_kind": "duct", "in_plan": true,
        "place": {"type": "LineString", "coordinates": [[107.0802, 20.9501], [107.0828, 20.9501]]},
        "settlement": "urban",
    });
    let filed = async || {
        let mut line = line.clone();
        line["siting_case_id"] = json!(town.approved_site("planner@vnpt", "halong", BAI_CHAY).await);
        let case = town.dossier("planner@vnpt", "construction-permits", &line).await;
        town.perform("planner@vnpt", &case, "submit", json!({})).await["papers"]["announcement"].clone()
    };
    assert_eq!(filed().await, json!({"announced": "never", "notice": null}));
    let notice = opened(&town).await;
    let code = town.case("planner@vnpt", &notice).await["code"].clone();
    assert_eq!(filed().await, json!({"announced": "late", "notice": code}));
    town.days(70).await;
    assert_eq!(filed().await, json!({"announced": "in_time", "notice": code}));
}
