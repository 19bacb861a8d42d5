//! A request with an idempotency key, and its fingerprint.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use api_store::database::idempotency::{self, ClaimedKey, IdempotencyKey};
use reqwest::Method;
use sha2::{Digest, Sha256};
use tests::in_process_server::monday;
use tests::test_app::{TestApp, cast};
use tests::test_client::{TestResponse, answered};

/// A request of a test.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    /// The path below `/api/v1`.
    pub(crate) path: String,
    pub(crate) query: String,
    /// The `Content-Type` header; none if empty.
    pub(crate) media_type: String,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    pub(crate) async fn by(&self, test_app: &TestApp, who: &str, key: &str) -> TestResponse {
        let joint = if self.query.is_empty() { "" } else { "?" };
        let path = format!("{}{joint}{}", self.path, self.query);
        let ask =
            test_app.ask(who, self.method.clone(), &path).header("Idempotency-Key", key).header("If-Match", "\"1\"");
        let ask = if self.media_type.is_empty() { ask } else { ask.header("Content-Type", &self.media_type) };
        answered(ask.body(self.body.clone())).await.unwrap()
    }

    /// The data to which the server binds a key: method, path, query, media type and the bytes of
    /// the body.
    pub(crate) fn fingerprint(&self) -> String {
        let body = format!("{:x}", Sha256::digest(&self.body));
        let media_type = self.media_type.split(';').next().unwrap_or_default();
        let path = format!("/api/v1{}", self.path);
        digest(&[self.method.as_str(), &path, &self.query, media_type, &body])
    }

    /// Copies of the request that differ in one named part. A request without a query has no other
    /// query: the contract refuses unknown parameters.
    pub(crate) fn altered(&self) -> Vec<(&'static str, Self)> {
        let query = (!self.query.is_empty()).then(|| format!("{}x", self.query));
        let media_type = match self.media_type.split(';').next().unwrap_or_default() {
            "application/json" => "application/vnd.hatang+json",
            "text/plain" => "text/vnd.hatang+plain",
            "" | "application/octet-stream" => "application/vnd.hatang",
            other => panic!("no other type for {other}"),
        };
        // White space does not matter in JSON and TOML. In a file it is content.
        let body = [self.body.as_slice(), b"\n"].concat();
        let other_query = query.map(|query| ("query", Self { query, ..self.clone() }));
        let others = [
            ("media type", Self { media_type: media_type.to_owned(), ..self.clone() }),
            ("body", Self { body, ..self.clone() }),
        ];
        other_query.into_iter().chain(others).collect()
    }
}

/// The digest of texts, each with its length before it.
pub(crate) fn digest(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    format!("{:x}", Sha256::digest(parts.concat()))
}

/// Claims a key for a request of this person that is not finished.
pub(crate) async fn claimed(test_app: &TestApp, who: &str, key: &str, request_sha256: String) {
    let store = &test_app.app().store;
    let tx = store.begin().await.unwrap();
    let key = IdempotencyKey { key: key.to_owned(), request_sha256 };
    let claimed = idempotency::claim(&tx, cast::person(who), &key, monday()).await.unwrap();
    assert_eq!(claimed, ClaimedKey::Fresh, "{key:?}");
    store.commit(tx).await.unwrap();
}
