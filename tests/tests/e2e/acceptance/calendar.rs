//! Calendars: which days count as working days, and how a calendar change recomputes open due days.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::test_app::cast::{BAICHAY, VNPT};
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_app::{TestApp, time::timer};

use super::{invalid, times};

tests::on_both_databases!(
    scenario_29_ten_working_days_across_tet,
    scenario_30_a_make_up_saturday_counts_and_a_swapped_monday_does_not,
    a_due_day_in_a_year_that_is_not_confirmed_says_so,
    scenario_31_a_holiday_added_moves_what_is_open_and_nothing_else,
);

async fn accepted(test_app: &TestApp, at: &str) -> String {
    test_app.at(at).await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    test_app.perform("reviewer@baichay", &case, "accept_intake", json!({})).await;
    case
}

async fn due(test_app: &TestApp, case: &str, limit: &str) -> String {
    timer(&test_app.case("planner@vnpt", case).await, limit)["due_on"].as_str().unwrap().to_owned()
}

async fn scenario_29_ten_working_days_across_tet(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = accepted(&test_app, "2026-02-10T09:00:00+07:00").await;
    assert_eq!(due(&test_app, &case, "decision").await, "2026-03-03");
}

async fn a_due_day_in_a_year_that_is_not_confirmed_says_so(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let sure = accepted(&test_app, "2026-02-10T09:00:00+07:00").await;
    let confirmed = timer(&test_app.case("planner@vnpt", &sure).await, "decision")["calendar_confirmed"].clone();
    assert_eq!(confirmed, json!(true));
    let forecast = accepted(&test_app, "2026-12-28T09:00:00+07:00").await;
    let timer = timer(&test_app.case("planner@vnpt", &forecast).await, "decision").clone();
    assert!(timer["due_on"].as_str().unwrap().starts_with("2027-"), "{timer}");
    assert_eq!(timer["calendar_confirmed"], json!(false), "{timer}");
}

async fn scenario_30_a_make_up_saturday_counts_and_a_swapped_monday_does_not(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let before = accepted(&test_app, "2026-08-20T09:00:00+07:00").await;
    assert_eq!(due(&test_app, &before, "supplement_window").await, "2026-08-26", "Saturday the 22nd is worked");
    let after = accepted(&test_app, "2026-08-28T09:00:00+07:00").await;
    assert_eq!(
        due(&test_app, &after, "supplement_window").await,
        "2026-09-09",
        "the 31st is given off, the 1st and 2nd are feasts"
    );
}

/// Proposes a change and has another person approve it.
async fn change(test_app: &TestApp, day: &str, kind: &str) {
    let said = json!({"day": day, "kind": kind, "name": "Ngày Văn hóa Việt Nam", "source": "Thông báo số 15/TB-BNV"});
    let proposed = test_app.post("officer@sotttt", "/calendars/vn/changes", &said).await.good();
    let path = format!("/calendars/vn/changes/{}", proposed.text("/id"));
    let approve = |who: &'static str| {
        let ask =
            test_app.ask(who, Method::POST, &format!("{path}/approve")).header("If-Match", proposed.header("etag"));
        tests::test_client::answered(ask)
    };
    let early = approve("officer@sotttt").await.unwrap();
    assert_eq!(early.status, StatusCode::FORBIDDEN, "who proposes does not approve: {}", early.body);
    let approved = approve("lead@sotttt").await.unwrap().good();
    assert!(approved.body["settled_at"].is_string(), "{}", approved.body);
}

async fn scenario_31_a_holiday_added_moves_what_is_open_and_nothing_else(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2026-11-02T09:00:00+07:00").await;
    // The shipped calendar contains the new holiday. This change makes the day a plain working day,
    // as before the announcement.
    change(&test_app, "2026-11-24", "plain").await;
    let met = accepted(&test_app, "2026-11-17T09:00:00+07:00").await;
    assert_eq!(due(&test_app, &met, "decision").await, "2026-12-01");
    test_app
        .perform(
            "lead@baichay",
            &met,
            "refuse",
            json!({"reasons": [{"code": "NO_LAND_RIGHT", "explanation": "Không có", "evidence": {"clause": "Đ55"}}]}),
        )
        .await;
    let open = accepted(&test_app, "2026-11-18T09:00:00+07:00").await;
    assert_eq!(due(&test_app, &open, "decision").await, "2026-12-02");

    test_app.at("2026-11-20T09:00:00+07:00").await;
    let slip = json!({"day": "2026-11-24", "kind": "feast", "name": "x", "source": ""});
    invalid(&test_app.post("officer@sotttt", "/calendars/vn/changes", &slip).await, &["/source", "/kind"]);
    let stranger = test_app.post("planner@vnpt", "/calendars/vn/changes", &slip).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    change(&test_app, "2026-11-24", "holiday").await;

    assert_eq!(due(&test_app, &open, "decision").await, "2026-12-03", "one day more");
    assert_eq!(due(&test_app, &open, "supplement_window").await, "2026-11-26");
    let trail = test_app.trail("planner@vnpt", &open).await;
    assert_eq!(times(&trail, "recount"), 1);
    let events = trail.last().unwrap()["events"].as_array().unwrap();
    let moved = events.iter().find(|event| event["timer"]["limit"] == "decision").unwrap();
    assert_eq!((&moved["why"]["was"], &moved["timer"]["due_on"]), (&json!("2026-12-02"), &json!("2026-12-03")));
    assert_eq!(times(&test_app.trail("planner@vnpt", &met).await, "recount"), 0, "what is over is not touched");
    let notified = test_app.notified(&open, "case.recounted").await;
    assert_eq!(
        (notified.get(&VNPT).map(String::as_str), notified.get(&BAICHAY).map(String::as_str)),
        (Some("legal"), Some("legal"))
    );
    let messages = test_app.messages(&open).await;
    let message = messages.iter().find(|message| message.template == "case.recounted").unwrap();
    let text = message.text.as_ref().unwrap();
    assert!(text.contains("02/12/2026") && text.contains("03/12/2026"), "{text}");
    // A second node computes with the same calendar.
    let second = test_app.second_organization().await;
    second.calendar_cache.refresh(second.store.read()).await.unwrap();
    assert_eq!(
        second.calendar_cache.calendar("vn").unwrap().version,
        test_app.app().calendar_cache.calendar("vn").unwrap().version
    );
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}
