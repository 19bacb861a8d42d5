//! Limits of connections with clients.

use serde::Deserialize;

/// How many connections are open, and how long they may wait.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connections {
    /// At once; a further one gets 503.
    pub max_open: u32,
    /// At once from one address; 0: no bound.
    pub max_open_per_address: u32,
    /// The longest wait for the header of a request.
    pub header_timeout_seconds: u64,
    /// The longest wait for a further request.
    pub idle_timeout_seconds: u64,
    /// The longest wait for a client that reads nothing of its answer.
    pub write_timeout_seconds: u64,
    /// Over how many seconds of waiting for a body its rate is measured.
    pub body_window_seconds: u64,
    /// The least rate of a body; 0: no bound.
    pub min_body_bytes_per_second: u64,
}
