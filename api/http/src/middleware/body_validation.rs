//! Reads request bodies within their size limits: a JSON body as a whole, a file as a stream. Turns
//! the framework's parse errors into problems that report every error with its pointer.

use bytes::Bytes;
use futures_util::StreamExt;
use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError};
use poem::http::{Method, header};
use poem::{Body, Endpoint, Error, Middleware, PathPattern, Request, Result};
use poem_openapi::error::{ParseMultipartError, ParseParamError, ParsePathError, ParseRequestPayloadError};
use serde_json::Value;

use crate::contract::Contract;
use crate::middleware::text_check;
use crate::problem;
use api_app::error::AppError;
use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;

/// Middleware that limits request bodies and reports their errors against the contract.
#[derive(Debug, Clone)]
pub struct BodyValidation {
    pub promise: Contract,
    /// Size limit of a JSON body.
    pub json_bytes: u64,
    /// Size limit of any other body.
    pub file_bytes: u64,
}

impl<E: Endpoint> Middleware<E> for BodyValidation {
    type Output = Taking<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Taking { endpoint, intake: self.clone() }
    }
}

/// An endpoint wrapped by [`BodyValidation`].
#[derive(Debug)]
pub struct Taking<E> {
    endpoint: E,
    intake: BodyValidation,
}

impl<E: Endpoint> Endpoint for Taking<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> Result<Self::Output> {
        text_check::address(&mut request)?;
        let method = request.method().clone();
        // The query in normal form C, and the path before the API prefix is stripped.
        if let Some(query) = request.uri().query() {
            let faults = self.intake.promise.query_faults(request.original_uri().path(), method.as_str(), query);
            if !faults.is_empty() {
                return Err(problem::early(AppError::Invalid(faults)));
            }
        }
        let body = if is_json(&request) {
            Some(self.intake.whole(&mut request).await?)
        } else {
            self.intake.streamed(&mut request)?;
            None
        };
        self.endpoint.call(request).await.map_err(|error| self.intake.explained(error, &method, body.as_ref()))
    }
}

impl BodyValidation {
    /// Reads the whole body; the endpoint reads it a second time.
    async fn whole(&self, request: &mut Request) -> Result<Bytes> {
        let limit_bytes = self.json_bytes;
        let too_large = || problem::early(AppError::TooLarge { limit_bytes });
        if announced(request).is_some_and(|length| length > limit_bytes) {
            return Err(too_large());
        }
        let limit = usize::try_from(limit_bytes).unwrap_or(usize::MAX);
        let body = request.take_body().into_bytes_limit(limit).await.map_err(|error| match error {
            ReadBodyError::PayloadTooLarge => too_large(),
            ReadBodyError::BodyHasBeenTaken | ReadBodyError::Utf8(_) | ReadBodyError::Io(_) => {
                problem::early(AppError::invalid("", FieldProblem::BodyBrokeOff))
            }
        })?;
        let checked = text_check::body(&self.promise, request, &body).map_err(problem::early)?;
        let body = checked.unwrap_or(body);
        request.set_body(body.clone());
        Ok(body)
    }

    /// Streams the body and cuts it off beyond the size limit.
    fn streamed(&self, request: &mut Request) -> Result<()> {
        let limit_bytes = self.file_bytes;
        if announced(request).is_some_and(|length| length > limit_bytes) {
            return Err(problem::early(AppError::TooLarge { limit_bytes }));
        }
        let mut left = limit_bytes;
        let pieces = request.take_body().into_bytes_stream().map(move |piece| {
            let piece = piece?;
            let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            left =
                left.checked_sub(length).ok_or_else(|| std::io::Error::other("longer than any file that is taken"))?;
            Ok::<Bytes, std::io::Error>(piece)
        });
        request.set_body(Body::from_bytes_stream(pieces));
        Ok(())
    }

    fn explained(&self, error: Error, method: &Method, body: Option<&Bytes>) -> Error {
        let pattern = error.data::<PathPattern>().cloned();
        let route = pattern.as_ref().map(|pattern| pattern.0.to_string()).unwrap_or_default();
        let mut said = if let Some(fault) = error.downcast_ref::<ParseParamError>() {
            let problem = if lacks_input(&fault.reason) {
                FieldProblem::Required
            } else {
                self.promise.parameter_problem(&route, method.as_str(), fault.name)
            };
            problem::early(AppError::invalid(fault.name, problem))
        } else if error.is::<ParsePathError>() || error.is::<NotFoundError>() {
            // An unreadable path matches no resource.
            problem::early(AppError::NotFound)
        } else if let Some(fault) = error.downcast_ref::<ParseMultipartError>() {
            problem::early(AppError::Invalid(vec![of_form(&fault.reason)]))
        } else if error.is::<ParseRequestPayloadError>() {
            let faults = self.faults(&route, method, body.map(AsRef::as_ref).unwrap_or_default());
            problem::early(AppError::Invalid(faults))
        } else if error.is::<MethodNotAllowedError>() {
            Error::from_response(problem::no_such_method(&self.methods(&route)))
        } else {
            return error;
        };
        if let Some(pattern) = pattern {
            said.set_data(pattern);
        }
        said
    }

    /// Routes outside the contract accept only reads.
    fn methods(&self, route: &str) -> Vec<String> {
        let promised = self.promise.methods(route);
        if promised.is_empty() { vec!["GET".to_owned(), "HEAD".to_owned()] } else { promised }
    }

    fn faults(&self, route: &str, method: &Method, body: &[u8]) -> Vec<FieldError> {
        let value: Value = match serde_json::from_slice(body) {
            Ok(value) => value,
            Err(_) if body.is_empty() => Value::Null,
            Err(why) => {
                let place = FieldProblem::NotJson { line: why.line(), column: why.column() };
                return vec![FieldError::new("", place)];
            }
        };
        let faults = self.promise.faults(route, method.as_str(), &value);
        if !faults.is_empty() {
            return faults;
        }
        vec![FieldError::new("", FieldProblem::Unreadable)]
    }
}

fn is_json(request: &Request) -> bool {
    let kind = request.content_type().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json")
}

fn announced(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the framework reports missing input.
fn lacks_input(reason: &str) -> bool {
    reason.contains("expects an input value")
}

/// Text in back quotes after a phrase of the framework's message.
fn quoted<'a>(reason: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = reason.split_once(before)?;
    rest.strip_prefix('`')?.split_once('`').map(|(name, _)| name)
}

/// Describes the error of a form field.
fn of_form(reason: &str) -> FieldError {
    if let Some(name) = quoted(reason, "unknown field ") {
        return FieldError::new(name, FieldProblem::UnknownParameter);
    }
    let name = quoted(reason, "failed to parse field ").unwrap_or_default();
    FieldError::new(name, if lacks_input(reason) { FieldProblem::Required } else { FieldProblem::Unreadable })
}
