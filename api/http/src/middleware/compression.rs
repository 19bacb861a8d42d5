//! Keeps the framework from compressing responses that handle compression themselves: tiles and map
//! pages are compressed once and cached, the browser app is embedded in its compressed form, and
//! event streams must not be buffered.

use poem::http::{HeaderValue, header};
use poem::{Endpoint, Middleware, Request, Result};

/// Path prefixes that are excluded from compression.
const COMPRESSED: [&str; 3] = ["/tiles/", "/ogc", "/api/v1/notifications/stream"];

/// Middleware that hides `Accept-Encoding` from the framework and keeps it for the handler.
#[derive(Debug, Clone, Copy)]
pub struct PrecompressedRoutes {
    /// Further paths with this property.
    pub also: fn(&str) -> bool,
}

/// The `Accept-Encoding` header of the client.
#[derive(Debug, Clone)]
struct AcceptedEncodings(HeaderValue);

impl<E: Endpoint> Middleware<E> for PrecompressedRoutes {
    type Output = Precompressed<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Precompressed { endpoint, also: self.also }
    }
}

/// An endpoint wrapped by [`PrecompressedRoutes`].
#[derive(Debug)]
pub struct Precompressed<E> {
    endpoint: E,
    also: fn(&str) -> bool,
}

impl<E: Endpoint> Endpoint for Precompressed<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> Result<Self::Output> {
        let path = request.uri().path();
        if (COMPRESSED.iter().any(|place| path.starts_with(place)) || (self.also)(path))
            && let Some(wish) = request.headers_mut().remove(header::ACCEPT_ENCODING)
        {
            request.set_data(AcceptedEncodings(wish));
        }
        self.endpoint.call(request).await
    }
}

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Brotli,
    Gzip,
}

/// Whether the client accepts gzip for a tile or a map page.
#[must_use]
pub fn takes_gzip(request: &Request) -> bool {
    takes(request, Coding::Gzip)
}

/// Whether the client accepts a coding on one of these paths.
#[must_use]
pub fn takes(request: &Request, coding: Coding) -> bool {
    request.data::<AcceptedEncodings>().and_then(|wish| wish.0.to_str().ok()).is_some_and(|wish| names(wish, coding))
}

fn names(wish: &str, coding: Coding) -> bool {
    let wanted = match coding {
        Coding::Brotli => "br",
        Coding::Gzip => "gzip",
    };
    wish.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.parse() == Ok(0.0));
        (name.eq_ignore_ascii_case(wanted) || name == "*") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::{Coding, names};

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        for wish in ["gzip", "br, gzip;q=0.5", "*", "GZIP"] {
            assert!(names(wish, Coding::Gzip), "{wish}");
        }
        for wish in ["", "br", "gzip;q=0", "identity", "gzip; q=0.0"] {
            assert!(!names(wish, Coding::Gzip), "{wish}");
        }
    }
}
