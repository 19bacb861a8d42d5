//! Keeps the framework from compressing responses that handle compression themselves: tiles and map
//! pages are compressed once and cached, and event streams must not be buffered.

use poem::http::{HeaderValue, header};
use poem::{Endpoint, Middleware, Request, Result};

/// Path prefixes that are excluded from compression.
const COMPRESSED: [&str; 3] = ["/tiles/", "/ogc", "/api/v1/notifications/stream"];

/// Middleware that hides `Accept-Encoding` from the framework and keeps it for the handler.
#[derive(Debug, Clone, Copy)]
pub struct PrecompressedRoutes;

/// The `Accept-Encoding` header of the client.
#[derive(Debug, Clone)]
struct AcceptedEncodings(HeaderValue);

impl<E: Endpoint> Middleware<E> for PrecompressedRoutes {
    type Output = Precompressed<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Precompressed { endpoint }
    }
}

/// An endpoint wrapped by [`PrecompressedRoutes`].
#[derive(Debug)]
pub struct Precompressed<E> {
    endpoint: E,
}

impl<E: Endpoint> Endpoint for Precompressed<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> Result<Self::Output> {
        if COMPRESSED.iter().any(|place| request.uri().path().starts_with(place))
            && let Some(wish) = request.headers_mut().remove(header::ACCEPT_ENCODING)
        {
            request.set_data(AcceptedEncodings(wish));
        }
        self.endpoint.call(request).await
    }
}

/// Whether the client accepts gzip for a tile or a map page.
#[must_use]
pub fn takes_gzip(request: &Request) -> bool {
    request.data::<AcceptedEncodings>().and_then(|wish| wish.0.to_str().ok()).is_some_and(names_gzip)
}

fn names_gzip(wish: &str) -> bool {
    wish.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.parse() == Ok(0.0));
        (name.eq_ignore_ascii_case("gzip") || name == "*") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::names_gzip;

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        for wish in ["gzip", "br, gzip;q=0.5", "*", "GZIP"] {
            assert!(names_gzip(wish), "{wish}");
        }
        for wish in ["", "br", "gzip;q=0", "identity", "gzip; q=0.0"] {
            assert!(!names_gzip(wish), "{wish}");
        }
    }
}
