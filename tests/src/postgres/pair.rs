//! A primary with an asynchronous standby, for failover tests.

use std::process::Command;

use super::cluster::{self, Cluster};

/// Two servers; the second follows the first, which does not wait for it.
#[derive(Debug)]
pub struct Pair {
    primary: Cluster,
    standby: Cluster,
}

/// One of the two servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerRole {
    /// The server that initially accepts changes.
    Primary,
    /// The server that follows the primary.
    Standby,
}

impl Pair {
    /// # Panics
    /// When one of them does not start.
    #[must_use]
    pub fn start() -> Self {
        let primary = Cluster::start();
        let standby = Cluster::standby_of(&primary);
        Self { primary, standby }
    }

    #[must_use]
    pub fn port(&self, of: ServerRole) -> u16 {
        self.cluster(of).port()
    }

    /// The address of a database on one server.
    #[must_use]
    pub fn url(&self, of: ServerRole, database: &str) -> String {
        format!("{}/{database}", self.cluster(of).base())
    }

    /// Runs one statement on one server as its owner; returns the output.
    ///
    /// # Panics
    /// When the command fails.
    #[must_use]
    pub fn ask(&self, of: ServerRole, database: &str, statement: &str) -> String {
        let done = Command::new(cluster::tool("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, &self.url(of, database)])
            .output()
            .expect("psql");
        assert!(done.status.success(), "{statement}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// Disconnects the standby from the primary, like a network failure between them.
    ///
    /// # Panics
    /// When the standby rejects the statement.
    pub fn separate(&self) {
        drop(self.ask(ServerRole::Standby, "postgres", "ALTER SYSTEM SET primary_conninfo = ''"));
        drop(self.ask(ServerRole::Standby, "postgres", "SELECT pg_reload_conf()"));
    }

    /// Ends the primary with `SIGKILL`.
    pub fn kill_primary(&self) {
        self.primary.kill();
    }

    /// Promotes the standby, so that it accepts changes.
    ///
    /// # Panics
    /// When the promotion takes longer than a minute.
    pub fn promote(&self) {
        assert_eq!(self.ask(ServerRole::Standby, "postgres", "SELECT pg_promote(true, 60)"), "t");
    }

    fn cluster(&self, of: ServerRole) -> &Cluster {
        match of {
            ServerRole::Primary => &self.primary,
            ServerRole::Standby => &self.standby,
        }
    }
}
