//! Cross-origin access (CORS). Credentials of the browser are never allowed; a page must send its
//! own token.
//!
//! Every origin may read tiles: the token decides what they contain. Origins in
//! `http.allow_origins` may use all routes. `*` opens only public routes to other origins, without
//! a token: the map service, the public look-up and the contract.

use poem::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use poem::http::{Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

use api_app::config::Origins;

/// Response headers that a page may read.
const EXPOSED: &str =
    "etag, link, location, retry-after, content-crs, content-disposition, ogc-numbermatched, x-request-id";
/// Request headers allowed for configured origins.
const HEADERS: &str = "accept, accept-language, authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, \
                       range, x-request-id";
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
/// Request headers allowed for map tiles.
const MAP_HEADERS: &str = "accept, accept-language, authorization, if-none-match";
/// Request headers allowed for public routes.
const PUBLIC_HEADERS: &str = "accept, accept-language, if-none-match";
const PUBLIC_METHODS: &str = "GET, HEAD";
/// Lifetime of a preflight result, in seconds.
const KEPT: HeaderValue = HeaderValue::from_static("600");

const MAP: &str = "/tiles";
/// Path prefixes of public routes.
const PUBLIC: [&str; 3] = ["/ogc", "/api/v1/public", "/openapi.json"];

/// Middleware that grants cross-origin access by configuration.
#[derive(Debug, Clone)]
pub struct Cors {
    pub origins: Origins,
}

impl<E: Endpoint> Middleware<E> for Cors {
    type Output = Neighbourly<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Neighbourly { endpoint, origins: self.origins.clone() }
    }
}

/// An endpoint wrapped by [`Cors`].
#[derive(Debug)]
pub struct Neighbourly<E> {
    endpoint: E,
    origins: Origins,
}

/// Cross-origin access of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CrossOriginAccess {
    /// All routes are allowed.
    Open,
    /// Map tiles, with a token.
    Map,
    /// Public routes, without a token.
    Public,
    Shut,
}

/// Kind of a cross-origin request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Preflight request of a browser.
    First,
    Now,
}

impl<E: Endpoint> Endpoint for Neighbourly<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if self.origins.is_empty() && !is_below(request.uri().path(), MAP) {
            return Ok(self.endpoint.call(request).await?.into_response());
        }
        let origin = request.headers().get(header::ORIGIN).cloned();
        let access =
            origin.as_ref().map_or(CrossOriginAccess::Shut, |origin| self.access(origin, request.uri().path()));
        let asked = if *request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
        {
            Asked::First
        } else {
            Asked::Now
        };
        let mut answer = if asked == Asked::First && access != CrossOriginAccess::Shut {
            Response::builder().status(StatusCode::NO_CONTENT).finish()
        } else {
            self.endpoint.call(request).await?.into_response()
        };
        let headers = answer.headers_mut();
        // A response for one origin must not be cached for another.
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        match (access, origin) {
            (CrossOriginAccess::Open, Some(origin)) => {
                headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                announce(headers, asked, [METHODS, HEADERS]);
            }
            (CrossOriginAccess::Map, _) => open_to_all(headers, asked, MAP_HEADERS),
            (CrossOriginAccess::Public, _) => open_to_all(headers, asked, PUBLIC_HEADERS),
            (CrossOriginAccess::Open, None) | (CrossOriginAccess::Shut, _) => {}
        }
        Ok(answer)
    }
}

impl<E> Neighbourly<E> {
    fn access(&self, origin: &HeaderValue, path: &str) -> CrossOriginAccess {
        if origin.to_str().is_ok_and(|origin| self.origins.names(origin)) {
            CrossOriginAccess::Open
        } else if is_below(path, MAP) {
            CrossOriginAccess::Map
        } else if self.origins.is_open_to_all() && PUBLIC.into_iter().any(|root| is_below(path, root)) {
            CrossOriginAccess::Public
        } else {
            CrossOriginAccess::Shut
        }
    }
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn open_to_all(headers: &mut HeaderMap, asked: Asked, sent: &'static str) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    announce(headers, asked, [PUBLIC_METHODS, sent]);
}

/// Sets the allowed methods and headers for a preflight request, otherwise the exposed headers.
fn announce(headers: &mut HeaderMap, asked: Asked, [methods, sent]: [&'static str; 2]) {
    let mut say = |name: HeaderName, value: HeaderValue| {
        headers.insert(name, value);
    };
    match asked {
        Asked::First => {
            say(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
            say(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(sent));
            say(header::ACCESS_CONTROL_MAX_AGE, KEPT);
        }
        Asked::Now => say(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED)),
    }
}
