//! Work under a lease continues at once when the connection to the database returns. The clock of
//! the nodes does not move in these tests, so no lease expires.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use api_app::app::App;
use api_app::background::assembly::{exporter, importer};
use api_app::config::Config;
use api_app::exports::exporter::{ExportStep, Exporter};
use api_app::imports::importer::{Ended, Importer};
use api_app::imports::mapping::Mapping;
use api_app::services::Services;
use api_store::Store;
use api_store::assets::exports::{self, NewExport};
use api_store::assets::imports::batches::{self, NewBatch};
use api_store::database::clock::{Clock, MovableClock};
use api_store::entities::imports::Model;
use api_store::entities::status::{ExportStatus, ImportMode, ImportStatus};
use domain::access::Role;
use domain::ids::{ExportId, ImportId};
use domain::organization::OrganizationKind;
use sea_orm::{ConnectionTrait, Statement};
use tests::fixtures::{self, Person, office, pole, settle};
use tests::in_process_server::monday;
use tests::switch::Switch;
use tests::test_db::TestDb;

const OWNER: u128 = 1;
const MAPPING: &str = r#"
    name = "poles"
    title = "Poles"
    format = "csv"
    source = "test"
    [asset]
    code = { column = "code" }
    kind = { constant = "pole" }
    position = { degrees = { longitude = { column = "lon" }, latitude = { column = "lat" } } }
"#;
/// A port on which no process listens.
const NOBODY: u16 = 1;
/// More cuts than the attempts after which a failing batch is given up.
const CUTS: usize = 9;

/// A node whose database connection has a switch, and a direct connection to the database.
struct Scene {
    app: App,
    services: Services,
    switch: Switch,
    behind: u16,
    store: Store,
    _test_db: TestDb,
}

impl Scene {
    async fn open(assets: u128) -> Option<Self> {
        let test_db = TestDb::postgres("connections that are cut during a job")?;
        let store = Store::connect(test_db.url()).await.unwrap();
        let people = [Person::new("clerk", OWNER, Role::OwnerClerk)];
        let register: Vec<_> = (1..=assets).map(|number| pole(number, OWNER, 4)).collect();
        settle(&store, monday(), &[(OWNER, OrganizationKind::Owner)], &people, &register).await;
        let (before, name) = test_db.url().rsplit_once('/').unwrap();
        let (server, port) = before.rsplit_once(':').unwrap();
        let behind = port.parse().unwrap();
        let switch = Switch::to(behind).await;
        let url = format!("{server}:{}/{name}", switch.port());
        let data = test_db.folder("data");
        let keys = [
            ("data.dir", data.to_str().unwrap()),
            ("database.url", url.as_str()),
            ("database.wait_timeout_seconds", "1"),
        ];
        let clock: Arc<dyn Clock> = Arc::new(MovableClock::at(monday()));
        let app = App::open(Config::with(&keys).unwrap(), clock).await.unwrap();
        let services = Services::open(&app).unwrap();
        Some(Self { app, services, switch, behind, store, _test_db: test_db })
    }

    async fn count(&self, table: &str) -> i64 {
        let db = self.store.read();
        let sql = format!("SELECT count(*) AS n FROM {table}");
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    async fn queued(&self, rows: usize) -> ImportId {
        let importer: Importer = importer(&self.app, &self.services);
        let mut file = String::from("code,lon,lat\n");
        for row in 0..rows {
            writeln!(file, "P-{row},{:.5},20.95", 107.0 + 0.0001 * f64::from(u32::try_from(row).unwrap())).unwrap();
        }
        let mapping: Mapping = toml::from_str(MAPPING).unwrap();
        let id = ImportId::new(self.app.clock.new_id());
        let part = Ok::<_, std::io::Error>(bytes::Bytes::from(file));
        let kept =
            importer.import_files.put(&id.to_string(), futures_util::stream::iter([part]), u64::MAX).await.unwrap();
        let tx = self.store.begin().await.unwrap();
        let batch = NewBatch {
            id,
            organization: office(OWNER),
            by: None,
            format: mapping.format_name(),
            mapping: serde_json::to_value(&mapping).unwrap(),
            mode: ImportMode::Commit,
            file_key: kept.key,
            file_name: None,
            bytes: kept.bytes,
            at: monday(),
        };
        batches::create(&tx, batch).await.unwrap();
        self.store.commit(tx).await.unwrap();
        id
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_goes_on_at_once_when_its_node_has_its_database_again() {
    let Some(scene) = Scene::open(0).await else { return };
    let id = scene.queued((CUTS + 3) * 1_000).await;
    let importer = importer(&scene.app, &scene.services);
    let cuts = AtomicUsize::new(0);
    let is_away = AtomicBool::new(false);
    // Cuts the connection after each of the first chunks. After every fourth cut a new connection
    // is possible at once.
    let watcher = |_: &Model| {
        let cut = cuts.fetch_add(1, Ordering::Relaxed);
        if cut < CUTS {
            scene.switch.turn(NOBODY);
            is_away.store(cut % 4 != 3, Ordering::Relaxed);
            if cut % 4 == 3 {
                scene.switch.turn(scene.behind);
            }
        }
    };
    let mut stopped = 0;
    let batch = loop {
        match importer.this(id, "node", &watcher).await {
            Ok(Ended::Finished(batch)) => break batch,
            Ok(Ended::Lost) => {
                let row = batches::find(scene.store.read(), id).await.unwrap().unwrap();
                panic!(
                    "after {stopped} cuts it waits for its own lease: {:?} until {:?}",
                    row.lease_owner, row.lease_until
                )
            }
            Err(why) => {
                let row = batches::find(scene.store.read(), id).await.unwrap().unwrap();
                assert_eq!(
                    (row.status, row.lease_owner.as_deref()),
                    (ImportStatus::Running, Some("node")),
                    "{stopped}"
                );
                stopped += 1;
                assert!(stopped <= CUTS + 1, "{:?} {why}", row.last_error);
                // While the database is away, the node cannot take the next batch, and the known
                // state stays.
                if is_away.load(Ordering::Relaxed) {
                    importer.next("node").await.unwrap_err();
                    // A turn of the switch cuts every connection, so the test turns it only while
                    // there is none.
                    scene.switch.turn(scene.behind);
                    is_away.store(false, Ordering::Relaxed);
                }
            }
        }
    };
    assert!(stopped > 5, "it was stopped {stopped} times, more often than a batch that fails is tried");
    let rows = i64::try_from((CUTS + 3) * 1_000).unwrap();
    assert_eq!((batch.status, batch.last_error.as_deref()), (ImportStatus::Done, None));
    assert_eq!((batch.rows_read, batch.rows_ok, batch.assets_created), (rows, rows, rows), "complete");
    assert_eq!((scene.count("assets").await, scene.count("asset_versions").await), (rows, rows), "and once");
    assert_eq!(batch.report["attempts"], 0);
}

async fn until_it_works(exporter: &Exporter) -> ExportStep {
    for _ in 0..20 {
        if let Ok(ended) = exporter.next("node").await {
            return ended;
        }
    }
    panic!("the export is stopped again and again, though its database is there")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_goes_on_at_once_when_its_node_has_its_database_again() {
    let Some(scene) = Scene::open(3_000).await else { return };
    let id = ExportId::new(scene.app.clock.new_id());
    let wanted = serde_json::json!({"format": "csv", "crs": "OGC:CRS84", "place": "wkt", "columns": [], "filter": {}});
    let tx = scene.store.begin().await.unwrap();
    let (by, file_name) = (fixtures::person(1), "x.csv".to_owned());
    exports::create(&tx, NewExport { id, by, format: "csv", wanted, file_name, at: monday() }).await.unwrap();
    scene.store.commit(tx).await.unwrap();
    let exporter: Exporter = exporter(&scene.app, &scene.services);
    let row = async || exports::of(scene.store.read(), by, id).await.unwrap().unwrap();

    let mut stopped = 0;
    while stopped < 6 {
        let begin = || {
            let node = exporter.clone();
            tokio::spawn(async move { node.next("node").await })
        };
        let mut work = begin();
        // Waits until this attempt has written its first page, and then cuts the connection.
        loop {
            let row = row().await;
            assert_ne!(row.status, ExportStatus::Done, "it came to its end before it could be stopped");
            if row.rows_done > 0 {
                break;
            }
            // The first connection from the pool may be one that was cut before.
            if work.is_finished() {
                work.await.unwrap().unwrap_err();
                work = begin();
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        scene.switch.turn(NOBODY);
        work.await.unwrap().unwrap_err();
        exporter.next("node").await.unwrap_err();
        scene.switch.turn(scene.behind);
        stopped += 1;
        // The next attempt writes from the first page on.
        let tx = scene.store.begin().await.unwrap();
        tx.execute_unprepared("UPDATE exports SET rows_done = 0").await.unwrap();
        scene.store.commit(tx).await.unwrap();
    }
    // After the last cut the export completes in the same way.
    let ended = until_it_works(&exporter).await;
    assert_eq!(ended, ExportStep::One);
    let done = row().await;
    assert_eq!((done.status, done.rows_done, done.attempts), (ExportStatus::Done, 3_000, 1), "{done:?}");
    assert!(exporter.import_files.open(&done.file_key.unwrap()).await.is_ok());
}
