//! The scenarios: each does one fault to real servers while people work, and returns what it found.

pub mod kills;

use std::pin::Pin;

use super::{Database, Effort, Row};

type Running = Pin<Box<dyn Future<Output = Option<Row>>>>;

/// A scenario that can be run by name.
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// On which databases it makes sense.
    pub databases: &'static [Database],
    /// Runs it; `None`, said aloud, where what it needs is missing and may be.
    pub run: fn(Database, Effort) -> Running,
}

/// All of them.
pub const ALL: &[Scenario] = &[
    Scenario { name: "calm", databases: &Database::ALL, run: |database, effort| Box::pin(kills::calm(database, effort)) },
    Scenario { name: "kills", databases: &Database::ALL, run: |database, effort| Box::pin(kills::kills(database, effort)) },
    Scenario { name: "node_kills", databases: &[Database::Postgres], run: |database, effort| Box::pin(kills::node_kills(database, effort)) },
];
