//! Security and cache headers of every response.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::header::{self, HeaderName, HeaderValue};
use poem::http::{HeaderMap, Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use sha2::{Digest, Sha256};

const ALWAYS: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
];

/// The content security policy of the browser app without maps of other servers.
const APP_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                              connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; \
                              form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The policy of the documentation page, whose scripts and styles the framework writes into it.
const DOCS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
const DOCS: &str = "/docs";
/// Paths whose answers are the same for everybody.
const PUBLIC: [&str; 2] = ["/api/v1/public/", "/api/v1/meta"];

/// Middleware that sets the headers.
#[derive(Debug, Clone)]
pub struct Security {
    /// The policy of the pages of the browser app.
    app: HeaderValue,
    /// The policy of all other responses.
    policy: HeaderValue,
}

impl Security {
    /// Allows the inline styles of the server's own pages and drawings, by their hash, and the
    /// browser app the maps of these origins.
    #[must_use]
    pub fn new<'a>(styles: impl IntoIterator<Item = &'a str>, maps: &BTreeSet<String>) -> Self {
        let hashes: String = styles.into_iter().map(source_of).collect();
        let policy = APP_POLICY.replacen("style-src 'self'", &format!("style-src 'self'{hashes}"), 1);
        let maps: String = maps.iter().flat_map(|origin| [" ", origin]).collect();
        let app = APP_POLICY.replacen("img-src 'self'", &format!("img-src 'self'{maps}"), 1).replacen(
            "connect-src 'self'",
            &format!("connect-src 'self'{maps}"),
            1,
        );
        let header = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(APP_POLICY));
        Self { app: header(&app), policy: header(&policy) }
    }

    /// The policy of the pages of the browser app.
    #[must_use]
    pub fn app_policy(&self) -> HeaderValue {
        self.app.clone()
    }
}

/// The text of the inline style of a page.
#[must_use]
pub fn inline_style(page: &str) -> Option<&str> {
    let (_, behind) = page.split_once("<style>")?;
    behind.split_once("</style>").map(|(style, _)| style)
}

/// A style as a source of a policy (CSP level 3, section 2.3.1).
fn source_of(style: &str) -> String {
    format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(style)))
}

impl<E: Endpoint> Middleware<E> for Security {
    type Output = Secured<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Secured { endpoint, policy: self.policy.clone() }
    }
}

/// An endpoint wrapped by [`Security`].
#[derive(Debug)]
pub struct Secured<E> {
    endpoint: E,
    policy: HeaderValue,
}

impl<E: Endpoint> Endpoint for Secured<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.uri().path();
        let of_api = path.starts_with("/api/");
        let personal = of_api && !PUBLIC.iter().any(|open| path.starts_with(open));
        let policy = if path == DOCS { DOCS_POLICY } else { self.policy.clone() };
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let mut answer = self.endpoint.call(request).await?.into_response();
        let status = answer.status();
        let headers = answer.headers_mut();
        for (name, value) in ALWAYS {
            unless_said(headers, name, value);
        }
        unless_said(headers, header::CONTENT_SECURITY_POLICY, policy);
        if of_api {
            // A private cache may store the response but must revalidate it.
            let is_content = status.is_success() || status == StatusCode::NOT_MODIFIED;
            let kept = if is_read && is_content { "private, no-cache" } else { "no-store" };
            unless_said(headers, header::CACHE_CONTROL, HeaderValue::from_static(kept));
        }
        if personal {
            headers.append(header::VARY, HeaderValue::from_static("Authorization, Cookie"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_style_is_allowed_by_its_hash_alone() {
        let pages = ["<p>", "<style>a{}</style><style>b{}</style>"];
        let security = Security::new(pages.into_iter().filter_map(inline_style), &BTreeSet::new());
        let policy = security.policy.to_str().unwrap();
        let hash = STANDARD.encode(Sha256::digest("a{}"));
        assert!(policy.contains(&format!("style-src 'self' 'sha256-{hash}'; img-src")), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !APP_POLICY.contains("unsafe-inline"), "{policy}");
        assert_eq!(security.app_policy(), APP_POLICY);
    }

    #[test]
    fn the_app_may_load_maps_of_the_named_origins_and_nothing_else() {
        let maps = BTreeSet::from(["https://a.example".to_owned(), "https://b.example:8443".to_owned()]);
        let security = Security::new([], &maps);
        let app = security.app_policy();
        let expected = APP_POLICY
            .replace("img-src 'self' data:", "img-src 'self' https://a.example https://b.example:8443 data:")
            .replace("connect-src 'self';", "connect-src 'self' https://a.example https://b.example:8443;");
        assert_eq!(app.to_str().unwrap(), expected);
        assert_eq!(security.policy, APP_POLICY, "the server's own pages load no map");
    }
}
