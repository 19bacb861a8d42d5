//! Migrations of the schema: killed midway, run by two processes at once, left incomplete by an
//! older program, and never run without a request.

use std::time::{Duration, Instant};

use api_store::Store;
use migrations::sea_orm_migration::sea_orm::{ConnectionTrait, Database};
use reqwest::StatusCode;
use tests::node::Plan;
use tests::test_db::TestDb;

/// The number of kills. `HATANG_MIGRATION_KILLS=30` tries more.
fn kills() -> u32 {
    std::env::var("HATANG_MIGRATION_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6)
}

fn plan(test_db: &TestDb) -> Plan {
    Plan::new(test_db.url(), &test_db.folder("data"))
}

async fn pending(test_db: &TestDb) -> usize {
    let store = Store::connect(test_db.url()).await.unwrap();
    let pending = store.pending().await.unwrap().len();
    store.close().await.unwrap();
    pending
}

/// Applies the first migrations only.
async fn take(test_db: &TestDb, steps: usize) {
    let store = Store::connect(test_db.url()).await.unwrap();
    store.migrate_to(steps).await.unwrap();
    store.close().await.unwrap();
}

async fn sql(test_db: &TestDb, statement: &str) {
    let db = Database::connect(test_db.url()).await.unwrap();
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}

/// Kills a migration with `SIGKILL` some time after its first step. Returns whether it was killed
/// midway.
async fn killed_after(test_db: &TestDb, wait: Duration) -> bool {
    let before = pending(test_db).await;
    let mut child = plan(test_db).spawn(&["migrate"]);
    let since = Instant::now();
    while child.try_wait().unwrap().is_none() && pending(test_db).await == before {
        assert!(since.elapsed() < Duration::from_mins(1), "it does not begin");
    }
    tokio::time::sleep(wait).await;
    child.kill().unwrap();
    child.wait().unwrap();
    (1..before).contains(&pending(test_db).await)
}

/// Starts from several schemas and kills at several moments. `hatang migrate` always completes, and
/// the server works.
async fn a_killed_migration_is_completed(fresh: impl Fn() -> TestDb) {
    let mut in_the_middle = 0;
    for (round, steps) in (0..kills()).zip([0, 0, 9, 15].into_iter().cycle()) {
        let test_db = fresh();
        take(&test_db, steps).await;
        in_the_middle += u32::from(killed_after(&test_db, Duration::from_millis(u64::from(round * 7 % 60))).await);
        let done = plan(&test_db).run(&["migrate"]);
        assert!(done.status.success(), "round {round}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(pending(&test_db).await, 0);
        if round % 5 == 0 {
            let node = plan(&test_db).start().await;
            let ready = reqwest::get(format!("{}/readyz", node.client().address())).await.unwrap();
            assert_eq!(ready.status(), StatusCode::OK);
        }
    }
    assert!(in_the_middle > 0, "no kill hit a migration");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_migration_is_completed_on_sqlite() {
    a_killed_migration_is_completed(TestDb::empty_sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_migration_is_completed_on_postgres() {
    if TestDb::empty_postgres("a migration that is killed").is_some() {
        a_killed_migration_is_completed(|| TestDb::empty_postgres("a migration that is killed").unwrap()).await;
    }
}

async fn two_at_once_take_each_step_once(test_db: TestDb) {
    let run = || {
        let mut command = plan(&test_db).command();
        std::thread::spawn(move || command.arg("migrate").output().unwrap())
    };
    let running = [run(), run(), run()];
    let mut taken = 0;
    for done in running.map(|thread| thread.join().unwrap()) {
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        taken += String::from_utf8_lossy(&done.stdout).matches("applied: ").count();
    }
    assert_eq!((taken, pending(&test_db).await), (Store::steps().len(), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_take_each_step_once_on_sqlite() {
    two_at_once_take_each_step_once(TestDb::empty_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_take_each_step_once_on_postgres() {
    if let Some(test_db) = TestDb::empty_postgres("three migrations at once") {
        two_at_once_take_each_step_once(test_db).await;
    }
}

async fn what_an_older_program_left_half_done_is_named(test_db: TestDb) {
    take(&test_db, 4).await;
    sql(&test_db, "CREATE TABLE cases (id INTEGER)").await;
    let done = plan(&test_db).run(&["migrate"]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1));
    assert!(said.contains("m0005_cases") && said.contains("half-done") && said.contains("backup"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_older_program_left_half_done_is_named_on_sqlite() {
    what_an_older_program_left_half_done_is_named(TestDb::empty_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_older_program_left_half_done_is_named_on_postgres() {
    if let Some(test_db) = TestDb::empty_postgres("a step that was left half-done") {
        what_an_older_program_left_half_done_is_named(test_db).await;
    }
}

async fn a_server_migrates_only_when_configured(test_db: TestDb) {
    let all = Store::steps();
    take(&test_db, all.len() - 2).await;
    for arguments in [&["serve"][..], &["verify"], &["user", "disable", "somebody@hatang.example"]] {
        let refused = plan(&test_db).run(arguments);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(all[all.len() - 2..].iter().all(|step| said.contains(step.as_str())), "{said}");
        assert!(said.contains("hatang migrate") && said.contains("--migrate"), "{said}");
    }
    assert_eq!(pending(&test_db).await, 2);
    plan(&test_db).start_with(&["--migrate"]).await.kill();
    assert_eq!(pending(&test_db).await, 0);
    plan(&test_db).start().await.kill();

    sql(&test_db, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_of_the_future', 0)").await;
    let refused = plan(&test_db).run(&["serve", "--migrate"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(
        refused.status.code() == Some(1) && said.contains("newer") && said.contains("m9999_of_the_future"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_migrates_only_when_configured_on_sqlite() {
    a_server_migrates_only_when_configured(TestDb::empty_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_migrates_only_when_configured_on_postgres() {
    if let Some(test_db) = TestDb::empty_postgres("a server that is told to migrate") {
        a_server_migrates_only_when_configured(test_db).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_makes_the_server_migrate() {
    let test_db = TestDb::empty_sqlite();
    take(&test_db, 20).await;
    plan(&test_db).set("database.migrate_on_start", "true").start().await.kill();
    assert_eq!(pending(&test_db).await, 0);
}

async fn readiness_changes_no_schema(test_db: TestDb) {
    let node = plan(&test_db).start().await;
    sql(&test_db, "DROP TABLE seaql_migrations").await;
    // The server caches an answer for one second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let ready = reqwest::get(format!("{}/readyz", node.client().address())).await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    let db = Database::connect(test_db.url()).await.unwrap();
    assert!(db.execute_unprepared("SELECT 1 FROM seaql_migrations").await.is_err(), "it was made again");
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_changes_no_schema_on_sqlite() {
    readiness_changes_no_schema(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_changes_no_schema_on_postgres() {
    if let Some(test_db) = TestDb::postgres("readiness") {
        readiness_changes_no_schema(test_db).await;
    }
}
