//! A transition of a sharing request over HTTP: the owner confirms that a request for twelve poles
//! is complete, and the server reserves the whole route. Beside it, the same statements with the
//! same values on a copy of the database, without the server.

use std::path::Path;
use std::time::Instant;

use api_store::Store;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::bare::{again, middle};
use crate::reads::Figure;
use crate::server::BenchServer;

const ROUTE: usize = 12;

/// Files requests that wait for their confirmation.
pub(crate) async fn filed(test_app: &BenchServer, assets: &[Uuid]) -> Vec<(String, i64)> {
    let mut filed = Vec::new();
    for route in assets.chunks_exact(ROUTE) {
        let elements: Vec<Value> = route
            .iter()
            .map(|id| json!({"asset_id": id, "units": [{"unit": "attachment_position", "quantity": 1}]}))
            .collect();
        let body = json!({"title": "Tuyến cáp", "purpose": "FTTH", "elements": elements});
        let draft: Value =
            serde_json::from_str(&test_app.post("planner", "/sharing-requests", None, &body).await).unwrap();
        let id = draft.get("id").and_then(Value::as_str).unwrap().to_owned();
        let path = format!("/cases/{id}/actions/submit");
        let version = draft.get("version").and_then(Value::as_i64);
        let case: Value = serde_json::from_str(&test_app.post("planner", &path, version, &json!({})).await).unwrap();
        filed.push((id, case.get("version").and_then(Value::as_i64).unwrap()));
    }
    filed
}

/// Confirms all requests, and then executes the same statements on the copy.
pub(crate) async fn confirmed(url: &str, copy: &str, folder: &Path, filed: &[(String, i64)]) -> Figure {
    let test_app = BenchServer::open(url, folder).await;
    test_app.get("clerk", "/me").await;
    test_app.ear.taken();
    let (mut http, mut heard, mut bytes) = (Vec::new(), Vec::new(), 0);
    for (id, version) in filed {
        let path = format!("/cases/{id}/actions/confirm_complete");
        let begun = Instant::now();
        bytes = test_app.post("clerk", &path, Some(*version), &json!({})).await.len();
        http.push(begun.elapsed());
        heard.push(test_app.ear.taken());
    }
    test_app.close().await;
    let store = Store::connect(copy).await.unwrap();
    store.pending().await.unwrap();
    let mut bare = Vec::new();
    for statements in &heard {
        bare.push(again(&store, statements).await);
    }
    store.close().await.unwrap();
    let statements = heard.last().map_or(0, Vec::len);
    // The first transitions open connections and prepare statements on both sides.
    let warm = |times: Vec<_>| middle(times.into_iter().skip(5).collect());
    let times = filed.len().saturating_sub(5);
    let what = "confirming a request for 12 poles".to_owned();
    Figure { what, times, statements, bytes, http: warm(http), bare: warm(bare) }
}

/// Copies a database to which no process is connected.
pub(crate) async fn copied(url: &str, server: Option<&str>) -> String {
    match server {
        None => {
            let file = url.trim_start_matches("sqlite://");
            let copy = format!("{file}.copy");
            let store = Store::connect(url).await.unwrap();
            let tx = store
                .read()
                .query_one_raw(sea_orm::Statement::from_string(store.backend(), "PRAGMA wal_checkpoint(TRUNCATE)"));
            drop(tx.await);
            store.close().await.unwrap();
            for ending in ["", "-wal"] {
                let from = format!("{file}{ending}");
                if Path::new(&from).exists() {
                    std::fs::copy(&from, format!("{copy}{ending}")).unwrap();
                }
            }
            format!("sqlite://{copy}")
        }
        Some(server) => {
            let (_, name) = url.rsplit_once('/').unwrap();
            let admin = sea_orm::Database::connect(server).await.unwrap();
            admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}_copy")).await.unwrap();
            admin.execute_unprepared(&format!("CREATE DATABASE {name}_copy TEMPLATE {name}")).await.unwrap();
            format!("{url}_copy")
        }
    }
}
