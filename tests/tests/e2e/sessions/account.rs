//! A person's own account: language, password and sessions.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::browser::{Browser, PASSWORD};
use tests::test_client::{TestResponse, answered};

tests::on_both_databases!(
    a_person_chooses_the_language,
    a_new_password_ends_all_other_sessions,
    a_person_ends_own_sessions_and_no_others,
    preferences_are_a_persons_own_and_not_large,
);

const CLERK: &str = "clerk@power";
const NEXT: &str = "another password 2023";

async fn send(browser: &Browser, method: Method, path: &str, body: &Value) -> TestResponse {
    answered(browser.ask(method, path).json(body)).await.unwrap()
}

async fn status(browser: &Browser) -> StatusCode {
    answered(browser.ask(Method::GET, "/me")).await.unwrap().status
}

async fn a_person_chooses_the_language(test_app: TestApp) {
    let browser = test_app.browser(CLERK).await;
    let before = answered(browser.ask(Method::GET, "/me")).await.unwrap().good();
    assert_eq!((before.text("/locale"), before.text("/email")), ("vi", "clerk@power.example"));
    let patch = |tag: &str, body: Value| {
        let ask = browser.ask(Method::PATCH, "/me").json(&body);
        answered(if tag.is_empty() { ask } else { ask.header("If-Match", tag) })
    };
    assert_eq!(patch("", json!({"locale": "en"})).await.unwrap().status, StatusCode::PRECONDITION_REQUIRED);
    let wrong = patch(before.header("etag"), json!({"locale": "fr"})).await.unwrap();
    assert_eq!((wrong.status, wrong.text("/errors/0/pointer")), (StatusCode::UNPROCESSABLE_ENTITY, "/locale"));
    let after = patch(before.header("etag"), json!({"locale": "en"})).await.unwrap().good();
    assert_eq!(after.text("/locale"), "en");
    let read = answered(browser.ask(Method::GET, "/me")).await.unwrap().good();
    assert_eq!((read.header("etag"), &read.body), (after.header("etag"), &after.body));
    let stale = patch(before.header("etag"), json!({"locale": "vi"})).await.unwrap();
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
}

async fn a_new_password_ends_all_other_sessions(test_app: TestApp) {
    let (browser, other) = (test_app.browser(CLERK).await, test_app.logged_in(CLERK).await);
    let change = |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        answered(browser.ask(Method::POST, "/me/password").json(&body))
    };
    for (current, new, pointer, code) in [
        ("something else", NEXT, "/current_password", "not_the_password"),
        (PASSWORD, "short", "/new_password", "characters_between"),
    ] {
        let answer = change(current, new).await.unwrap();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert_eq!((answer.text("/errors/0/pointer"), answer.text("/errors/0/code")), (pointer, code));
    }
    assert_eq!(status(&other).await, StatusCode::OK);
    assert_eq!(change(PASSWORD, NEXT).await.unwrap().status, StatusCode::NO_CONTENT);
    assert_eq!((status(&browser).await, status(&other).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
    let token = test_app.read(CLERK, "/me").await;
    assert_eq!(token.status, StatusCode::UNAUTHORIZED, "a session of a program, too");
    let login = |password: &str| {
        let body = json!({"email": "clerk@power.example", "password": password});
        answered(test_app.ask_as_public(Method::POST, "/auth/login").json(&body))
    };
    assert_eq!(login(PASSWORD).await.unwrap().status, StatusCode::UNAUTHORIZED);
    login(NEXT).await.unwrap().good();
    // Each guess counts as a login attempt.
    let mut last = StatusCode::UNPROCESSABLE_ENTITY;
    for _ in 0..40 {
        last = change("guessed password", NEXT).await.unwrap().status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

async fn a_person_ends_own_sessions_and_no_others(test_app: TestApp) {
    let (browser, other) = (test_app.browser(CLERK).await, test_app.logged_in(CLERK).await);
    let stranger = test_app.browser("planner@vnpt").await;
    let list = answered(browser.ask(Method::GET, "/me/sessions")).await.unwrap().good();
    let sessions = list.body["items"].as_array().unwrap().clone();
    // The harness logs everybody in once, with a token.
    assert_eq!(sessions.len(), 3, "{}", list.body);
    assert_eq!(sessions.iter().filter(|one| one["current"] == true).count(), 1);
    let paged = answered(browser.ask(Method::GET, "/me/sessions?limit=2")).await.unwrap().good();
    assert_eq!(paged.body["items"], json!(sessions[..2]));
    let theirs = answered(other.ask(Method::GET, "/me/sessions")).await.unwrap().good();
    let own = theirs.body["items"].as_array().unwrap().iter().find(|one| one["current"] == true).unwrap();
    let path = format!("/me/sessions/{}", own["id"].as_str().unwrap());
    let nothing = Value::Null;
    assert_eq!(send(&stranger, Method::DELETE, &path, &nothing).await.status, StatusCode::NOT_FOUND);
    assert_eq!(status(&other).await, StatusCode::OK);
    assert_eq!(send(&browser, Method::DELETE, &path, &nothing).await.status, StatusCode::NO_CONTENT);
    assert_eq!((status(&browser).await, status(&other).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
    assert_eq!(send(&browser, Method::DELETE, &path, &nothing).await.status, StatusCode::NOT_FOUND);
    let list = answered(browser.ask(Method::GET, "/me/sessions")).await.unwrap().good();
    assert_eq!(list.body["items"].as_array().unwrap().len(), 2);
}

async fn preferences_are_a_persons_own_and_not_large(test_app: TestApp) {
    let put = |who: &'static str, values: Value| {
        answered(test_app.ask(who, Method::PUT, "/me/preferences").json(&json!({"values": values})))
    };
    assert_eq!(test_app.get(CLERK, "/me/preferences").await, json!({"values": {}}));
    let values = json!({"columns": {"cases": ["code", "due_at"]}, "saved": [{"name": "Quá hạn", "q": ""}]});
    put(CLERK, values.clone()).await.unwrap().good();
    assert_eq!(test_app.get(CLERK, "/me/preferences").await, json!({"values": values}));
    assert_eq!(test_app.get("planner@vnpt", "/me/preferences").await, json!({"values": {}}));
    put(CLERK, json!({"dense": true})).await.unwrap().good();
    assert_eq!(test_app.get(CLERK, "/me/preferences").await, json!({"values": {"dense": true}}));
    for wrong in [json!([]), json!("a"), json!({"a": "x".repeat(16_400)}), Value::Null] {
        let answer = put(CLERK, wrong).await.unwrap();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert!(answer.text("/errors/0/pointer").starts_with("/values"), "{}", answer.body);
    }
    assert_eq!(test_app.get(CLERK, "/me/preferences").await, json!({"values": {"dense": true}}));
}
