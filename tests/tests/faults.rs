//! The short form of `make faults`: a few rounds of each fault on real servers, in which nothing is
//! lost or duplicated.
//!
//! This is a separate executable beside `e2e`. The scenarios measure how long people wait and when
//! a server works again, so at most two run at once and no other test runs beside them.
#![expect(clippy::expect_used, reason = "tests may stop where they are")]

use tests::faults::scenarios::Scenario;
use tests::faults::{Database, Effort, report};
use tokio::sync::Semaphore;

/// The number of scenarios that run at once. It is small because each measures waiting times.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Runs a few rounds of a scenario, or skips it with a message if a requirement is missing.
async fn nothing_is_lost(scenario: &str, database: Database) {
    let scenario = Scenario::named(scenario).expect("a scenario of this name");
    assert!(scenario.databases.contains(&database));
    let _turn = AT_ONCE.acquire().await.expect("a turn");
    if let Some(row) = (scenario.run)(database, Effort::Short).await {
        assert!(row.rounds > 0 && row.acknowledged > 0, "people worked:\n{}", report::table(&[row]));
        assert!(row.is_right(), "\n{}", report::table(&[row]));
    }
}

/// Makes a test of each scenario.
macro_rules! short_forms {
    ($($test:ident: $scenario:literal on $database:ident,)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            nothing_is_lost($scenario, Database::$database).await;
        }
    )+};
}

short_forms! {
    killed_servers_with_sqlite: "kills" on Sqlite,
    killed_servers_with_postgres: "kills" on Postgres,
    one_of_two_nodes_is_killed: "node_kills" on Postgres,
    a_full_disk: "full_disk" on Sqlite,
    a_log_that_cannot_be_written: "full_log" on Sqlite,
    failing_writes: "failing_writes" on Sqlite,
    half_written_writes: "half_writes" on Sqlite,
    failing_syncs: "failing_syncs" on Sqlite,
    a_silent_network: "silence" on Postgres,
    cut_connections: "cuts" on Postgres,
    new_connections_are_closed: "closed" on Postgres,
    a_network_that_passes_one_way: "one_way" on Postgres,
    a_killed_migration_with_sqlite: "migrations" on Sqlite,
    a_killed_migration_with_postgres: "migrations" on Postgres,
    mail_servers_in_trouble: "mail" on Sqlite,
    streams_of_two_nodes: "streams" on Postgres,
    a_backup_under_load: "backups" on Sqlite,
    a_synchronous_failover: "failover" on Postgres,
    a_clock_ten_minutes_ahead: "clock_10_minutes" on Postgres,
    a_clock_forty_days_ahead: "clock_40_days" on Postgres,
}
