//! `make load`: requests that arrive on a schedule fixed in advance, whether or not earlier ones
//! were answered.
//!
//! A latency counts from the scheduled instant of the request, so a stalled server is charged for
//! every delayed request (no coordinated omission).

pub mod report;
pub mod schedule;
pub mod seed;
pub mod work;

use std::time::Duration;

use crate::faults::Database;

/// The amount, duration and targets of the load.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The duration (`LOAD_SECONDS`: bash counts in `SECONDS` itself).
    pub seconds: u32,
    /// The requests per second (`RATE`).
    pub rate: u32,
    /// The number of clients, each with its own connections (`CLIENTS`).
    pub clients: u32,
    /// The number of poles (`ASSETS`).
    pub assets: u32,
    /// The databases to measure (`DATABASE`).
    pub databases: Vec<Database>,
}

/// An answer that takes longer than this is not counted as good.
pub const GOOD_WITHIN: Duration = Duration::from_secs(1);
/// The time limit of a client.
pub const TIMEOUT: Duration = Duration::from_secs(30);

impl Settings {
    /// The settings from the environment: 60 seconds, 100 requests a second, 100 clients, 10 000
    /// poles, both databases by default.
    #[must_use]
    pub fn from_environment() -> Self {
        let number = |name: &str, usual: u32| {
            std::env::var(name).ok().and_then(|value| value.parse().ok()).filter(|value| *value > 0).unwrap_or(usual)
        };
        let named = std::env::var("DATABASE").unwrap_or_default();
        let is_wanted = |database: &Database| {
            named.is_empty() || named.split([' ', ',']).any(|name| name.eq_ignore_ascii_case(database.as_str()))
        };
        Self {
            seconds: number("LOAD_SECONDS", 60),
            rate: number("RATE", 100),
            clients: number("CLIENTS", 100),
            assets: number("ASSETS", 10_000),
            databases: Database::ALL.into_iter().filter(is_wanted).collect(),
        }
    }
}
