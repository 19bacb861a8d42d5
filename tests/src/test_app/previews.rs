//! Previews of actions, compared with the actions themselves.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use super::TestApp;
use crate::test_client::TestResponse;

/// The members of a case that a preview has too.
const SHARED: [&str; 7] = ["state", "state_title", "phase", "decision", "decision_mode", "works_status", "flags"];
/// The tables that background jobs write meanwhile.
const OF_BACKGROUND: [&str; 5] = ["leases", "quality_issues", "quality_progress", "quality_queue", "queue_alarms"];
/// The members of a refusal that do not depend on the request.
const OF_REFUSAL: [&str; 8] = ["type", "title", "status", "detail", "rule", "clause", "blockers", "errors"];

impl TestApp {
    /// From now on every action is previewed before it is performed, and the preview must agree.
    #[must_use]
    pub fn with_previews(self) -> Self {
        self.previews.store(true, Ordering::SeqCst);
        self
    }

    /// The number of previews that agreed with the action.
    pub fn previewed(&self) -> u32 {
        self.previewed.load(Ordering::SeqCst)
    }

    /// Previews an action on a case, and returns any answer.
    pub async fn preview(&self, who: &str, case: &str, action: &str, data: Value) -> TestResponse {
        let body = json!({"data": data, "comment": "Theo thỏa thuận"});
        self.post(who, &format!("/cases/{case}/actions/{action}/preview"), &body).await
    }

    /// Previews an action when the test wants that; the preview must write nothing.
    ///
    /// # Panics
    /// When the preview changed the database.
    pub(super) async fn preview_before(
        &self,
        who: &str,
        case: &str,
        action: &str,
        body: &Value,
    ) -> Option<TestResponse> {
        if !self.previews.load(Ordering::SeqCst) {
            return None;
        }
        let before = self.rows().await;
        let preview = self.post(who, &format!("/cases/{case}/actions/{action}/preview"), body).await;
        assert_eq!(self.rows().await, before, "the preview of {action} by {who} wrote");
        Some(preview)
    }

    /// Compares a preview with the answer of the action.
    ///
    /// # Panics
    /// When they differ.
    pub(super) fn compare(&self, action: &str, preview: &TestResponse, answer: &TestResponse) {
        let about = format!("{action}: {} and {}", preview.body, answer.body);
        assert_eq!(preview.status, answer.status, "{about}");
        if answer.status == StatusCode::OK {
            for member in SHARED {
                assert_eq!(preview.body[member], answer.body[member], "{member} of {about}");
            }
            let timers = |body: &Value| -> BTreeMap<String, Value> {
                let listed = body["timers"].as_array().into_iter().flatten().cloned();
                let open = listed.filter(|timer| timer["status"] != "met");
                open.map(|timer| (timer["limit"].to_string(), timer)).collect()
            };
            let now = timers(&answer.body);
            for (limit, timer) in timers(&preview.body) {
                assert_eq!(now.get(&limit), Some(&timer), "the timer {limit} of {about}");
            }
        } else {
            for member in OF_REFUSAL {
                assert_eq!(preview.body[member], answer.body[member], "{member} of {about}");
            }
        }
        self.previewed.fetch_add(1, Ordering::SeqCst);
    }

    /// The number of rows of each table, and the sum of the versions where a table has them.
    async fn rows(&self) -> BTreeMap<String, (i64, i64)> {
        let db = self.app().store.read();
        let backend = db.get_database_backend();
        let (tables, versions) = if backend == DbBackend::Postgres {
            (
                "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()",
                "SELECT table_name::text AS name FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND column_name = 'version' AND data_type = 'bigint'",
            )
        } else {
            (
                "SELECT name FROM sqlite_master WHERE type = 'table'",
                "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND c.name = 'version' AND lower(c.type) LIKE '%int%'",
            )
        };
        let versioned = names(db, versions).await;
        let mut rows = BTreeMap::new();
        let written_here = |table: &String| !OF_BACKGROUND.contains(&table.as_str());
        for table in names(db, tables).await.into_iter().filter(written_here) {
            let sum = if versioned.contains(&table) { "coalesce(sum(version), 0)" } else { "0" };
            let sql = format!("SELECT CAST(count(*) AS BIGINT) AS n, CAST({sum} AS BIGINT) AS v FROM \"{table}\"");
            let row = db.query_one_raw(Statement::from_string(backend, sql)).await.expect("a count").expect("a row");
            let number = |column: &str| row.try_get::<i64>("", column).expect("a number");
            rows.insert(table, (number("n"), number("v")));
        }
        rows
    }
}

async fn names<C: ConnectionTrait>(db: &C, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("the tables");
    rows.iter().map(|row| row.try_get::<String>("", "name").expect("a name")).collect()
}
