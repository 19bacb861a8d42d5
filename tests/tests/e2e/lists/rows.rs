//! What a case and a row of it say: stances, turns, titles, and the days that are left.

use serde_json::{Value, json};
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_app::{TestApp, cast};

tests::on_both_databases!(
    a_case_says_how_its_reader_stands_to_it,
    days_are_counted_by_the_calendar,
    a_pause_shows_and_a_missed_limit_stays_due,
);

async fn a_case_says_how_its_reader_stands_to_it(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let power = json!({"id": cast::office(cast::POWER), "name": "Công ty Điện lực Quảng Ninh"});
    for (who, stances, mine) in [("planner@vnpt", json!(["applicant"]), false), ("clerk@power", json!(["owner"]), true)]
    {
        let shown = test_app.case(who, &case).await;
        assert_eq!(
            (&shown["my_stances"], &shown["kind_title"]),
            (&stances, &json!("Yêu cầu dùng chung hạ tầng")),
            "{who}"
        );
        assert!(shown["pack_title"].as_str().unwrap().starts_with("Quảng Ninh"), "{shown}");
        let turn = &shown["turn"][0];
        assert_eq!((&turn["stance"], &turn["organization"], &turn["mine"]), (&json!("owner"), &power, &json!(mine)));
        assert!(turn["roles"].as_array().unwrap().contains(&json!("owner_clerk")));
        let row = &test_app.get(who, "/cases").await["items"][0];
        assert!(row.get("content").is_none() && row["turn"] == shown["turn"], "{row}");
        let whole = &test_app.get(who, "/cases?include=content").await["items"][0];
        assert_eq!(whole, &shown, "a list on request says what a single read says");
    }
    let draft = test_app.draft("planner@vnpt", &tests::test_app::wanting(&[&pole])).await;
    let shown = test_app.case("planner@vnpt", &draft).await;
    assert_eq!((&shown["days_left"], &shown["paused"]), (&Value::Null, &json!(false)));
}

async fn days_are_counted_by_the_calendar(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let shown = |case: Value| (case["due_on"].clone(), case["days_left"].clone());
    assert_eq!(shown(test_app.case("planner@vnpt", &case).await), (json!("2023-10-16"), json!(10)));
    test_app.days(4).await;
    assert_eq!(shown(test_app.case("planner@vnpt", &case).await), (json!("2023-10-16"), json!(6)), "on Friday");
    test_app.days(2).await;
    assert_eq!(shown(test_app.case("planner@vnpt", &case).await), (json!("2023-10-16"), json!(6)), "on Sunday");
    let task = test_app.get("clerk@power", "/tasks").await["items"][0].clone();
    assert_eq!((shown(task.clone()), &task["overdue"]), ((json!("2023-10-16"), json!(6)), &json!(false)));
}

async fn a_pause_shows_and_a_missed_limit_stays_due(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let site = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    test_app.perform("reviewer@halong", &site, "accept_intake", json!({})).await;
    let gaps = json!({"items": [{"item": "Bản đồ", "reason": "thiếu tọa độ"}]});
    let asked = test_app.perform("reviewer@halong", &site, "request_supplement", gaps).await;
    assert_eq!((&asked["paused"], &asked["turn"][0]["stance"]), (&json!(true), &json!("applicant")), "{asked}");
    let task = test_app.get("planner@vnpt", "/tasks").await["items"][0].clone();
    assert_eq!((&task["case"]["paused"], &task["due_at"]), (&json!(true), &asked["due_at"]));

    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let before = test_app.case("clerk@power", &case).await;
    test_app.days(45).await;
    let after = test_app.case("clerk@power", &case).await;
    assert_eq!(
        (&after["state"], &after["due_on"]),
        (&json!("complete"), &before["due_on"]),
        "a missed limit stays due"
    );
    assert!(after["days_left"].as_i64().unwrap() < 0, "{after}");
    let task = test_app.get("clerk@power", &format!("/tasks?case={case}")).await["items"][0].clone();
    assert_eq!((&task["due_on"], &task["days_left"]), (&after["due_on"], &after["days_left"]));
    assert_eq!((&task["overdue"], &task["status"]), (&json!(true), &json!("open")));
    assert_eq!(test_app.get("clerk@power", "/tasks/counts").await["overdue"], 1);
}
