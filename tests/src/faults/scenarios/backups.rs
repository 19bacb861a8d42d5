//! A backup during concurrent changes, and its restore into an empty database of either kind: the
//! backup contains every change acknowledged before its start.

use std::path::Path;
use std::time::{Duration, Instant};

use super::super::acknowledgements::{Entry, Outcome};
use super::super::count::Count;
use super::super::people::People;
use super::super::test_server::TestServer;
use super::super::{Database, Effort, Row};
use super::kills::finish;
use crate::node::Plan;
use crate::test_db::TestDb;

const PEOPLE: usize = 4;
const HANGS: Duration = Duration::from_mins(1);

/// Creates backups, and restores them into both kinds of database.
pub async fn under_load(database: Database, effort: Effort) -> Option<Row> {
    let server = TestServer::open(database, "backups under load").await?;
    let mut row = Row::new("backup under load, restored into an empty database", database);
    row.rounds = effort.rounds(2, 10);
    let node = server.plan.start().await;
    let people = People::begin(&server.ledger, &server.habits(), PEOPLE);
    let mut in_archives = 0;
    for round in 0..row.rounds {
        people.until(20, HANGS).await;
        let archive = server.folder().join(format!("backup-{round}.tar.zst"));
        let began = Instant::now();
        let before: Vec<Entry> = server
            .ledger
            .entries()
            .into_iter()
            .filter(|entry| entry.outcome == Outcome::Acknowledged && entry.answered.is_some_and(|at| at < began))
            .collect();
        if !run(&mut row, server.plan.clone(), "backup", &archive).await {
            continue;
        }
        let to = if round % 2 == 0 { TestDb::sqlite().await } else { TestDb::postgres("a restore")? };
        let plan = Plan::new(to.url(), &to.folder("data"));
        if !run(&mut row, plan.clone(), "restore", &archive).await {
            continue;
        }
        let proof = plan.run(&["verify"]);
        if !proof.status.success() {
            row.wrong(format!("round {round}: verify of the restored: {}", String::from_utf8_lossy(&proof.stdout)));
        }
        let mut count = Count::in_database(to.url(), &before).await;
        in_archives += count.acknowledged;
        count.acknowledged = 0;
        row.add(&count);
    }
    row.note(format!("{in_archives} changes were acknowledged before their backup began"));
    people.stop().await;
    finish(&mut row, &server, &node).await;
    Some(row)
}

/// Runs a command on an archive during concurrent changes.
async fn run(row: &mut Row, plan: Plan, command: &'static str, archive: &Path) -> bool {
    let name = archive.display().to_string();
    let done = tokio::task::spawn_blocking(move || plan.run(&[command, &name])).await.expect("the command");
    if !done.status.success() {
        row.wrong(format!("{command}: {}", String::from_utf8_lossy(&done.stderr).trim()));
    }
    done.status.success()
}
