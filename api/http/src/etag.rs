//! Entity tags of versions, and the version in `If-Match`.

use std::fmt::Display;

use sha2::{Digest, Sha256};

use api_app::error::AppError;
use domain::messages::FieldProblem;

/// The `ETag` of a version.
#[must_use]
pub fn etag(version: impl Display) -> String {
    format!("\"{version}\"")
}

/// The `ETag` of a version whose representation depends on the reader or changes independently: it
/// includes a hash of the content.
#[must_use]
pub fn etag_of_content(version: u64, content: &str) -> String {
    let hash = format!("{:x}", Sha256::digest(content));
    format!("\"{version}-{}\"", hash.get(..16).unwrap_or(&hash))
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
