//! Requests to the map service.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use tests::test_app::TestApp;
use tests::test_client::{TestResponse, answered};

/// The caller: a login, or none.
pub(crate) type Who<'a> = Option<&'a str>;

/// Sends a request below `/ogc`. Accepts any answer.
pub(crate) async fn ask(test_app: &TestApp, who: Who<'_>, path: &str, query: &[(&str, &str)]) -> TestResponse {
    let request = test_app.client().bare(Method::GET, &format!("/ogc{path}")).query(query);
    let request = who.into_iter().fold(request, RequestBuilder::bearer_auth);
    answered(request).await.unwrap()
}

/// Reads below `/ogc`, which must succeed.
pub(crate) async fn read(test_app: &TestApp, who: Who<'_>, path: &str, query: &[(&str, &str)]) -> Value {
    ask(test_app, who, path, query).await.good().body
}

/// An HTML page below `/ogc`.
pub(crate) async fn page(test_app: &TestApp, who: Who<'_>, path: &str, language: &str) -> String {
    let request = test_app.client().bare(Method::GET, &format!("/ogc{path}"));
    let request = request.header("Accept", "text/html").header("Accept-Language", language);
    let answer = who.into_iter().fold(request, RequestBuilder::bearer_auth).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
    answer.text().await.unwrap()
}

/// The address of a link in a document.
pub(crate) fn link(document: &Value, rel: &str, kind: &str) -> Option<String> {
    let links = document["links"].as_array().unwrap();
    let found = links.iter().find(|link| link["rel"] == rel && link["type"] == kind)?;
    Some(found["href"].as_str().unwrap().to_owned())
}

/// All matching features, page by page along the links. Each request for a later page uses the link
/// unchanged.
pub(crate) async fn all(test_app: &TestApp, who: Who<'_>, collection: &str, query: &[(&str, &str)]) -> Vec<Value> {
    let first = read(test_app, who, &format!("/collections/{collection}/items"), query).await;
    let matched = first["numberMatched"].as_u64();
    let mut found = Vec::new();
    let mut page = first;
    loop {
        let features = page["features"].as_array().unwrap().clone();
        assert_eq!(page["numberReturned"], features.len(), "{page}");
        found.extend(features);
        let Some(next) = link(&page, "next", "application/geo+json") else { break };
        let path = next.strip_prefix(test_app.client().address()).unwrap_or_else(|| panic!("{next} leads elsewhere"));
        let request = test_app.client().bare(Method::GET, path);
        let request = who.into_iter().fold(request, RequestBuilder::bearer_auth);
        page = answered(request).await.unwrap().good().body;
    }
    let ids: BTreeSet<&str> = found.iter().map(|feature| feature["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), found.len(), "a feature came twice");
    assert!(
        matched.is_none_or(|matched| usize::try_from(matched).unwrap() == found.len()),
        "{matched:?} were promised"
    );
    found
}

/// The errors of a query: names and messages.
#[track_caller]
pub(crate) fn wrong(answer: &TestResponse) -> Vec<(String, String)> {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let errors = answer.body["errors"].as_array().unwrap().iter();
    errors
        .map(|error| (error["pointer"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned()))
        .collect()
}
