//! `hatang migrate` is killed at any moment; the next one goes on, and the database is whole.

use std::time::{Duration, Instant};

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
            Database::Sqlite => format!("sqlite://{}", folder.path().join("hatang.db").display()),
            Database::Postgres => postgres::empty_database(),
        };
        Self { folder, url }
    }

    fn plan(&self) -> Plan {
        Plan::new(&self.url, self.folder.path())
    }
}

/// Kills it after a part of the time that it takes.
pub async fn kills(database: Database, effort: Effort) -> Option<Row> {
    if database == Database::Postgres && postgres::is_passed_over("migrations that are killed") {
        return None;
    }
    let mut row = Row::new("SIGKILL of `hatang migrate`", database);
    row.rounds = effort.rounds(6, 30);
    let whole = Empty::database(database);
    let since = Instant::now();
    let done = whole.plan().run(&["migrate"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let takes = since.elapsed();
    let mut killed = 0;
    for round in 0..row.rounds {
        let empty = Empty::database(database);
        // The last third of the databases sees three kills in a row.
        for again in 0..if round * 3 >= row.rounds * 2 { 3 } else { 1 } {
            let part = u32::try_from((round * 37 + again * 11) % 100).unwrap_or_default();
            let mut migration = empty.plan().spawn(&["migrate"]);
            tokio::time::sleep(takes * part / 100).await;
            killed += usize::from(migration.try_wait().expect("the process").is_none());
            migration.kill().expect("the process");
            migration.wait().expect("the process");
        }
        // A dead client's transaction may take PostgreSQL a moment to notice.
        tokio::time::sleep(Duration::from_millis(if database == Database::Postgres { 300 } else { 0 })).await;
        for command in ["migrate", "verify"] {
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
    row.note(format!("{killed} killed in the middle; \"acknowledged\" are databases that the next migration finished"));
    Some(row)
}
