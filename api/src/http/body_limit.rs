//! The longest body of a request besides files, whether or not it says how long it is. Files are held to limits of their own.

use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response, Result, error::ReadBodyError};

use super::problem::Problem;
use crate::failure::Failure;

/// Refuses bodies that are too long.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit {
    /// The most.
    pub bytes: u64,
}

impl<E: Endpoint> Middleware<E> for BodyLimit {
    type Output = Limited<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Limited { endpoint, bytes: self.bytes }
    }
}

/// An endpoint within [`BodyLimit`].
#[derive(Debug)]
pub struct Limited<E> {
    endpoint: E,
    bytes: u64,
}

impl<E: Endpoint> Endpoint for Limited<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        if !brings_a_file(&request) {
            let limit = usize::try_from(self.bytes).unwrap_or(usize::MAX);
            match request.take_body().into_bytes_limit(limit).await {
                Ok(bytes) => request.set_body(Body::from_bytes(bytes)),
                Err(ReadBodyError::PayloadTooLarge) => {
                    return Ok(Problem::from(Failure::TooLarge { limit_bytes: self.bytes }).into_response());
                }
                Err(other) => return Err(other.into()),
            }
        }
        self.endpoint.call(request).await.map(IntoResponse::into_response)
    }
}

fn brings_a_file(request: &Request) -> bool {
    let path = request.uri().path();
    path.ends_with("/documents") || path.ends_with("/imports")
}
