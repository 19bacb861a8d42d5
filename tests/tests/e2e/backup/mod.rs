//! Backup of a server into a file and restore from it: between both databases, while people work,
//! after kills, and never from a damaged or forged archive.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod hostile;
mod killed;
mod members;
mod moved;
mod older;
mod streams;
mod tables;
mod text;
mod working;

use std::path::Path;
use std::sync::Arc;

use api_app::app::App;
use api_app::backup::Watcher;
use api_app::backup::create;
use api_app::backup::error::BackupError;
use api_app::backup::manifest::Manifest;
use api_app::backup::restore::{self, Restored};
use api_app::services::Services;
use api_store::admin::backup::read::{key, page};
use api_store::admin::backup::{Cell, Row, column_sets, empty};
use serde_json::Value;
use tests::test_app::TestApp;

async fn take(app: &App, path: &Path) -> Result<Manifest, BackupError> {
    let services = Services::open(app).unwrap();
    let nobody: Watcher = Arc::new(|_| {});
    Box::pin(create::take(app, &services, path, &nobody)).await
}

async fn restore(app: &App, path: &Path) -> Result<Restored, BackupError> {
    let services = Services::open(app).unwrap();
    let nobody: Watcher = Arc::new(|_| {});
    Box::pin(restore::restore(app, &services, path, &nobody)).await
}

/// Whether the database contains no rows.
async fn is_empty(app: &App) -> bool {
    empty::tables_in_use(app.store.read()).await.unwrap().is_empty()
}

/// All rows of a server. The keys of JSON values are in order.
async fn everything(app: &App) -> Vec<(String, Vec<Row>)> {
    let mut all = Vec::new();
    for column_set in column_sets::all() {
        let mut rows: Vec<Row> = Vec::new();
        loop {
            let after = rows.last().map(|row| key(&column_set, row));
            let page = page(app.store.read(), &column_set, after.as_deref(), 7).await.unwrap();
            if page.is_empty() {
                break;
            }
            rows.extend(page);
        }
        let plain = |cell: Cell| {
            let Cell::Json(text) = cell else { return cell };
            Cell::Json(sorted(serde_json::from_str(&text).unwrap()).to_string())
        };
        let rows: Vec<Row> = rows.into_iter().map(|row| row.into_iter().map(plain).collect()).collect();
        all.push((column_set.name, rows));
    }
    all
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let map: std::collections::BTreeMap<_, _> =
                map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            map.into_iter().collect()
        }
        Value::Array(list) => list.into_iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// Backs up a small data set: a request that holds a position, and a dossier with documents.
async fn small_installation(path: &Path) -> Manifest {
    let test_app = TestApp::on_sqlite().await.with_offices().await;
    let pole = test_app.pole("clerk@power", 2).await;
    test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    test_app.filed_site("planner@vnpt", tests::test_app::dossiers::BAI_CHAY).await;
    test_app.work().await;
    take(test_app.app(), path).await.unwrap()
}
