//! Faults that are tried on real servers, and what was lost: tools, people who work meanwhile, and scenarios.

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
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Database {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// Its name in a report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}
