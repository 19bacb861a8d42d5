//! No page of another site changes anything with the cookie of its reader: every changing operation
//! of the contract is attacked.

use reqwest::{Method, StatusCode};
use serde_json::Value;
use tests::test_app::TestApp;
use tests::test_client::answered;

use crate::text::sample::SOMETHING;

tests::on_both_databases!(no_operation_is_changed_from_another_site);

const WHO: &str = "admin@hatang";

/// What a browser sends from elsewhere, and what is sent where no browser sends it.
const ATTACKS: [&[(&str, &str)]; 8] = [
    &[("Origin", "https://evil.example")],
    &[("Origin", "null")],
    &[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")],
    &[("Origin", "http://127.0.0.1:8080"), ("Sec-Fetch-Site", "same-site")],
    &[("Sec-Fetch-Site", "none")],
    &[("Sec-Fetch-Site", "")],
    &[("Referer", "http://127.0.0.1:8080/work")],
    &[],
];
/// Operations that end the session of the request.
const ENDINGS: [&str; 2] = ["auth.logout", "session.delete"];

async fn no_operation_is_changed_from_another_site(test_app: TestApp) {
    let browser = test_app.browser(WHO).await;
    let contract = answered(test_app.ask_outside(Method::GET, "/openapi.json")).await.unwrap().good().body;
    let mut attacked = 0;
    for (template, verbs) in contract["paths"].as_object().unwrap() {
        let path = template.strip_prefix("/api/v1").unwrap();
        let part = |part: &str| if part.starts_with('{') { SOMETHING.to_owned() } else { part.to_owned() };
        let path = path.split('/').map(part).collect::<Vec<_>>().join("/");
        for (verb, operation) in verbs.as_object().unwrap().iter().filter(|(verb, _)| *verb != "get") {
            let id = operation["operationId"].as_str().unwrap();
            let method: Method = verb.to_uppercase().parse().unwrap();
            let content = operation.pointer("/requestBody/content").and_then(Value::as_object).into_iter().flatten();
            let media_type = content.map(|(media_type, _)| media_type.clone()).next();
            let with_body = |ask: reqwest::RequestBuilder| match &media_type {
                Some(media_type) => ask.header("Content-Type", media_type).body("{}"),
                None => ask,
            };
            for headers in ATTACKS {
                let answer = answered(with_body(browser.ask_from(method.clone(), &path, headers))).await.unwrap();
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{id} {headers:?}: {}", answer.body);
                assert_eq!(answer.text("/type"), "urn:hatang:problem:cross_site", "{id} {headers:?}");
            }
            attacked += 1;
            if ENDINGS.contains(&id) {
                continue;
            }
            // The same request from a page of the server reaches the operation, and so does one
            // with a token.
            let own = answered(with_body(browser.ask(method.clone(), &path))).await.unwrap();
            assert_ne!(own.text("/type"), "urn:hatang:problem:cross_site", "{id}");
            let token = test_app.ask(WHO, method.clone(), &path).header("Origin", "https://evil.example");
            let token = answered(with_body(token)).await.unwrap();
            assert_ne!(token.text("/type"), "urn:hatang:problem:cross_site", "{id}");
        }
    }
    assert!(attacked > 60, "{attacked}");
    // Nothing that was refused ended the session, and reading is no change.
    let me = browser.ask_from(Method::GET, "/me", &[("Origin", "https://evil.example")]);
    answered(me).await.unwrap().good();
    // The problem is said in the reader's language.
    for (language, title) in [("vi", "Yêu cầu đến từ một trang khác"), ("en", "The request comes from another site")]
    {
        let ask = browser.ask_from(Method::POST, "/auth/logout", &[("Accept-Language", language)]);
        assert_eq!(answered(ask).await.unwrap().text("/title"), title);
    }
    // A server on its own machine is reached by several names.
    let host = test_app.client().address().trim_start_matches("http://").to_owned();
    let origin = format!("http://{host}");
    let own = browser.ask_from(Method::POST, "/auth/logout", &[("Origin", &origin)]);
    answered(own).await.unwrap().good();
}
