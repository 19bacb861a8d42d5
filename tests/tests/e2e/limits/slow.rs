//! Slow statements that occupy every read connection end with 503. Meanwhile login, sessions and
//! readiness are answered.

use reqwest::{Method, StatusCode};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use tests::test_app::TestApp;
use tests::test_client::answered;
use tests::test_db::TestDb;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    slow_statements_hold_nobody_else(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    let Some(test_db) = TestDb::postgres("slow statements") else { return };
    slow_statements_hold_nobody_else(test_db).await;
}

/// Makes each read of the units last an hour, unless it is cancelled.
async fn make_units_slow(test_db: &TestDb) {
    let slow = if test_db.is_postgres() {
        "(SELECT 1 FROM pg_sleep(3600)) IS NOT NULL"
    } else {
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT COUNT(*) FROM n) > 0"
    };
    let database = Database::connect(test_db.url()).await.unwrap();
    for statement in [
        "ALTER TABLE areas RENAME TO areas_quick",
        &format!("CREATE VIEW areas AS SELECT * FROM areas_quick WHERE {slow}"),
    ] {
        database.execute_unprepared(statement).await.unwrap();
    }
    database.close().await.unwrap();
}

async fn slow_statements_hold_nobody_else(test_db: TestDb) {
    let test_db = test_db
        .set("database.max_read_connections", "2")
        .set("database.wait_timeout_seconds", "2")
        .set("database.statement_timeout_seconds", "8");
    let test_app = TestApp::open(test_db.clone()).await.with_offices().await;
    test_app.is_written_by_hand();
    make_units_slow(&test_db).await;
    let read = || answered(test_app.ask("planner@vnpt", Method::GET, "/areas"));
    let slow = async { tokio::join!(read(), read(), read(), read()) };
    let others = async {
        // Repeats until both read connections are occupied. Then a third query gets no connection.
        loop {
            let third = answered(test_app.ask("planner@vnpt", Method::GET, "/organizations")).await.unwrap();
            if third.status == StatusCode::SERVICE_UNAVAILABLE {
                break;
            }
        }
        let me = test_app.read("planner@vnpt", "/me").await;
        let ready = test_app.ask_outside(Method::GET, "/readyz").send().await.unwrap().status();
        let wrong = json!({"email": "nobody@vnpt.example", "password": "no such password here"});
        let login = answered(test_app.ask_as_public(Method::POST, "/auth/login").json(&wrong)).await.unwrap();
        (me.status, ready, login.status)
    };
    let ((one, two, three, four), (me, ready, login)) = tokio::join!(slow, others);
    assert_eq!(ready, StatusCode::OK, "readiness");
    assert_eq!(login, StatusCode::UNAUTHORIZED, "log-in");
    assert_eq!(me, StatusCode::OK, "session");
    for answer in [one, two, three, four] {
        let answer = answer.unwrap();
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
        assert!(!answer.header("retry-after").is_empty());
    }
}
