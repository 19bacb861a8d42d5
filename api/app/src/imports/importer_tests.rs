//! Tests batches on a database: the real files, a dry run with the same report, a kill between
//! chunks, a rollback.

#![expect(
    clippy::disallowed_methods,
    reason = "a lease of the machine's own time, and a watcher that holds its thread"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use chrono::Utc;
use domain::ids::{ImportId, OrganizationId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::import_file_store::ImportFileStore;
use super::importer::{Ended, Importer};
use super::mapping::Mapping;
use crate::lease::ActiveLeases;
use crate::scratch::Scratch;
use crate::test_support::test_stores::stores;
use api_store::assets::imports::batches::{NewBatch, create};
use api_store::assets::imports::roll_back::{RollBackAuthor, held, undo};
use api_store::assets::imports::{findings, names};
use api_store::database::clock::Clock;
use api_store::database::clock::SystemClock;
use api_store::entities::imports::Model;
use api_store::entities::status::{ImportMode, ImportStatus, OccupancyStatus};
use api_store::entities::{
    asset_capacity, asset_owners, asset_versions, assets, capacity_entries, occupancies, organizations,
};
use api_store::{Store, StoreError};

pub(super) struct TestImporter {
    pub(super) importer: Importer,
    owner: OrganizationId,
    folder: tempfile::TempDir,
}

pub(super) async fn importers() -> Vec<TestImporter> {
    let mut all = Vec::new();
    for (store, folder) in stores().await {
        all.push(app(store, folder).await);
    }
    all
}

async fn app(store: Store, folder: tempfile::TempDir) -> TestImporter {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let owner = OrganizationId::new(clock.new_id());
    let tx = store.begin().await.unwrap();
    names::create_external(&tx, owner, "Seattle City Light", clock.now().date_naive(), clock.now()).await.unwrap();
    store.commit(tx).await.unwrap();
    let importer = Importer {
        store,
        clock,
        import_files: ImportFileStore::of(crate::files::in_folder(&folder.path().join("imports")).unwrap()),
        catalogue: Arc::new(policies::kinds::load(&policies::source::Source::BuiltIn).unwrap()),
        scratch: Arc::new(Scratch::within(folder.path())),
        leases: ActiveLeases::default(),
        office: None,
    };
    TestImporter { importer, owner, folder }
}

impl TestImporter {
    pub(super) async fn batch(&self, mapping: &Mapping, mode: ImportMode, file: &[u8]) -> ImportId {
        let Importer { store, clock, import_files, .. } = &self.importer;
        let id = ImportId::new(clock.new_id());
        let part = Ok::<_, std::io::Error>(bytes::Bytes::copy_from_slice(file));
        let kept = import_files.put(&id.to_string(), futures_util::stream::iter([part]), u64::MAX).await.unwrap();
        let tx = store.begin().await.unwrap();
        let batch = NewBatch {
            id,
            organization: self.owner,
            by: None,
            format: mapping.format_name(),
            mapping: serde_json::to_value(mapping).unwrap(),
            mode,
            file_key: kept.key,
            file_name: None,
            bytes: kept.bytes,
            at: clock.now(),
        };
        create(&tx, batch).await.unwrap();
        store.commit(tx).await.unwrap();
        id
    }

    pub(super) async fn run(&self, mapping: &Mapping, mode: ImportMode, file: &[u8]) -> Model {
        let id = self.batch(mapping, mode, file).await;
        match self.importer.this(id, "test", &|_| {}).await.unwrap() {
            Ended::Finished(batch) => *batch,
            Ended::Lost => panic!("the lease was lost"),
        }
    }

    pub(super) async fn reported(&self, batch: Uuid) -> Vec<(i64, String, String)> {
        let found = findings::list(self.importer.store.read(), batch.into(), None, None, 10_000).await.unwrap();
        found.into_iter().map(|row| (row.row_number, row.rule, row.message_en)).collect()
    }
}

macro_rules! rows {
    ($app:expr, $table:ident) => {
        $table::Entity::find().count($app.importer.store.read()).await.unwrap()
    };
}

fn seattle() -> (Mapping, Vec<u8>) {
    let mapping = toml::from_str(policies::mappings::shipped("seattle-pole-attachments").unwrap()).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/real/seattle-pole-attachments-2021.csv");
    (mapping, std::fs::read(file).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seattle_file_goes_in_and_comes_out_again() {
    for app in importers().await {
        in_and_out(&app).await;
    }
}

async fn in_and_out(app: &TestImporter) {
    let (mapping, file) = seattle();

    let tried = app.run(&mapping, ImportMode::DryRun, &file).await;
    assert_eq!((tried.status, rows!(app, assets), rows!(app, organizations)), (ImportStatus::Done, 0, 1));
    let batch = app.run(&mapping, ImportMode::Commit, &file).await;
    assert_eq!((batch.status, batch.last_error.as_deref()), (ImportStatus::Done, None));
    assert_eq!((batch.rows_read, batch.rows_ok, batch.rows_failed), (2_082, 2_080, 2));
    assert_eq!((batch.assets_created, batch.occupancies_created), (1_989, 2_080));
    assert_eq!(rows!(app, assets), 1_989);
    assert_eq!(rows!(app, asset_versions), 1_989);
    // The dry run reported all of it.
    let numbers =
        |row: &Model| (row.rows_ok, row.rows_failed, row.notices, row.assets_created, row.occupancies_created);
    assert_eq!(numbers(&tried), numbers(&batch));
    assert_eq!(tried.report, batch.report);
    assert_eq!(app.reported(tried.id).await, app.reported(batch.id).await);
    // Eleven tenants and four co-owners, two of whom are also tenants under other names.
    let created = batch.report["organizations_created"].as_array().unwrap().len();
    assert_eq!(rows!(app, organizations), u64::try_from(created).unwrap() + 1);
    assert_eq!(created, 13);
    let joint = asset_owners::Entity::find()
        .filter(asset_owners::Column::ShareBasisPoints.eq(3_334))
        .count(app.importer.store.read())
        .await
        .unwrap();
    assert!(joint > 0);

    let again = app.run(&mapping, ImportMode::Commit, &file).await;
    assert_eq!((again.rows_ok, again.rows_failed), (0, 2_082));
    assert_eq!(rows!(app, assets), 1_989);

    let store = &app.importer.store;
    assert!(held(store.read(), batch.id.into()).await.unwrap().is_nothing());
    let tx = store.begin().await.unwrap();
    let undoer = RollBackAuthor { by: None, by_name: Some("test"), reason: "wrong file", at: app.importer.clock.now() };
    assert_eq!(undo(&tx, batch.id.into(), undoer).await.unwrap(), 1_989);
    store.commit(tx).await.unwrap();
    let left = assets::Entity::find().filter(assets::Column::DeletedAt.is_null()).count(store.read()).await.unwrap();
    assert_eq!(left, 0);
    balanced(app).await;
    let third = app.run(&mapping, ImportMode::Commit, &file).await;
    assert_eq!((third.rows_ok, third.assets_created), (2_080, 1_989));
    balanced(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fibre_files_go_in_as_chambers_and_a_duct_with_its_tenant() {
    for app in importers().await {
        for (name, file, assets, tenants) in
            [("ofds-nodes", "ofds-nodes.geojson", 2, 0), ("ofds-spans", "ofds-spans.geojson", 1, 1)]
        {
            let mapping: Mapping = toml::from_str(policies::mappings::shipped(name).unwrap()).unwrap();
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/real").join(file);
            let file = std::fs::read(file).unwrap();
            for mode in [ImportMode::DryRun, ImportMode::Commit] {
                let batch = app.run(&mapping, mode, &file).await;
                assert_eq!(
                    (batch.status, batch.rows_failed),
                    (ImportStatus::Done, 0),
                    "{:?}",
                    app.reported(batch.id).await
                );
                assert_eq!((batch.assets_created, batch.occupancies_created), (assets, tenants));
            }
        }
        assert_eq!((rows!(app, assets), rows!(app, occupancies)), (3, 1));
        balanced(&app).await;
    }
}

/// Checks that the sum of the entries equals the ledger, and that the occupancies equal its active
/// quantity.
pub(super) async fn balanced(app: &TestImporter) {
    let db = app.importer.store.read();
    let entries = capacity_entries::Entity::find().all(db).await.unwrap();
    let ledgers = asset_capacity::Entity::find().all(db).await.unwrap();
    let used = occupancies::Entity::find()
        .filter(occupancies::Column::Status.eq(OccupancyStatus::Active))
        .all(db)
        .await
        .unwrap();
    let sum = |of: fn(&capacity_entries::Model) -> i64| entries.iter().map(of).sum::<i64>();
    assert_eq!(sum(|row| row.installed_delta), ledgers.iter().map(|row| row.installed).sum::<i64>());
    assert_eq!(sum(|row| row.active_delta), ledgers.iter().map(|row| row.active).sum::<i64>());
    assert_eq!(used.iter().map(|row| row.quantity).sum::<i64>(), ledgers.iter().map(|row| row.active).sum::<i64>());
}

pub(super) fn poles(count: u32) -> (Mapping, String) {
    let mapping = r#"
        name = "poles"
        title = "Poles"
        format = "csv"
        source = "test"
        [asset]
        code = { column = "code" }
        kind = { constant = "pole" }
        position = { degrees = { longitude = { column = "lon" }, latitude = { column = "lat" } } }
        capacity = { attachment_position = { installed = { constant = 4 } } }
        [[occupancies]]
        tenant = { column = "tenant" }
        units = { attachment_position = { constant = 1 } }
        [organizations]
        unknown = "create_external"
    "#;
    let mut file = "code,lon,lat,tenant\n".to_owned();
    for place in 0..count {
        // Every third row concerns a pole of the first half, much earlier in the file.
        let pole = if place % 3 == 0 { place / 2 } else { place };
        let (x, y) = (107.0 + f64::from(pole % 500) / 2_000.0, 20.9 + f64::from(pole / 500) / 2_000.0);
        writeln!(file, "P{pole},{x:.6},{y:.6},T{}", place % 7).unwrap();
    }
    (toml::from_str(mapping).unwrap(), file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_is_taken_up_without_doubling() {
    for (whole, killed) in importers().await.into_iter().zip(importers().await) {
        killed_and_taken_up(&whole, &killed).await;
    }
}

async fn killed_and_taken_up(whole: &TestImporter, app: &TestImporter) {
    let (mapping, file) = poles(5_500);
    let expected = whole.run(&mapping, ImportMode::Commit, file.as_bytes()).await;

    let id = app.batch(&mapping, ImportMode::Commit, file.as_bytes()).await;
    // The node dies after two chunks: the work is dropped at that point.
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let sender = std::sync::Mutex::new(Some(sender));
    let dying = app.importer.clone();
    let work = tokio::spawn(async move {
        let watcher = |batch: &Model| {
            if batch.rows_read == 2_000
                && let Some(sender) = sender.lock().unwrap().take()
            {
                sender.send(()).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        };
        drop(dying.this(id, "dying", &watcher).await);
    });
    receiver.await.unwrap();
    work.abort();
    drop(work.await);
    // No other node gets the batch during the lease; afterwards the next node does.
    assert_eq!(app.importer.next("eager").await.unwrap(), None);
    let tx = app.importer.store.begin().await.unwrap();
    api_store::assets::imports::batches::release_lease(&tx, id, "dying", Utc::now() - chrono::Duration::seconds(1))
        .await
        .unwrap();
    app.importer.store.commit(tx).await.unwrap();
    let Some(Ended::Finished(batch)) = app.importer.next("heir").await.unwrap() else { panic!("nobody took it up") };

    let numbers = |row: &Model| {
        (row.rows_read, row.rows_ok, row.rows_failed, row.notices, row.assets_created, row.occupancies_created)
    };
    assert_eq!(numbers(&batch), numbers(&expected));
    assert_eq!(app.reported(batch.id).await, whole.reported(expected.id).await);
    assert_eq!(rows!(app, assets), rows!(whole, assets));
    assert_eq!(rows!(app, occupancies), rows!(whole, occupancies));
    assert_eq!(rows!(app, organizations), rows!(whole, organizations));
    balanced(app).await;
    assert!(app.folder.path().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_on_says_so_and_keeps_what_was_read() {
    let app = importers().await.swap_remove(0);
    let (mapping, mut file) = poles(1_500);
    file.push_str("\"never closed,1,2,3\n");
    file.push_str(&"x,y,z\n".repeat(400_000));
    let batch = app.run(&mapping, ImportMode::Commit, file.as_bytes()).await;
    assert_eq!((batch.status, batch.rows_ok), (ImportStatus::Failed, 1_500));
    assert!(batch.last_error.unwrap().contains("quote"));

    let strange = "code,x,y\nP1,1,2\n";
    let batch = app.run(&mapping, ImportMode::Commit, strange.as_bytes()).await;
    assert_eq!(batch.status, ImportStatus::Failed);
    assert!(batch.last_error.unwrap().contains("lat, lon, tenant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_asset_in_the_same_place_is_reported() {
    for app in importers().await {
        notified_of_neighbours(&app).await;
    }
}

async fn notified_of_neighbours(app: &TestImporter) {
    let (mapping, _) = poles(0);
    let first = "code,lon,lat,tenant\nA,107.1,20.9,\nB,107.100005,20.9,\nC,107.2,20.9,\n";
    let batch = app.run(&mapping, ImportMode::Commit, first.as_bytes()).await;
    let near = |reported: &[(i64, String, String)]| {
        reported.iter().filter(|row| row.1 == "near_duplicate").map(|row| (row.0, row.2.clone())).collect::<Vec<_>>()
    };
    let reported = near(&app.reported(batch.id).await);
    assert_eq!(reported, [(2, "A, of the same kind and owner, stands 0.5 m away".to_owned())]);
    let second = "code,lon,lat,tenant\nD,107.200004,20.900004,\nE,107.3,20.9,T1\n";
    for mode in [ImportMode::DryRun, ImportMode::Commit] {
        let batch = app.run(&mapping, mode, second.as_bytes()).await;
        let reported = near(&app.reported(batch.id).await);
        assert_eq!(reported.len(), 1, "{reported:?}");
        assert!(reported[0].0 == 1 && reported[0].1.starts_with("C, "), "{reported:?}");
    }
}

#[tokio::test]
async fn a_guard_of_the_database_stands_behind_the_importer() {
    let app = importers().await.swap_remove(0);
    let tx = app.importer.store.begin().await.unwrap();
    let now = Utc::now();
    let twice = names::create_external(&tx, app.owner, "again", now.date_naive(), now).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
}
