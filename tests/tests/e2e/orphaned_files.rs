//! Files that dead nodes and refused uploads left behind are removed after a day, and no other file
//! is removed.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::time::Duration;

use api_app::background::abandoned_files::{Removed, sweep_local, sweep_shared};
use api_app::documents::content_lock::hold;
use api_app::documents::document_store::{Allowance, DocumentStore, StoredDocument};
use api_app::documents::sniff::FileKind;
use api_app::error::AppError;
use api_app::services::Services;
use api_store::admin::orphans;
use api_store::database::clock::{Clock, SystemClock};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use tests::in_process_server::{InProcessServer, monday};
use tests::test_app::TestApp;
use tests::test_app::dossiers::{BAI_CHAY, mast};
use tests::test_client::answered;

tests::on_both_databases!(
    what_nobody_refers_to_goes_after_a_day_and_the_rest_stays,
    content_that_is_uploaded_again_is_not_lost,
);

fn a_day_ago() -> DateTime<Utc> {
    SystemClock.now() - TimeDelta::days(1)
}

/// Sets the age of a file to two days.
fn age(path: &Path) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified((SystemClock.now() - TimeDelta::days(2)).into()).unwrap();
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

async fn put(documents: &DocumentStore, content: &str) -> StoredDocument {
    let allowance = Allowance { bytes: 1_000, kinds: vec![FileKind::Pdf] };
    let file = format!("%PDF-1.7 {content}\n");
    documents.put(SystemClock.new_id(), file.as_bytes(), &allowance).await.unwrap()
}

async fn draft(test_app: &TestApp) -> String {
    test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good().text("/id").to_owned()
}

async fn upload(test_app: &TestApp, case: &str, content: &str, kind: &str) -> reqwest::StatusCode {
    let path = format!("/cases/{case}/documents?kind={kind}&name=a.pdf");
    let ask = test_app.ask("planner@vnpt", Method::POST, &path).header("Content-Type", "application/octet-stream");
    answered(ask.body(format!("%PDF-1.7 {content}\n"))).await.unwrap().status
}

/// A server with its offices and without background jobs, because a sweep of its own would remove
/// the files too early.
async fn without_jobs(test_app: TestApp) -> TestApp {
    let test_db = test_app.with_offices().await.close().await;
    TestApp::within(InProcessServer::open_without_jobs(test_db, monday()).await)
}

async fn what_nobody_refers_to_goes_after_a_day_and_the_rest_stays(test_app: TestApp) {
    let test_app = without_jobs(test_app).await;
    let services = Services::open(test_app.app()).unwrap();
    let case = draft(&test_app).await;
    assert_eq!(upload(&test_app, &case, "attached", "location_map").await, 201);
    assert_eq!(upload(&test_app, &case, "refused", "no_such_paper").await, 422, "its bytes were stored before");
    let data = test_app.folder("documents");
    assert_eq!(files(&data).len(), 2);
    // A killed upload as the store leaves it, and files of imports and an export without rows.
    for (folder, name) in
        [("documents/arriving", "0190#1"), ("imports", "0190"), ("imports", "0191#2"), ("exports", "0190-2")]
    {
        std::fs::create_dir_all(test_app.folder(folder)).unwrap();
        std::fs::write(test_app.folder(folder).join(name), b"left").unwrap();
    }
    assert_eq!(
        sweep_shared(test_app.app(), &services, a_day_ago()).await.unwrap(),
        Removed::default(),
        "all of it is young"
    );

    for folder in ["documents", "imports", "exports"] {
        for file in files(&test_app.folder(folder)) {
            age(&file);
        }
    }
    let removed = sweep_shared(test_app.app(), &services, a_day_ago()).await.unwrap();
    assert_eq!(removed, Removed { unfinished_files: 2, contents: 1, others: 2 });
    assert_eq!(files(&data).len(), 1);
    let on_file = test_app.list("planner@vnpt", &format!("/cases/{case}/documents")).await;
    let path = format!("/cases/{case}/documents/{}", on_file.first().unwrap()["id"].as_str().unwrap());
    let fetched = test_app.ask("planner@vnpt", Method::GET, &path).send().await.unwrap();
    assert_eq!(fetched.bytes().await.unwrap(), "%PDF-1.7 attached\n");
    assert!(files(&test_app.folder("imports")).is_empty() && files(&test_app.folder("exports")).is_empty());
    assert_eq!(sweep_local(test_app.app(), a_day_ago()).unwrap(), 0);
}

async fn content_that_is_uploaded_again_is_not_lost(test_app: TestApp) {
    let test_app = without_jobs(test_app).await;
    let (app, services) = (test_app.app(), Services::open(test_app.app()).unwrap());
    let orphan = put(&services.documents, "x").await;
    let place = files(&test_app.folder("documents")).pop().unwrap();

    // A repeated upload makes the content new again, whichever row referred to it before.
    age(&place);
    put(&services.documents, "x").await;
    assert_eq!(sweep_shared(app, &services, a_day_ago()).await.unwrap().contents, 0);

    // An upload is about to write its row while the sweep reaches the same content. The sweep waits
    // (PostgreSQL) or fails to get its transaction (SQLite) until the row is written. Then the
    // content stays.
    age(&place);
    let tx = app.store.begin().await.unwrap();
    hold(&tx, &services.documents, &orphan.sha256).await.unwrap();
    let sweeping = {
        let (app, services) = (app.clone(), services.clone());
        tokio::spawn(async move { sweep_shared(&app, &services, a_day_ago()).await.map_err(|why| why.to_string()) })
    };
    let waits = tokio::time::timeout(Duration::from_millis(500), async {
        while !sweeping.is_finished() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waits.await.is_err(), "it must wait for the upload");
    assert!(services.documents.has(&orphan.sha256).await.unwrap());
    drop(tx);
    assert_eq!(sweeping.await.unwrap().unwrap().contents, 1, "the upload was refused after all");

    // If the content is removed between the upload and its row, the row is not written, and the
    // client must upload again.
    let again = put(&services.documents, "y").await;
    let tx = app.store.begin().await.unwrap();
    orphans::lock_exclusive(&tx, &again.sha256).await.unwrap();
    assert_eq!(orphans::contents(&tx, std::slice::from_ref(&again.sha256)).await.unwrap().len(), 1);
    assert!(services.documents.remove_older(&again.sha256, SystemClock.now() + TimeDelta::minutes(1)).await.unwrap());
    app.store.commit(tx).await.unwrap();
    let tx = app.store.begin().await.unwrap();
    assert!(matches!(hold(&tx, &services.documents, &again.sha256).await, Err(AppError::Again)));
    drop(tx);
    let case = draft(&test_app).await;
    assert_eq!(upload(&test_app, &case, "y", "location_map").await, 201);
}
