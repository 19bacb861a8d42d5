//! The session cookie of browsers.
//!
//! The prefix `__Host-` makes a browser refuse the cookie from any other host and without `Secure`.
//! Plain HTTP over a network cannot carry such a cookie, so there it has neither.

use poem::Request;
use poem::http::header;

use api_app::config::{Reach, Server};

const PROTECTED: SessionCookie =
    SessionCookie { name: "__Host-hatang", attributes: "HttpOnly; Secure; SameSite=Strict; Path=/" };
const PLAIN: SessionCookie = SessionCookie { name: "hatang", attributes: "HttpOnly; SameSite=Strict; Path=/" };

/// Name and attributes of the cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionCookie {
    name: &'static str,
    attributes: &'static str,
}

impl SessionCookie {
    /// Its usual name, for the contract.
    pub const NAME: &'static str = PROTECTED.name;

    /// The cookie of a server.
    #[must_use]
    pub fn of(server: &Server) -> Self {
        match server.reach() {
            Reach::Encrypted | Reach::Loopback => PROTECTED,
            Reach::Plain => PLAIN,
        }
    }

    /// The value of `Set-Cookie` that stores a token. It has no lifetime: the browser forgets the
    /// token when it closes, and the server when the session expires.
    #[must_use]
    pub fn with(self, token: &str) -> String {
        format!("{}={token}; {}", self.name, self.attributes)
    }

    /// The value of `Set-Cookie` that removes the cookie.
    #[must_use]
    pub fn removed(self) -> String {
        format!("{}=; {}; Max-Age=0", self.name, self.attributes)
    }

    /// The token in a request.
    #[must_use]
    pub fn token(self, request: &Request) -> Option<&str> {
        let headers = request.headers().get_all(header::COOKIE).into_iter();
        let pairs = headers.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let mut cookies = pairs.filter_map(|pair| pair.trim().split_once('='));
        let (_, token) = cookies.find(|(name, _)| *name == self.name)?;
        Some(token).filter(|token| !token.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use api_app::config::Config;

    use super::*;

    fn cookie(public_url: &str) -> SessionCookie {
        SessionCookie::of(&Config::with(&[("server.public_url", public_url)]).unwrap().server)
    }

    #[test]
    fn only_plain_http_over_a_network_weakens_the_cookie() {
        for url in ["https://hatang.example", "http://127.0.0.1:8080", "http://localhost"] {
            let set = cookie(url).with("abc");
            assert_eq!(set, "__Host-hatang=abc; HttpOnly; Secure; SameSite=Strict; Path=/", "{url}");
        }
        let plain = cookie("http://10.0.0.5");
        assert_eq!(plain.with("abc"), "hatang=abc; HttpOnly; SameSite=Strict; Path=/");
        assert_eq!(plain.removed(), "hatang=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let ours = cookie("https://hatang.example");
        for (sent, token) in [
            ("__Host-hatang=abc", Some("abc")),
            ("lang=vi; __Host-hatang=a=c; theme=dark", Some("a=c")),
            ("__Host-hatang=", None),
            ("hatang=abc", None),
            ("x__Host-hatang=abc", None),
            ("", None),
        ] {
            let request = Request::builder().header(header::COOKIE, sent).finish();
            assert_eq!(ours.token(&request), token, "{sent}");
        }
    }
}
