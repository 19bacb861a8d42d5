//! Events about the cases and tasks that a page shows.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::events::Events;
use tests::test_app::TestApp;

use super::CLERK;

tests::on_both_databases!(
    changes_of_a_watched_case_and_task_are_streamed,
    a_hidden_case_is_streamed_as_little_as_an_unknown_one,
    words_that_are_no_ids_are_refused,
);

const UNKNOWN: &str = "01234567-89ab-7def-8123-456789abcdef";

async fn watching(test_app: &TestApp, who: &str, query: &str) -> Events {
    Events::of(test_app.ask(who, Method::GET, &format!("/notifications/stream?{query}")), Some("0")).await
}

/// The next event that is no notification.
async fn next(stream: &mut Events) -> (String, serde_json::Value) {
    loop {
        let event = stream.next().await.unwrap();
        if !event.name.is_empty() {
            assert_eq!(event.id, "", "such an event is no position of the stream");
            return (event.name, event.data);
        }
    }
}

async fn changes_of_a_watched_case_and_task_are_streamed(test_app: TestApp) {
    let pole = test_app.pole(CLERK, 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let task = test_app.list(CLERK, "/tasks").await[0].clone();
    let id = task["id"].as_str().unwrap();
    let mut stream = watching(&test_app, CLERK, &format!("cases={case}&tasks={id}")).await;
    let version = test_app.case(CLERK, &case).await["version"].as_i64().unwrap();
    let submitted = json!({"case_id": case, "version": version, "state": "submitted"});
    assert_eq!(next(&mut stream).await, ("case".to_owned(), submitted));
    let open = json!({"task_id": id, "version": task["version"], "status": "open", "claimed_by": null});
    assert_eq!(next(&mut stream).await, ("task".to_owned(), open));

    test_app
        .change(CLERK, &format!("/tasks/{id}"), Method::POST, &format!("/tasks/{id}/claim"), &json!({}))
        .await
        .good();
    let (name, claimed) = next(&mut stream).await;
    assert_eq!((name.as_str(), &claimed["status"]), ("task", &json!("claimed")));
    assert!(claimed["claimed_by"].is_string(), "{claimed}");

    let gaps = json!({"items": [{"item": "Bản vẽ", "reason": "thiếu"}]});
    test_app.perform(CLERK, &case, "request_supplement", gaps).await;
    loop {
        let (name, changed) = next(&mut stream).await;
        if name == "case" {
            assert_eq!(
                (&changed["state"], changed["version"].as_i64() > Some(version)),
                (&json!("supplement_requested"), true)
            );
            break;
        }
    }
}

async fn a_hidden_case_is_streamed_as_little_as_an_unknown_one(test_app: TestApp) {
    let pole = test_app.pole(CLERK, 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let task = test_app.list(CLERK, "/tasks").await[0]["id"].as_str().unwrap().to_owned();
    let own = test_app.filed("planner@viettel", &[&pole]).await;
    let watched = format!("cases={case},{UNKNOWN},{own}&tasks={task},{UNKNOWN}");
    let mut stream = watching(&test_app, "planner@viettel", &watched).await;
    let (name, event) = next(&mut stream).await;
    assert_eq!((name.as_str(), &event["case_id"]), ("case", &json!(own)));
    // The hidden case changes first, the visible one afterwards.
    test_app.perform("planner@vnpt", &case, "withdraw", json!({})).await;
    test_app.perform("planner@viettel", &own, "withdraw", json!({})).await;
    let (_, event) = next(&mut stream).await;
    assert_eq!((&event["case_id"], &event["state"]), (&json!(own), &json!("withdrawn")));
}

async fn words_that_are_no_ids_are_refused(test_app: TestApp) {
    let many = [UNKNOWN; 101].join(",");
    for (query, parameter) in
        [("cases=1".to_owned(), "cases"), (format!("tasks={UNKNOWN},"), "tasks"), (format!("cases={many}"), "cases")]
    {
        let refused = test_app.read(CLERK, &format!("/notifications/stream?{query}")).await;
        assert_eq!(
            (refused.status, refused.body["errors"][0]["pointer"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(parameter))
        );
    }
}
