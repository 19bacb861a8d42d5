//! Answers 304 to a read whose content the client has (RFC 9110, section 13.1.2): the `ETag` of the
//! answer is in `If-None-Match`.

use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

use crate::conditions::is_known;
use crate::etag::names_content;

/// Headers that a response without content keeps.
const KEPT: [header::HeaderName; 4] = [header::ETAG, header::CACHE_CONTROL, header::VARY, header::CONTENT_LOCATION];

/// Middleware that compares the tags.
#[derive(Debug, Clone, Copy)]
pub struct NotModified;

impl<E: Endpoint> Middleware<E> for NotModified {
    type Output = Conditional<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Conditional { endpoint }
    }
}

/// An endpoint wrapped by [`NotModified`].
#[derive(Debug)]
pub struct Conditional<E> {
    endpoint: E,
}

impl<E: Endpoint> Endpoint for Conditional<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let asked = request.headers().get(header::IF_NONE_MATCH).is_some().then(|| request.headers().clone());
        let answer = self.endpoint.call(request).await?.into_response();
        let Some(asked) = asked.filter(|_| is_read && answer.status() == StatusCode::OK) else { return Ok(answer) };
        let tag = answer.header(header::ETAG);
        if !tag.is_some_and(|tag| names_content(tag) && is_known(&asked, tag)) {
            return Ok(answer);
        }
        let mut unchanged = StatusCode::NOT_MODIFIED.into_response();
        for name in KEPT {
            if let Some(value) = answer.headers().get(&name) {
                unchanged.headers_mut().insert(name, value.clone());
            }
        }
        Ok(unchanged)
    }
}
