//! Error responses (RFC 9457). The only module that maps errors to status codes.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::messages::{FieldProblem, Message, Title};
use domain::workflow::violation::{FieldError, RuleViolation};
use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object};
use serde_json::Value;

use crate::request_context;
use api_app::error::{AppError, chain};

/// A problem document for programs and people.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Problem")]
pub struct Body {
    /// Stable URN of the problem type.
    #[oai(rename = "type")]
    pub kind: String,
    /// Title of the problem type.
    pub title: String,
    /// HTTP status code.
    pub status: u16,
    /// Description of this occurrence; in the reader's language when a rule is violated.
    #[oai(skip_serializing_if_is_none)]
    pub detail: Option<String>,
    /// Stable identifier of the violated rule.
    #[oai(skip_serializing_if_is_none)]
    pub rule: Option<String>,
    /// Legal clause of the rule.
    #[oai(skip_serializing_if_is_none)]
    pub clause: Option<String>,
    /// Codes or names of the objects that prevent the operation.
    #[oai(skip_serializing_if_is_empty)]
    pub blockers: Vec<String>,
    /// Errors in the request.
    #[oai(skip_serializing_if_is_empty)]
    pub errors: Vec<Wrong>,
    /// Stored version, when `If-Match` names another one.
    #[oai(skip_serializing_if_is_none)]
    pub stored_version: Option<u64>,
    /// Identifier of the request, for support.
    #[oai(skip_serializing_if_is_none)]
    pub request_id: Option<String>,
}

/// An error in the request.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ProblemError")]
pub struct Wrong {
    /// JSON pointer into the body, or the name of a parameter.
    pub pointer: String,
    /// Stable code of the error.
    pub code: String,
    /// Parameters of the message: limits, allowed values, names.
    pub params: BTreeMap<String, Value>,
    /// Message in the reader's language.
    pub message: String,
}

/// Error responses of the API.
#[derive(Debug, ApiResponse)]
pub enum Problem {
    /// The request is not authenticated.
    #[oai(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Json<Body>),
    /// The caller may not perform this operation.
    #[oai(status = 403, content_type = "application/problem+json")]
    Forbidden(Json<Body>),
    /// The resource does not exist or is not visible to the caller.
    #[oai(status = 404, content_type = "application/problem+json")]
    NotFound(Json<Body>),
    /// A rule refuses the operation, or another change came first.
    #[oai(status = 409, content_type = "application/problem+json")]
    Conflict(Json<Body>),
    /// `If-Match` names another version than the stored one.
    #[oai(status = 412, content_type = "application/problem+json")]
    Stale(Json<Body>),
    /// The body exceeds the size limit.
    #[oai(status = 413, content_type = "application/problem+json")]
    TooLarge(Json<Body>),
    /// The content of the request is invalid.
    #[oai(status = 422, content_type = "application/problem+json")]
    Invalid(Json<Body>),
    /// `If-Match` is missing.
    #[oai(status = 428, content_type = "application/problem+json")]
    PreconditionRequired(Json<Body>),
    /// Too many requests in a short time.
    #[oai(status = 429, content_type = "application/problem+json")]
    TooMany(Json<Body>, #[oai(header = "Retry-After")] u64),
    /// An internal server error occurred.
    #[oai(status = 500, content_type = "application/problem+json")]
    Internal(Json<Body>),
    /// A required service is unavailable.
    #[oai(status = 503, content_type = "application/problem+json")]
    Unavailable(Json<Body>, #[oai(header = "Retry-After")] u64),
}

/// Logs the error and its causes in the span of the request; the client does not see them. Other
/// layers do not log errors that they return.
fn log(error: &AppError) {
    match error {
        AppError::Internal(_) => tracing::error!(error = chain(error), "internal server error"),
        AppError::Unavailable { source: Some(_), .. } => tracing::error!(error = chain(error), "not available"),
        AppError::Unavailable { source: None, .. }
        | AppError::Unauthenticated
        | AppError::BadCredentials
        | AppError::CrossSite
        | AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Refused(_)
        | AppError::Invalid(_)
        | AppError::PreconditionRequired
        | AppError::Stale { .. }
        | AppError::Conflict(_)
        | AppError::TooMany { .. }
        | AppError::TooLarge { .. }
        | AppError::Busy { .. }
        | AppError::Again => {}
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        log(&error);
        match error {
            AppError::Unauthenticated => Self::Unauthenticated(Json(titled(401, Title::Unauthenticated))),
            AppError::BadCredentials => Self::Unauthenticated(Json(titled(401, Title::BadCredentials))),
            AppError::CrossSite => Self::Forbidden(Json(titled(403, Title::CrossSite))),
            AppError::NotFound => Self::NotFound(Json(titled(404, Title::NotFound))),
            AppError::Forbidden(refusal) => Self::Forbidden(Json(refused(403, Title::Forbidden, *refusal))),
            AppError::Refused(refusal) => Self::Conflict(Json(refused(409, Title::Refused, *refusal))),
            AppError::Invalid(faults) => Self::Invalid(Json(invalid(faults))),
            AppError::PreconditionRequired => {
                Self::PreconditionRequired(Json(titled(428, Title::PreconditionRequired)))
            }
            AppError::Stale { stored } => {
                Self::Stale(Json(Body { stored_version: stored, ..titled(412, Title::Stale) }))
            }
            AppError::Conflict(why) => Self::Conflict(Json(Body {
                detail: Some(why.text(request_context::locale())),
                ..titled(409, Title::Conflict)
            })),
            AppError::TooMany { retry_after } => {
                Self::TooMany(Json(titled(429, Title::TooManyRequests)), seconds(retry_after))
            }
            AppError::TooLarge { limit_bytes } => Self::TooLarge(Json(Body {
                detail: Some(rendered(Title::AtMostBytes { limit: limit_bytes })),
                ..titled(413, Title::TooLarge)
            })),
            AppError::Unavailable { retry_after, source: _ } => {
                Self::Unavailable(Json(titled(503, Title::Unavailable)), seconds(retry_after))
            }
            AppError::Busy { retry_after } => {
                let body = Body { detail: Some(rendered(Title::Busy)), ..titled(503, Title::Unavailable) };
                Self::Unavailable(Json(body), seconds(retry_after))
            }
            AppError::Again => Self::Unavailable(Json(titled(503, Title::Unavailable)), 1),
            AppError::Internal(_) => Self::Internal(Json(titled(500, Title::Internal))),
        }
    }
}

impl From<api_app::reads::StoreError> for Problem {
    fn from(error: api_app::reads::StoreError) -> Self {
        AppError::from(error).into()
    }
}

/// A message in the reader's language.
fn rendered(message: impl Into<Message>) -> String {
    message.into().text(request_context::locale())
}

/// A problem whose type is the code of its title.
fn titled(status: u16, title: Title) -> Body {
    let title = Message::from(title);
    body(status, title.code(), &rendered(title))
}

fn body(status: u16, kind: &str, title: &str) -> Body {
    Body {
        kind: format!("urn:hatang:problem:{kind}"),
        title: title.to_owned(),
        status,
        detail: None,
        rule: None,
        clause: None,
        blockers: Vec::new(),
        errors: Vec::new(),
        stored_version: None,
        request_id: request_context::request_id(),
    }
}

fn refused(status: u16, title: Title, refusal: RuleViolation) -> Body {
    Body {
        rule: Some(refusal.rule().to_owned()),
        detail: Some(rendered(refusal.message)),
        clause: refusal.clause,
        blockers: refusal.blockers,
        ..titled(status, title)
    }
}

/// An error in the reader's language.
pub(crate) fn wrong(FieldError { pointer, message }: FieldError) -> Wrong {
    let locale = request_context::locale();
    Wrong {
        pointer,
        code: message.code().to_owned(),
        params: message.params(locale).into_iter().collect(),
        message: message.text(locale),
    }
}

fn invalid(faults: Vec<FieldError>) -> Body {
    Body { errors: faults.into_iter().map(wrong).collect(), ..titled(422, Title::Invalid) }
}

/// An invalid query outside the contract: map standards require status 400 instead of 422.
#[must_use]
pub fn wrong_query(faults: Vec<FieldError>) -> Response {
    let status = StatusCode::BAD_REQUEST;
    plain(status, Body { title: rendered(Title::WrongQuery), status: status.as_u16(), ..invalid(faults) })
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs().max(1)
}

/// A problem for an error of the framework: unknown path, wrong method or unreadable body.
#[must_use]
pub fn of_framework(error: &poem::Error) -> Response {
    let status = error.status();
    // The framework's message is not localised.
    tracing::debug!(%error, "the framework refused a request");
    match status {
        StatusCode::BAD_REQUEST => {
            Problem::Invalid(Json(invalid(vec![FieldError::new("", FieldProblem::Unreadable)]))).into_response()
        }
        StatusCode::UNAUTHORIZED => Problem::from(AppError::Unauthenticated).into_response(),
        StatusCode::INTERNAL_SERVER_ERROR => Problem::from(AppError::internal(error.to_string())).into_response(),
        _ => plain(status, of_status(status)),
    }
}

/// The body arrived too slowly. The response closes the connection, because the rest may still
/// arrive.
#[must_use]
pub fn body_too_slow() -> Response {
    let status = StatusCode::REQUEST_TIMEOUT;
    plain(status, Body { detail: Some(rendered(Title::BodyTooSlow)), ..of_status(status) })
}

/// The path exists, but not for this method.
#[must_use]
pub fn no_such_method(methods: &[String]) -> Response {
    let allowed = methods.join(", ");
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let detail = Some(rendered(Title::TakesMethods { methods: methods.to_vec() }));
    let said = Body { detail, ..of_status(status) };
    plain(status, said).with_header("Allow", allowed).into_response()
}

fn plain(status: StatusCode, said: Body) -> Response {
    Json(said).into_response().with_content_type("application/problem+json").with_status(status).into_response()
}

/// The problem of a status without an error of its own; the status name is the fallback title.
fn of_status(status: StatusCode) -> Body {
    let known = match status {
        StatusCode::NOT_FOUND => Some(Title::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Title::MethodNotAllowed),
        StatusCode::NOT_ACCEPTABLE => Some(Title::NotAcceptable),
        StatusCode::REQUEST_TIMEOUT => Some(Title::RequestTimeout),
        StatusCode::URI_TOO_LONG => Some(Title::UriTooLong),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Title::UnsupportedMediaType),
        _ => None,
    };
    let name = status.canonical_reason().unwrap_or("Not possible");
    let named = || body(status.as_u16(), &name.to_lowercase().replace(' ', "_"), name);
    known.map_or_else(named, |title| titled(status.as_u16(), title))
}

/// An unknown path outside the contract, with the invalid part.
#[must_use]
pub fn nowhere(part: &str, why: impl Into<Message>) -> poem::Error {
    let errors = vec![wrong(FieldError::new(part, why))];
    let said = Body { errors, ..titled(404, Title::NotFound) };
    poem::Error::from_response(Problem::NotFound(Json(said)).into_response())
}

/// Converts an error where the framework expects its own error type, as in extractors.
#[must_use]
pub fn early(failure: AppError) -> poem::Error {
    poem::Error::from_response(Problem::from(failure).into_response())
}

/// Response of a handler that panicked.
#[derive(Debug, Clone, Copy)]
pub struct Panicked;

impl poem::middleware::PanicHandler for Panicked {
    type Response = Response;

    fn get_response(&self, _panic: Box<dyn std::any::Any + Send + 'static>) -> Self::Response {
        Problem::from(AppError::internal("a request panicked")).into_response()
    }
}

#[cfg(test)]
#[path = "problem_tests.rs"]
mod tests;
