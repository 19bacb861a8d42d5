//! `hatang migrate` is killed at any moment; the next run continues, and the database is complete.

use std::process::Child;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database as Connector, Statement};

use super::super::{Database, Effort, Row};
use crate::node::Plan;
use crate::postgres;

/// A database without tables, and a folder.
struct Empty {
    folder: tempfile::TempDir,
    url: String,
}

impl Drop for Empty {
    fn drop(&mut self) {
        if self.url.starts_with("postgres") {
            postgres::forget(&self.url);
        }
    }
}

impl Empty {
    fn database(database: Database) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = match database {
            // An existing database without tables, as in PostgreSQL.
            Database::Sqlite => {
                let file = folder.path().join("hatang.db");
                std::fs::File::create(&file).expect("a file");
                format!("sqlite://{}", file.display())
            }
            Database::Postgres => postgres::empty_database(),
        };
        Self { folder, url }
    }

    fn plan(&self) -> Plan {
        Plan::new(&self.url, self.folder.path())
    }

    /// A number that changes as the migration creates tables.
    async fn progress(&self) -> i64 {
        if !self.url.starts_with("postgres") {
            let length = |name: &str| self.folder.path().join(name).metadata().map_or(0, |data| data.len());
            return i64::try_from(length("hatang.db-wal") + length("hatang.db")).unwrap_or_default();
        }
        let connection = Connector::connect(&self.url).await.expect("the database");
        let query = "SELECT count(*) FROM pg_class";
        let statement = Statement::from_string(connection.get_database_backend(), query);
        let found = connection.query_one_raw(statement).await.expect("the query").expect("a number");
        connection.close().await.expect("the connection");
        found.try_get_by_index(0).expect("a number")
    }

    /// Starts a migration and waits until it changes the database, or ends: the program spends most
    /// of its time before that.
    async fn begun(&self) -> Child {
        let before = self.progress().await;
        let mut migration = self.plan().spawn(&["migrate"]);
        while migration.try_wait().expect("the process").is_none() && self.progress().await == before {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        migration
    }
}

/// Kills the migration after a part of its usual time.
pub async fn kills(database: Database, effort: Effort) -> Option<Row> {
    if database == Database::Postgres && postgres::is_passed_over("migrations that are killed") {
        return None;
    }
    let mut row = Row::new("SIGKILL of `hatang migrate`", database);
    row.rounds = effort.rounds(4, 30);
    let whole = Empty::database(database);
    let mut migration = whole.begun().await;
    let since = Instant::now();
    while migration.try_wait().expect("the process").is_none() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let takes = since.elapsed();
    let mut killed = 0;
    for round in 0..row.rounds {
        let empty = Empty::database(database);
        // The last third of the databases gets three kills in a row.
        for again in 0..if round * 3 >= row.rounds * 2 { 3 } else { 1 } {
            let part = u32::try_from((round * 37 + again * 11 + 5) % 100).unwrap_or_default();
            let mut migration = empty.begun().await;
            tokio::time::sleep(takes * part / 100).await;
            killed += usize::from(migration.try_wait().expect("the process").is_none());
            migration.kill().expect("the process");
            migration.wait().expect("the process");
        }
        // PostgreSQL may need a moment to detect a dead client's transaction.
        tokio::time::sleep(Duration::from_millis(if database == Database::Postgres { 300 } else { 0 })).await;
        let proved = (round + 1) % 5 == 0 || round + 1 == row.rounds;
        for command in ["migrate", "verify"].into_iter().take(if proved { 2 } else { 1 }) {
            let done = empty.plan().run(&[command]);
            if done.status.success() {
                row.acknowledged += usize::from(command == "migrate");
            } else {
                row.lost += 1;
                row.wrong(format!("round {round}: {command}: {}", String::from_utf8_lossy(&done.stderr).trim()));
                break;
            }
        }
    }
    row.note(format!("the steps take {} ms", takes.as_millis()));
    row.note(format!("{killed} killed in the middle; \"acknowledged\" are databases that the next migration finished"));
    Some(row)
}
