//! Accepts connections and serves HTTP/1 and HTTP/2 on each, within time limits and bounds
//! (docs/adr/0033).
//!
//! hyper has a single timer, for headers. That timer also runs while a kept connection is idle, and
//! does not run before the protocol is known. This module therefore has time limits of its own:
//! `activity` records the events of a connection, and `connection` ends it when a limit has passed.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

mod accept;
mod activity;
#[cfg(test)]
mod activity_tests;
mod admission;
mod answer_body;
mod connection;
mod ended;
mod refusal;
mod watched_io;

pub use accept::serve;

use api_app::config::Connections;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The two ends of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// The address that this server listens on.
    pub local: SocketAddr,
    /// The address of the client, or of the proxy in front of it.
    pub peer: SocketAddr,
}

/// The time limits and the maximum number of connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the opening of a connection, or from the first byte of a later request, to the end of
    /// the request's header.
    pub header: Duration,
    /// From the end of an answer to the first byte of the next request.
    pub idle: Duration,
    /// While an answer waits and the client reads nothing of it.
    pub write: Duration,
    /// At once, from all addresses.
    pub max_open: usize,
    /// At once, from one address; `None` behind a reverse proxy, from which all connections come.
    pub max_open_per_address: Option<NonZeroUsize>,
}

impl From<&Connections> for Limits {
    fn from(settings: &Connections) -> Self {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Self {
            header: Duration::from_secs(settings.header_timeout_seconds),
            idle: Duration::from_secs(settings.idle_timeout_seconds),
            write: Duration::from_secs(settings.write_timeout_seconds),
            max_open: count(settings.max_open),
            max_open_per_address: NonZeroUsize::new(count(settings.max_open_per_address)),
        }
    }
}

impl Limits {
    /// The minimum time between an instant and a deadline that is set after it.
    fn shortest(&self) -> Duration {
        self.header.min(self.idle).min(self.write)
    }
}
