//! The acceptance scenarios 1 to 16 of sharing and capacity and the stories of each role, over real
//! HTTP and on both databases.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod absence;
mod answers;
mod available_actions;
mod calendar;
mod capacity;
mod chains;
mod cleanup;
mod construction;
mod cover;
mod disputes;
mod issued_documents;
mod life;
mod merger;
mod packs;
mod planned_works;
mod planning;
mod previews;
mod quality;
mod reorganisation;
mod silence;
mod siting;
mod stories;
mod subscriptions;
mod transfer;
mod wait_list;
mod works;

use reqwest::StatusCode;
use serde_json::Value;
use tests::test_client::TestResponse;

/// Asserts that this rule refuses the command. Returns the blockers that the problem names.
#[track_caller]
fn refused(answer: &TestResponse, rule: &str) -> Vec<String> {
    let said = (answer.status, answer.text("/rule"), answer.header("content-type"));
    assert_eq!(said, (StatusCode::CONFLICT, rule, "application/problem+json"), "{}", answer.body);
    assert_eq!(answer.text("/type"), "urn:hatang:problem:refused");
    let blockers = answer.body["blockers"].as_array().into_iter().flatten();
    blockers.map(|blocker| blocker.as_str().unwrap().to_owned()).collect()
}

/// Asserts that the content is wrong at exactly these pointers.
#[track_caller]
fn invalid(answer: &TestResponse, pointers: &[&str]) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert_eq!(answer.text("/type"), "urn:hatang:problem:invalid");
    let errors = answer.body["errors"].as_array().unwrap().iter();
    let found: Vec<&str> = errors.map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(found, pointers, "{}", answer.body);
}

/// The texts in a JSON array.
fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// How often the history of a case contains an action.
fn times(trail: &[Value], action: &str) -> usize {
    trail.iter().filter(|step| step["action"] == action).count()
}
