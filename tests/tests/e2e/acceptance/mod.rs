//! What the product is bought for: the acceptance scenarios 1 to 16 of sharing and capacity, each over real HTTP, each on both
//! databases, and the days of those who work with it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod absence;
mod answers;
mod calendar;
mod capacity;
mod chains;
mod cleanup;
mod construction;
mod cover;
mod disputes;
mod life;
mod merger;
mod packs;
mod papers;
mod planned_works;
mod planning;
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
use tests::test_client::Answer;

/// A rule refuses it, and these stand in the way.
#[track_caller]
fn refused(answer: &Answer, rule: &str) -> Vec<String> {
    let said = (answer.status, answer.text("/rule"), answer.header("content-type"));
    assert_eq!(said, (StatusCode::CONFLICT, rule, "application/problem+json"), "{}", answer.body);
    assert_eq!(answer.text("/type"), "urn:hatang:problem:refused");
    let blockers = answer.body["blockers"].as_array().into_iter().flatten();
    blockers.map(|blocker| blocker.as_str().unwrap().to_owned()).collect()
}

/// The content is wrong at exactly these places.
#[track_caller]
fn invalid(answer: &Answer, pointers: &[&str]) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert_eq!(answer.text("/type"), "urn:hatang:problem:invalid");
    let errors = answer.body["errors"].as_array().unwrap().iter();
    let found: Vec<&str> = errors.map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(found, pointers, "{}", answer.body);
}

/// The texts of a list.
fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// How often something was done, by the trail of a case.
fn times(trail: &[Value], action: &str) -> usize {
    trail.iter().filter(|step| step["action"] == action).count()
}
