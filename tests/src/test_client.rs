//! An HTTP client for requests in a person's name, with parsed answers.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;

use crate::promised;

/// A connection to a server.
#[derive(Debug, Clone)]
pub struct TestClient {
    address: String,
    client: Client,
}

/// A response of the server.
#[derive(Debug, Clone)]
pub struct TestResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The body; null when it is empty or not JSON.
    pub body: Value,
}

impl TestResponse {
    /// A header, empty when it is absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text at a JSON pointer of the body, empty when it is absent.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The version in the body.
    ///
    /// # Panics
    /// When the body has no version.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.body.get("version").and_then(Value::as_u64).expect("a version")
    }

    /// Asserts a successful status.
    ///
    /// # Panics
    /// When the status is no success.
    #[expect(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "that it is good may be all one wants to know"
    )]
    pub fn good(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self
    }
}

/// The headers of a change.
#[derive(Debug, Clone, Default)]
pub struct ChangeRequest<'a> {
    /// The version for the `If-Match` header.
    pub version: Option<u64>,
    /// The value of the `Idempotency-Key` header.
    pub key: Option<&'a str>,
}

impl TestClient {
    /// A client of the server at `http://host:port`, with its own connections.
    #[must_use]
    pub fn of(address: &str) -> Self {
        Self { address: address.to_owned(), client: Client::new() }
    }

    /// The address of the server.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A request to the API, for cases that the other functions do not cover.
    pub fn ask(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}/api/v1{path}", self.address))
    }

    /// A request outside the API.
    pub fn bare(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// Sends a GET request.
    pub async fn read(&self, who: &str, path: &str) -> reqwest::Result<TestResponse> {
        answered(self.ask(Method::GET, path).bearer_auth(who)).await
    }

    /// Sends a change, and returns its answer.
    pub async fn send(
        &self,
        who: &str,
        method: Method,
        path: &str,
        wish: ChangeRequest<'_>,
        body: &Value,
    ) -> reqwest::Result<TestResponse> {
        let ask = self.ask(method, path).bearer_auth(who).json(body);
        let ask = wish.version.into_iter().fold(ask, |ask, version| ask.header("If-Match", format!("\"{version}\"")));
        let ask = wish.key.into_iter().fold(ask, |ask, key| ask.header("Idempotency-Key", key));
        answered(ask).await
    }

    /// Posts a body for a version.
    pub async fn post(
        &self,
        who: &str,
        path: &str,
        version: Option<u64>,
        body: &Value,
    ) -> reqwest::Result<TestResponse> {
        self.send(who, Method::POST, path, ChangeRequest { version, key: None }, body).await
    }

    /// Performs an action on a case, given as id and version.
    pub async fn take(
        &self,
        who: &str,
        case: (&str, u64),
        action: &str,
        data: &Value,
    ) -> reqwest::Result<TestResponse> {
        let body = serde_json::json!({ "data": data });
        self.post(who, &format!("/cases/{}/actions/{action}", case.0), Some(case.1), &body).await
    }
}

/// Sends the request and parses the answer.
pub async fn answered(ask: reqwest::RequestBuilder) -> reqwest::Result<TestResponse> {
    let (client, request) = ask.build_split();
    let request = request?;
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let answer = client.execute(request).await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = serde_json::from_slice(&answer.bytes().await?).unwrap_or_default();
    promised::hold(&method, &path, status, &body);
    Ok(TestResponse { status, headers, body })
}
