//! Drafts of every kind: they begin empty, receive their code when they are filed, and can be
//! deleted by the person who opened them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may stop where they are")]

mod deleted;
mod every_kind;
mod kinds;
mod older;
mod race;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_client::{TestResponse, answered};

/// Opens a draft without any content; returns its id.
async fn empty(test_app: &TestApp, who: &str, resource: &str) -> String {
    test_app.post(who, &format!("/{resource}"), &json!({})).await.good().text("/id").to_owned()
}

/// Deletes a case in the version that it has for this person.
async fn delete(test_app: &TestApp, who: &str, case: &str) -> TestResponse {
    let path = format!("/cases/{case}");
    let seen = test_app.read(who, &path).await.good();
    let ask = test_app.ask(who, Method::DELETE, &path).header("If-Match", seen.header("etag"));
    answered(ask).await.unwrap()
}

/// Asserts that nothing is left of a case for this person.
async fn is_gone(test_app: &TestApp, who: &str, case: &str) {
    for path in ["", "/history", "/actions", "/documents", "/messages", "/look-up"] {
        let answer = test_app.read(who, &format!("/cases/{case}{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.body);
    }
    let listed = test_app.list(who, "/cases").await;
    assert!(listed.iter().all(|one| one["id"] != json!(case)), "{listed:?}");
}

/// The pointers of a refused content, in their order.
#[track_caller]
fn faults(answer: &TestResponse) -> Vec<&str> {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    let errors = answer.body["errors"].as_array().unwrap().iter();
    errors.map(|error| error["pointer"].as_str().unwrap()).collect()
}

/// Asserts that this rule refuses the command.
#[track_caller]
fn refused(answer: &TestResponse, status: StatusCode, rule: &str) {
    assert_eq!((answer.status, answer.text("/rule")), (status, rule), "{}", answer.body);
}

/// A draft that only has its title so far.
fn titled() -> Value {
    json!({"title": "Hồ sơ đang soạn"})
}
