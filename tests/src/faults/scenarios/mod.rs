//! The scenarios: each injects one fault into real servers during concurrent changes, and returns
//! its findings.

pub mod backups;
pub mod clocks;
pub mod failing;
pub mod failover;
pub mod full;
pub mod kills;
pub mod mail;
pub mod migrations;
pub mod network;
pub mod streams;

use std::pin::Pin;

use super::{Database, Effort, Row};

type Running = Pin<Box<dyn Future<Output = Option<Row>>>>;

/// A scenario that can be run by name.
pub struct Scenario {
    pub name: &'static str,
    /// The databases on which the scenario makes sense.
    pub databases: &'static [Database],
    /// Runs the scenario; `None`, with a message, where its tools are missing outside CI.
    pub run: fn(Database, Effort) -> Running,
}

/// Builds a scenario from its name.
macro_rules! scenario {
    ($name:literal, $databases:expr, $run:path) => {
        Scenario { name: $name, databases: $databases, run: |database, effort| Box::pin($run(database, effort)) }
    };
}

const SQLITE: &[Database] = &[Database::Sqlite];
const POSTGRES: &[Database] = &[Database::Postgres];
const BOTH: &[Database] = &Database::ALL;

impl Scenario {
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|scenario| scenario.name == name)
    }
}

pub const ALL: &[Scenario] = &[
    scenario!("calm", BOTH, kills::calm),
    scenario!("kills", BOTH, kills::kills),
    scenario!("node_kills", POSTGRES, kills::node_kills),
    scenario!("full_disk", SQLITE, full::full_disk),
    scenario!("full_log", BOTH, full::full_log),
    scenario!("failing_writes", SQLITE, failing::writes),
    scenario!("half_writes", SQLITE, failing::half_writes),
    scenario!("failing_syncs", SQLITE, failing::syncs),
    scenario!("silence", POSTGRES, network::silence),
    scenario!("cuts", POSTGRES, network::cuts),
    scenario!("closed", POSTGRES, network::closed),
    scenario!("one_way", POSTGRES, network::one_way),
    scenario!("failover", POSTGRES, failover::synchronous),
    scenario!("migrations", BOTH, migrations::kills),
    scenario!("mail", BOTH, mail::servers),
    scenario!("streams", POSTGRES, streams::two_nodes),
    scenario!("streams_clock", POSTGRES, streams::wrong_clock),
    scenario!("backups", BOTH, backups::under_load),
    scenario!("clock_10_minutes", POSTGRES, clocks::ten_minutes),
    scenario!("clock_40_days", POSTGRES, clocks::forty_days),
    scenario!("clock_behind", POSTGRES, clocks::behind),
];
