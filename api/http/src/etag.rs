//! Entity tags of versions, and the version in `If-Match`.

use std::fmt::Display;

use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::{ParseFromJSON, ToJSON};
use sha2::{Digest, Sha256};

use crate::request_context;
use api_app::error::AppError;
use domain::access::Actor;
use domain::messages::FieldProblem;

/// Content with its entity tag.
#[derive(Debug, ApiResponse)]
pub enum Tagged<T: ParseFromJSON + ToJSON + Send + Sync> {
    /// The content, with a tag of it in `ETag`.
    #[oai(status = 200)]
    Content(Json<T>, #[oai(header = "ETag")] String),
}

impl<T: ParseFromJSON + ToJSON + Send + Sync> Tagged<T> {
    /// Content without a version, for a reader.
    #[must_use]
    pub fn of(reader: &Actor, content: T) -> Self {
        let tag = format!("\"{}\"", hash_for(reader, &content));
        Self::Content(Json(content), tag)
    }

    /// Content of a version, for a reader.
    #[must_use]
    pub fn of_version(reader: &Actor, version: impl Display, content: T) -> Self {
        let tag = etag_for(reader, version, &content);
        Self::Content(Json(content), tag)
    }
}

/// The `ETag` of a version as a reader sees it: it differs between readers and languages.
#[must_use]
pub fn etag_for(reader: &Actor, version: impl Display, content: &impl ToJSON) -> String {
    format!("\"{version}-{}\"", hash_for(reader, content))
}

fn hash_for(reader: &Actor, content: &impl ToJSON) -> String {
    let of = (reader.user, request_context::locale().as_str(), content.to_json_string());
    short_hash(&format!("{} {} {}", of.0, of.1, of.2))
}

/// The `ETag` of a version.
#[must_use]
pub fn etag(version: impl Display) -> String {
    format!("\"{version}\"")
}

/// The `ETag` of a version whose representation depends on the reader or changes independently: it
/// includes a hash of the content.
#[must_use]
pub fn etag_of_content(version: u64, content: &str) -> String {
    format!("\"{version}-{}\"", short_hash(content))
}

/// Whether a tag names the content, and not the version alone: other parts of the content change
/// without the version.
#[must_use]
pub fn names_content(tag: &str) -> bool {
    tag.trim_start_matches("W/").trim_matches('"').parse::<u64>().is_err()
}

/// The beginning of the hash of a text.
#[must_use]
pub fn short_hash(content: &str) -> String {
    let mut hash = format!("{:x}", Sha256::digest(content));
    hash.truncate(16);
    hash
}

/// Parses the version in `If-Match`: a version, optionally with a content hash.
///
/// # Errors
/// [`AppError::Invalid`] when the tag is not one of this server.
pub fn version(if_match: &str) -> Result<u64, AppError> {
    let inner = if_match.trim().trim_start_matches("W/").trim_matches('"');
    let number = inner.split_once('-').map_or(inner, |(version, _hash)| version);
    number
        .parse()
        .map_err(|_error: std::num::ParseIntError| AppError::invalid("If-Match", FieldProblem::ETagOfTheVersion))
}
