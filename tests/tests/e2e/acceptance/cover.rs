//! Absences and unattended queues: memberships are delegated with dates, and the lead of an office
//! gets a letter about tasks that nobody claims.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::TestApp;
use tests::test_app::cast::{ADMIN, CONSTRUCTION, HALONG, REGULATOR, person};
use tests::test_app::dossiers::BAI_CHAY;

use super::invalid;

tests::on_both_databases!(
    a_membership_is_delegated_for_days_and_no_longer,
    nobody_delegates_what_is_not_his_own,
    who_stands_in_gets_the_messages_and_the_tasks,
    a_queue_that_nobody_attends_is_reported_once,
);

fn delegated(test_app: &TestApp, to: &str, from_day: i64, to_day: i64) -> Value {
    json!({
        "to_user_id": person(to), "organization_id": fixtures::office(HALONG), "role": "district_lead",
        "valid_from": test_app.in_days(from_day), "valid_to": test_app.in_days(to_day), "reason": "Nghỉ phép",
    })
}

fn proposal() -> Value {
    json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"})
}

async fn a_membership_is_delegated_for_days_and_no_longer(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let mut cases = Vec::new();
    for _ in 0..2 {
        let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
        test_app.perform("reviewer@halong", &case, "accept_intake", json!({})).await;
        cases.push(case);
    }
    test_app.perform("lead@halong", &cases[0], "recommend", proposal()).await;
    let early = test_app.attempt("reviewer@halong", &cases[0], "approve", json!({})).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN, "a reviewer does not sign");

    let body = delegated(&test_app, "reviewer@halong", 1, 4);
    let id = test_app.post("lead@halong", "/delegations", &body).await.good().text("/id").to_owned();
    let soon = test_app.attempt("reviewer@halong", &cases[0], "approve", json!({})).await;
    assert_eq!(soon.status, StatusCode::FORBIDDEN, "not before its day");
    test_app.days(1).await;
    assert_eq!(test_app.perform("reviewer@halong", &cases[0], "approve", json!({})).await["state"], "approved");
    // The person who proposed a decision cannot approve it, under any membership.
    test_app.perform("reviewer@halong", &cases[1], "recommend", proposal()).await;
    let own = test_app.attempt("reviewer@halong", &cases[1], "approve", json!({})).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.body);

    let back = test_app.ask("lead@halong", Method::DELETE, &format!("/delegations/{id}"));
    assert_eq!(back.header("If-Match", "\"1\"").send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert!(test_app.list("reviewer@halong", "/delegations").await.is_empty());
    test_app.perform("lead@halong", &cases[1], "send_back", json!({"reason": "Bổ sung căn cứ"})).await;
    test_app.perform("lead@halong", &cases[1], "recommend", proposal()).await;
    let over = test_app.attempt("reviewer@halong", &cases[1], "approve", json!({})).await;
    assert_eq!(over.status, StatusCode::FORBIDDEN, "taken back");
}

async fn nobody_delegates_what_is_not_his_own(test_app: TestApp) {
    let not_own = test_app.post("reviewer@halong", "/delegations", &delegated(&test_app, "lead@halong", 0, 5)).await;
    invalid(&not_own, &["/role"]);
    let outside = test_app.post("lead@halong", "/delegations", &delegated(&test_app, "reviewer@tienyen", -1, 5)).await;
    invalid(&outside, &["/to_user_id", "/valid_from"]);
    let foreign = test_app.post("lead@tienyen", "/delegations", &delegated(&test_app, "reviewer@halong", 0, 5)).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{}", foreign.body);
    let delegated =
        test_app.post("lead@halong", "/delegations", &delegated(&test_app, "reviewer@halong", 0, 5)).await.good();
    let path = format!("/delegations/{}", delegated.text("/id"));
    let other = test_app.ask("reviewer@halong", Method::DELETE, &path).send().await.unwrap();
    assert_eq!(other.status(), StatusCode::NOT_FOUND, "only the delegating person ends it");
}

/// The people of an office who got a letter about a case, by address.
pub(crate) async fn reached(test_app: &TestApp, case: &str, message: &str, office: u128) -> Vec<String> {
    let messages = test_app.messages(case).await.into_iter().filter(|one| one.template == message);
    let mut to: Vec<String> = messages
        .filter(|one| one.organization_id.is_some_and(|of| of.as_u128() == office))
        .map(|one| one.address)
        .collect();
    to.sort();
    to
}

async fn who_stands_in_gets_the_messages_and_the_tasks(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    // The office's own auditor reads cases and gets no letters about them. With a delegated
    // membership the auditor gets letters.
    let auditor = json!({
        "email": "auditor@halong.example", "name": "Kiểm tra viên", "password": "mật khẩu đủ dài 1",
        "memberships": [{"organization_id": fixtures::office(HALONG), "role": "auditor"}],
    });
    let auditor = test_app.post(ADMIN, "/users", &auditor).await.good().text("/id").to_owned();
    let before = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let own = ["lead@halong.example", "reviewer@halong.example"];
    assert_eq!(reached(&test_app, &before, "dossier.submitted", HALONG).await, own);

    let mut body = delegated(&test_app, "reviewer@halong", 0, 2);
    body["to_user_id"] = json!(auditor);
    test_app.post("lead@halong", "/delegations", &body).await.good();
    let during = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let all = ["auditor@halong.example", "lead@halong.example", "reviewer@halong.example"];
    assert_eq!(reached(&test_app, &during, "dossier.submitted", HALONG).await, all);

    // A task of the lead goes to every person who may do it: the deputy, but not a reviewer.
    test_app.perform("reviewer@halong", &during, "accept_intake", json!({})).await;
    test_app.perform("reviewer@halong", &during, "recommend", proposal()).await;
    let task =
        test_app.list("lead@halong", &format!("/tasks?case={during}")).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{task}");
    let pass_to = |user: Value| json!({"user_id": user});
    let reassign = format!("{path}/reassign");
    let to_reviewer = pass_to(json!(person("reviewer@halong")));
    let not_able = test_app.change("lead@halong", &path, Method::POST, &reassign, &to_reviewer).await;
    invalid(&not_able, &["/user_id"]);
    let to_deputy = pass_to(json!(auditor));
    let passed = test_app.change("lead@halong", &path, Method::POST, &reassign, &to_deputy).await.good();
    assert_eq!(passed.text("/claimed_by/name"), "Kiểm tra viên");

    test_app.days(2).await;
    let after = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    assert_eq!(reached(&test_app, &after, "dossier.submitted", HALONG).await, own, "the loan is over");
}

async fn a_queue_that_nobody_attends_is_reported_once(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let taken = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let waiting = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let task =
        test_app.list("reviewer@halong", &format!("/tasks?case={taken}")).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{task}");
    test_app.change("reviewer@halong", &path, Method::POST, &format!("{path}/claim"), &json!({})).await.good();
    test_app.days(1).await;
    assert!(test_app.notified(&waiting, "queue.unattended").await.is_empty(), "a working day has not passed");
    test_app.days(2).await;
    let notified = test_app.notified(&waiting, "queue.unattended").await;
    assert_eq!((notified[&HALONG].as_str(), notified[&REGULATOR].as_str()), ("legal", "information"), "{notified:?}");
    let messages = |all: Vec<tests::test_app::messages::ReceivedMessage>| {
        all.iter().filter(|message| message.template == "queue.unattended").count()
    };
    let once = messages(test_app.messages(&waiting).await);
    test_app.days(5).await;
    assert_eq!(messages(test_app.messages(&waiting).await), once, "told once");
    assert!(test_app.notified(&taken, "queue.unattended").await.is_empty(), "somebody has it");
    assert!(!notified.contains_key(&CONSTRUCTION));
}
