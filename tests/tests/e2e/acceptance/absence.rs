//! Absences: the tasks of absent people return to the office, its letters go to colleagues who are
//! present, and its queue is watched.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::cast::HALONG;
use tests::test_app::dossiers::BAI_CHAY;

use super::cover::reached;
use super::{invalid, refused};

tests::on_both_databases!(
    who_is_away_holds_no_task_and_gets_no_message,
    on_the_first_day_tasks_go_back_and_the_queue_is_watched_again,
    an_absence_is_of_days_to_come_and_ones_own,
);

const LEAD: &str = "lead@halong.example";
const REVIEWER: &str = "reviewer@halong.example";

fn away(test_app: &TestApp, from_day: i64, to_day: i64) -> Value {
    json!({"valid_from": test_app.in_days(from_day), "valid_to": test_app.in_days(to_day), "reason": "Nghỉ phép"})
}

async fn say(test_app: &TestApp, who: &str, from_day: i64, to_day: i64) -> String {
    test_app.post(who, "/absences", &away(test_app, from_day, to_day)).await.good().text("/id").to_owned()
}

/// Files a dossier and lets the reviewer claim its task. Returns the ids of the case and the task.
async fn claimed(test_app: &TestApp) -> (String, String) {
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    test_app.perform("lead@halong", &case, "accept_intake", json!({})).await;
    let task =
        test_app.list("reviewer@halong", &format!("/tasks?case={case}")).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{task}");
    test_app.change("reviewer@halong", &path, Method::POST, &format!("{path}/claim"), &json!({})).await.good();
    (case, task)
}

async fn submitted(test_app: &TestApp) -> Vec<String> {
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    reached(test_app, &case, "dossier.submitted", HALONG).await
}

async fn who_is_away_holds_no_task_and_gets_no_message(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let (_, task) = claimed(&test_app).await;
    let path = format!("/tasks/{task}");
    let absence = say(&test_app, "reviewer@halong", 0, 5).await;
    let back = test_app.get("lead@halong", &path).await;
    assert_eq!((&back["status"], &back["claimed_by"]), (&json!("open"), &Value::Null), "{back}");
    let claim = format!("{path}/claim");
    refused(&test_app.change("reviewer@halong", &path, Method::POST, &claim, &json!({})).await, "is_away");
    let to = json!({"user_id": tests::test_app::cast::person("reviewer@halong")});
    let passed = test_app.change("lead@halong", &path, Method::POST, &format!("{path}/reassign"), &to).await;
    invalid(&passed, &["/user_id"]);
    assert_eq!(submitted(&test_app).await, [LEAD]);

    let seen = test_app.list("lead@halong", "/absences").await;
    assert_eq!((seen.len(), &seen[0]["name"], &seen[0]["reason"]), (1, &json!("reviewer@halong"), &json!("Nghỉ phép")));
    assert_eq!(test_app.list("reviewer@halong", "/absences").await.len(), 1);
    assert!(test_app.list("lead@tienyen", "/absences").await.is_empty(), "another office does not see it");

    say(&test_app, "lead@halong", 0, 2).await;
    assert_eq!(test_app.list("reviewer@halong", "/absences").await.len(), 1, "who leads nobody sees its own");
    assert_eq!(submitted(&test_app).await, [LEAD, REVIEWER], "nobody is left, so everybody is told");

    let over = test_app.ask("reviewer@halong", Method::DELETE, &format!("/absences/{absence}"));
    assert_eq!(over.header("If-Match", "\"1\"").send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(submitted(&test_app).await, [REVIEWER], "back before the day");
    test_app.change("reviewer@halong", &path, Method::POST, &claim, &json!({})).await.good();
    test_app.days(2).await;
    assert_eq!(submitted(&test_app).await, [LEAD, REVIEWER], "an absence ends by itself");
}

async fn on_the_first_day_tasks_go_back_and_the_queue_is_watched_again(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let (case, task) = claimed(&test_app).await;
    say(&test_app, "reviewer@halong", 2, 9).await;
    let path = format!("/tasks/{task}");
    assert_eq!(test_app.get("lead@halong", &path).await["status"], "claimed", "not before the day");
    test_app.days(2).await;
    assert_eq!(test_app.get("lead@halong", &path).await["status"], "open");
    assert!(reached(&test_app, &case, "queue.unattended", HALONG).await.is_empty(), "it waits only since this morning");
    test_app.days(2).await;
    assert_eq!(reached(&test_app, &case, "queue.unattended", HALONG).await, [LEAD]);

    // A task that was claimed and then released by hand waits from the start again, and a second
    // letter reports it.
    test_app.change("lead@halong", &path, Method::POST, &format!("{path}/claim"), &json!({})).await.good();
    test_app.days(3).await;
    test_app.change("lead@halong", &path, Method::POST, &format!("{path}/release"), &json!({})).await.good();
    test_app.work().await;
    assert_eq!(reached(&test_app, &case, "queue.unattended", HALONG).await.len(), 1);
    test_app.days(2).await;
    assert_eq!(reached(&test_app, &case, "queue.unattended", HALONG).await.len(), 3, "both are there again");
}

async fn an_absence_is_of_days_to_come_and_ones_own(test_app: TestApp) {
    let past = test_app.post("reviewer@halong", "/absences", &away(&test_app, -1, -1)).await;
    invalid(&past, &["/valid_from", "/valid_to"]);
    let absence = say(&test_app, "reviewer@halong", 3, 6).await;
    let twice = test_app.post("reviewer@halong", "/absences", &away(&test_app, 5, 8)).await;
    invalid(&twice, &["/valid_from"]);
    let path = format!("/absences/{absence}");
    let other = test_app.ask("lead@halong", Method::DELETE, &path).header("If-Match", "\"1\"").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::NOT_FOUND, "only who is away ends it");
    let bare = test_app.ask("reviewer@halong", Method::DELETE, &path).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::PRECONDITION_REQUIRED);
    test_app.days(6).await;
    let over = test_app.ask("reviewer@halong", Method::DELETE, &path).header("If-Match", "\"1\"").send().await.unwrap();
    assert_eq!(over.status(), StatusCode::NOT_FOUND, "it is over");
    assert!(test_app.list("reviewer@halong", "/absences").await.is_empty());
}
