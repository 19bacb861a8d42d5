//! From the headers of a request to what the one road wants to know of it.

use domain::access::Actor;
use domain::messages::FieldProblem;
use poem::Request;
use sha2::{Digest, Sha256};

use crate::request_context;
use api_app::act::{self, Call};
use api_app::failure::Failure;
use api_app::reads::idempotency::IdempotencyKey;

/// The headers of a change.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// `If-Match`.
    pub if_match: Option<String>,
    /// `Idempotency-Key`.
    pub idempotency_key: Option<String>,
}

/// A change asked for by a person. `content` is what identifies the body; the same key must mean the same request.
///
/// # Errors
/// [`Failure::Invalid`] when a header cannot be read.
pub fn call(request: &Request, actor: Actor, headers: Headers, content: &str) -> Result<Call, Failure> {
    let if_match = headers.if_match.as_deref().map(version).transpose()?;
    let idempotency = headers.idempotency_key.map(|key| claim(request, key, content)).transpose()?;
    let request_id = request_context::request_id().unwrap_or_default();
    Ok(Call { caller: act::Caller::Person(actor), if_match, idempotency, request_id })
}

/// The version in `If-Match`: an `ETag` is a version, or a version and a hash of what was sent with it.
fn version(if_match: &str) -> Result<u64, Failure> {
    let inner = if_match.trim().trim_start_matches("W/").trim_matches('"');
    let number = inner.split_once('-').map_or(inner, |(version, _hash)| version);
    number
        .parse()
        .map_err(|_error: std::num::ParseIntError| Failure::invalid("If-Match", FieldProblem::ETagOfTheVersion))
}

fn claim(request: &Request, key: String, content: &str) -> Result<IdempotencyKey, Failure> {
    if !(1..=200).contains(&key.len()) || !key.chars().all(|c| c.is_ascii_graphic()) {
        return Err(Failure::invalid("Idempotency-Key", FieldProblem::VisibleAscii { most: 200.into() }));
    }
    let mut digest = Sha256::new();
    for part in [request.method().as_str(), &request.original_uri().to_string(), content] {
        digest.update(part.len().to_string());
        digest.update(":");
        digest.update(part);
    }
    Ok(IdempotencyKey { key, request_sha256: format!("{:x}", digest.finalize()) })
}

/// The `ETag` of a version.
#[must_use]
pub fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// The `ETag` of a version that readers see differently, and whose content can change without it: with a hash of what is sent.
#[must_use]
pub fn etag_of_content(version: u64, content: &str) -> String {
    let hash = format!("{:x}", Sha256::digest(content));
    format!("\"{version}-{}\"", hash.get(..16).unwrap_or(&hash))
}

/// The `ETag` of a stored version.
#[must_use]
pub fn etag_of_row(version: i64) -> String {
    format!("\"{version}\"")
}
