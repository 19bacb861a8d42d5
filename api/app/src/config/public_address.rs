//! The address by which people reach the server, as browsers see it.

use url::{Host, Url};

use super::Server;

/// How browsers reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Encrypted,
    /// Plain HTTP on the machine itself, which browsers treat as a secure context.
    Loopback,
    /// Plain HTTP over a network.
    Plain,
}

impl Server {
    /// The origin of the public address, as browsers write it in `Origin`.
    #[must_use]
    pub fn public_origin(&self) -> String {
        Url::parse(&self.public_url).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }

    /// How browsers reach the public address.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let Ok(url) = Url::parse(&self.public_url) else { return Reach::Plain };
        let is_own = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        if url.scheme() == "https" {
            Reach::Encrypted
        } else if is_own {
            Reach::Loopback
        } else {
            Reach::Plain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    #[test]
    fn plain_http_over_a_network_is_reported_from_the_rest() {
        for (url, reach, origin) in [
            ("https://hatang.example/register", Reach::Encrypted, "https://hatang.example"),
            ("https://hatang.example:443", Reach::Encrypted, "https://hatang.example"),
            ("http://127.0.0.1:8080", Reach::Loopback, "http://127.0.0.1:8080"),
            ("http://localhost:8080/", Reach::Loopback, "http://localhost:8080"),
            ("http://[::1]:8080", Reach::Loopback, "http://[::1]:8080"),
            ("http://hatang.example:80", Reach::Plain, "http://hatang.example"),
            ("http://10.0.0.5:8080", Reach::Plain, "http://10.0.0.5:8080"),
            ("http://localhost.example", Reach::Plain, "http://localhost.example"),
        ] {
            let server = Config::with(&[("server.public_url", url)]).unwrap().server;
            assert_eq!((server.reach(), server.public_origin().as_str()), (reach, origin), "{url}");
        }
    }
}
