//! Limits of client connections.

use serde::Deserialize;

/// Connection counts and timeouts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connections {
    /// Concurrent connections; a further one gets 503.
    pub max_open: u32,
    /// Concurrent connections from one address; 0: no limit.
    pub max_open_per_address: u32,
    /// The longest wait for the header of a request.
    pub header_timeout_seconds: u64,
    /// The longest wait for the next request.
    pub idle_timeout_seconds: u64,
    /// The longest wait for a client that does not read the response.
    pub write_timeout_seconds: u64,
    /// The window for the rate of a body, in seconds of waiting.
    pub body_window_seconds: u64,
    /// The lowest rate of a body; 0: no limit.
    pub min_body_bytes_per_second: u64,
}
