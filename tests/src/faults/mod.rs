//! Fault injection on real servers and its losses: tools, concurrent users, and scenarios.

pub mod acknowledgements;
pub mod clock;
pub mod count;
pub mod fake_smtp;
pub mod faulty_disk;
pub mod full_disk;
pub mod people;
pub mod replicas;
pub mod report;
pub mod scenarios;
pub mod silent_proxy;
pub mod test_server;

pub use report::{Effort, Row};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The name in a report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}
