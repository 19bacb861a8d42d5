//! Security and cache headers of every response.

use poem::http::header::{self, HeaderName, HeaderValue};
use poem::http::{HeaderMap, Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
    ),
];

/// Middleware that sets the headers.
#[derive(Debug, Clone, Copy)]
pub struct Security;

impl<E: Endpoint> Middleware<E> for Security {
    type Output = Secured<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Secured { endpoint }
    }
}

/// An endpoint wrapped by [`Security`].
#[derive(Debug)]
pub struct Secured<E> {
    endpoint: E,
}

impl<E: Endpoint> Endpoint for Secured<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let personal = request.uri().path().starts_with("/api/");
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let mut answer = self.endpoint.call(request).await?.into_response();
        let status = answer.status();
        let headers = answer.headers_mut();
        for (name, value) in ALWAYS {
            unless_said(headers, name, value);
        }
        if personal {
            // A private cache may store the response but must revalidate it.
            let kept = if is_read && status.is_success() { "private, no-cache" } else { "no-store" };
            unless_said(headers, header::CACHE_CONTROL, HeaderValue::from_static(kept));
        }
        if status == StatusCode::UNAUTHORIZED {
            unless_said(headers, header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Ok(answer)
    }
}

fn unless_said(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
