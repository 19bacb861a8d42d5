//! Tests that a stopping process releases its batch, so that the next process need not wait for the
//! lease.

#![expect(clippy::disallowed_methods, reason = "a watcher that holds its thread")]

use domain::ids::ImportId;

use super::importer::Ended;
use super::importer_tests::{TestImporter, balanced, importers, poles};
use super::report::Report;
use crate::lease;
use api_store::assets::imports::batches;
use api_store::entities::imports::Model;
use api_store::entities::status::{ImportMode, ImportStatus};

/// A batch whose work was aborted before its first row was saved, or after some rows were.
async fn cut_short(app: &TestImporter, rows: u32, after: i64) -> ImportId {
    let (mapping, file) = poles(rows);
    let id = app.batch(&mapping, ImportMode::Commit, file.as_bytes()).await;
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let sender = std::sync::Mutex::new(Some(sender));
    let stopping = app.importer.clone();
    let work = tokio::spawn(async move {
        let watcher = |batch: &Model| {
            if batch.rows_read == after
                && let Some(sender) = sender.lock().unwrap().take()
            {
                sender.send(()).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        };
        drop(stopping.this(id, "stopping", &watcher).await);
    });
    receiver.await.unwrap();
    work.abort();
    drop(work.await);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_short_by_a_stop_goes_back_uncounted() {
    for app in importers().await {
        let id = cut_short(&app, 3_000, 1_000).await;
        assert_eq!(app.importer.next("eager").await.unwrap(), None, "its lease runs");
        lease::release_all(&app.importer).await.unwrap();
        let row = batches::find(app.importer.store.read(), id).await.unwrap().unwrap();
        assert_eq!((row.status, Report::of(&row.report).attempts), (ImportStatus::Running, 0));
        let Some(Ended::Finished(batch)) = app.importer.next("heir").await.unwrap() else { panic!("still leased") };
        assert_eq!((batch.id, batch.status, batch.rows_read), (id.uuid(), ImportStatus::Done, 3_000));
        balanced(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_comes_late_takes_nothing_from_the_next_holder() {
    for app in importers().await {
        let id = cut_short(&app, 3_000, 1_000).await;
        // The same process claims the batch again before it stops, and finishes it.
        assert!(matches!(app.importer.next("stopping").await.unwrap(), Some(Ended::Finished(_))));
        lease::release_all(&app.importer).await.unwrap();
        let row = batches::find(app.importer.store.read(), id).await.unwrap().unwrap();
        assert_eq!((row.status, row.lease_until), (ImportStatus::Done, None));
    }
}
