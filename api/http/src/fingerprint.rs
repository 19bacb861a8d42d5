//! Fingerprints that bind an `Idempotency-Key` to its request. Requests with equal fingerprints are
//! repetitions of one request.

use poem::error::ReadBodyError;
use poem::http::{Method, Uri};
use poem::{Request, RequestBody};
use sha2::{Digest, Sha256};

use api_app::error::AppError;
use domain::messages::FieldProblem;

/// The fingerprint of a request: method, path, query, media type and body digest.
///
/// Path and query are used as sent. Parameters of the media type are ignored: a client generates a
/// new `boundary` for each attempt, and `charset` has no meaning here.
#[must_use]
pub fn of_request(request: &Request, body_sha256: &str) -> String {
    let media_type = request.content_type().unwrap_or_default();
    of(request.method(), request.original_uri(), media_type, body_sha256)
}

fn of(method: &Method, uri: &Uri, media_type: &str, body_sha256: &str) -> String {
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let query = uri.query().unwrap_or_default();
    of_parts(&[method.as_str(), uri.path(), query, &media_type, body_sha256])
}

/// The digest of several texts. Each is prefixed with its length, so that different lists have
/// different digests.
#[must_use]
pub fn of_parts(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_string());
        digest.update(":");
        digest.update(part);
    }
    format!("{:x}", digest.finalize())
}

/// The digest of a body that fits into memory; the handler can read the body again.
///
/// # Errors
/// [`AppError::TooLarge`] beyond the limit, [`AppError::Invalid`] when the body cannot be read.
pub async fn of_body(body: &mut RequestBody, limit_bytes: u64) -> Result<String, AppError> {
    let limit = usize::try_from(limit_bytes).unwrap_or(usize::MAX);
    let received = body.take().map_err(AppError::internal)?.into_bytes_limit(limit).await;
    let bytes = received.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => AppError::TooLarge { limit_bytes },
        ReadBodyError::BodyHasBeenTaken | ReadBodyError::Utf8(_) | ReadBodyError::Io(_) => {
            AppError::invalid("", FieldProblem::BodyBrokeOff)
        }
    })?;
    let digest = format!("{:x}", Sha256::digest(&bytes));
    *body = RequestBody::new(bytes.into());
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_request_counts() {
        let sent = |method, uri: &str, media_type, body| of(&method, &uri.parse().unwrap(), media_type, body);
        let one = sent(Method::POST, "/api/v1/tasks?a=1", "application/json", "00");
        assert_ne!(one, sent(Method::PUT, "/api/v1/tasks?a=1", "application/json", "00"), "method");
        assert_ne!(one, sent(Method::POST, "/api/v1/task?a=1", "application/json", "00"), "path");
        assert_ne!(one, sent(Method::POST, "/api/v1/tasks?a=2", "application/json", "00"), "query");
        assert_ne!(one, sent(Method::POST, "/api/v1/tasks?a=1", "text/plain", "00"), "media type");
        assert_ne!(one, sent(Method::POST, "/api/v1/tasks?a=1", "application/json", "01"), "body");
        assert_eq!(one, sent(Method::POST, "/api/v1/tasks?a=1", "Application/JSON; charset=utf-8", "00"));
    }

    #[test]
    fn texts_do_not_run_into_each_other() {
        assert_ne!(of_parts(&["ab", "c"]), of_parts(&["a", "bc"]));
    }
}
