//! The site whose page sent a request, by the headers that only a browser sets (Fetch Metadata, and
//! `Origin` where a browser has no Fetch Metadata).

use poem::Request;
use poem::http::header;

use api_app::config::{Reach, Server};

/// The site of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestSource {
    /// A page of this server.
    SameOrigin,
    /// Another site, another host of the same site, or no page at all.
    Other,
    /// The request has neither header: a program, or a very old browser.
    Unknown,
}

impl RequestSource {
    /// The source of a request to a server.
    pub(crate) fn of(request: &Request, server: &Server) -> Self {
        if let Some(site) = request.headers().get("sec-fetch-site") {
            return if site == "same-origin" { Self::SameOrigin } else { Self::Other };
        }
        let Some(origin) = request.headers().get(header::ORIGIN) else { return Self::Unknown };
        let origin = origin.to_str().unwrap_or_default();
        if origin == server.public_origin() || is_this_host(origin, request, server) {
            Self::SameOrigin
        } else {
            Self::Other
        }
    }
}

/// Whether an origin is the host of the request, on a server that only its own machine reaches.
/// There the public address names one of several equal names and a port that may be forwarded.
fn is_this_host(origin: &str, request: &Request, server: &Server) -> bool {
    let host = request.header(header::HOST);
    server.reach() == Reach::Loopback && host.is_some_and(|host| origin.strip_prefix("http://") == Some(host))
}

#[cfg(test)]
mod tests {
    use api_app::config::Config;

    use super::*;

    fn source(public_url: &str, headers: &[(&'static str, &'static str)]) -> RequestSource {
        let request =
            headers.iter().fold(Request::builder(), |request, (name, value)| request.header(*name, *value)).finish();
        RequestSource::of(&request, &Config::with(&[("server.public_url", public_url)]).unwrap().server)
    }

    const CASES: [(&[(&str, &str)], RequestSource); 10] = [
        (&[("sec-fetch-site", "same-origin")], RequestSource::SameOrigin),
        (&[("sec-fetch-site", "same-origin"), ("origin", "https://hatang.example")], RequestSource::SameOrigin),
        (&[("sec-fetch-site", "same-site"), ("origin", "https://hatang.example")], RequestSource::Other),
        (&[("sec-fetch-site", "cross-site"), ("origin", "https://hatang.example")], RequestSource::Other),
        (&[("sec-fetch-site", "none")], RequestSource::Other),
        (&[("origin", "https://hatang.example")], RequestSource::SameOrigin),
        (&[("origin", "https://evil.example")], RequestSource::Other),
        (&[("origin", "null")], RequestSource::Other),
        (&[("origin", "http://hatang.example"), ("host", "hatang.example")], RequestSource::Other),
        (&[("host", "hatang.example")], RequestSource::Unknown),
    ];

    #[test]
    fn fetch_metadata_decides_before_the_origin() {
        for (headers, wanted) in CASES {
            assert_eq!(source("https://hatang.example/a", headers), wanted, "{headers:?}");
        }
    }

    #[test]
    fn the_loopback_host_has_several_names() {
        let at_home = [("origin", "http://localhost:9000"), ("host", "localhost:9000")];
        assert_eq!(source("http://127.0.0.1:8080", &at_home), RequestSource::SameOrigin);
        assert_eq!(source("http://10.0.0.5:8080", &at_home), RequestSource::Other);
        let foreign = [("origin", "http://evil.example"), ("host", "127.0.0.1:8080")];
        assert_eq!(source("http://127.0.0.1:8080", &foreign), RequestSource::Other);
    }
}
