//! Entity tags of reads: what the client has is not sent again, and a tag is of one reader,
//! language and instant.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::test_app::TestApp;
use tests::test_client::{TestResponse, answered};

tests::on_both_databases!(a_read_that_would_say_the_same_says_nothing);

async fn read(test_app: &TestApp, who: &str, path: &str, language: &str, tag: &str) -> TestResponse {
    let ask = test_app.ask(who, Method::GET, path).header("Accept-Language", language);
    let ask = if tag.is_empty() { ask } else { ask.header("If-None-Match", tag) };
    answered(ask).await.unwrap()
}

async fn a_read_that_would_say_the_same_says_nothing(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let task = test_app.get("clerk@power", "/tasks").await["items"][0]["id"].as_str().unwrap().to_owned();
    let of_case = [
        format!("/cases/{case}"),
        format!("/sharing-requests/{case}"),
        format!("/cases/{case}/actions"),
        "/cases".to_owned(),
        "/cases?include=content&count=true".to_owned(),
        "/tasks".to_owned(),
        format!("/tasks/{task}"),
    ];
    let mut seen = Vec::new();
    for path in &of_case {
        let whole = read(&test_app, "clerk@power", path, "vi", "").await.good();
        let tag = whole.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag:?}");
        let same = read(&test_app, "clerk@power", path, "vi", &tag).await;
        assert_eq!((same.status, same.header("etag")), (StatusCode::NOT_MODIFIED, tag.as_str()), "{path}");
        assert!(same.body.is_null() && same.header("cache-control").contains("private"), "{path}");
        let several = read(&test_app, "clerk@power", path, "vi", &format!("\"x\", W/{tag}")).await;
        assert_eq!(several.status, StatusCode::NOT_MODIFIED, "{path}");
        let english = read(&test_app, "clerk@power", path, "en", &tag).await.good();
        assert_ne!(english.header("etag"), tag, "{path}: a tag for each language");
        let colleague = read(&test_app, "second@power", path, "vi", &tag).await.good();
        assert_ne!(colleague.header("etag"), tag, "{path}: a tag for each reader");
        seen.push(tag);
    }
    // A day later the case says so, although nobody changed it.
    test_app.days(1).await;
    for (path, tag) in of_case.iter().zip(&seen).filter(|(path, _)| !path.ends_with("/actions")) {
        let later = read(&test_app, "clerk@power", path, "vi", tag).await.good();
        assert_ne!(later.header("etag"), tag, "{path}");
    }
    // The tag of a case is good for a change.
    let tag = read(&test_app, "clerk@power", &of_case[0], "vi", "").await.header("etag").to_owned();
    let path = format!("/cases/{case}/actions/confirm_complete");
    let act = test_app.ask("clerk@power", Method::POST, &path).header("If-Match", &tag).json(&json!({"data": {}}));
    let done = answered(act).await.unwrap().good();
    let now = read(&test_app, "clerk@power", &of_case[0], "vi", done.header("etag")).await;
    assert_eq!(now.status, StatusCode::NOT_MODIFIED, "an action answers the tag of what is then read");
    assert_eq!(read(&test_app, "clerk@power", &of_case[2], "vi", &seen[2]).await.status, StatusCode::OK);
}
