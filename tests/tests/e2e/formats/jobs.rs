//! Access to exports: an export contains what a list contains, only its owner can fetch it, and it
//! completes although a node dies.

use api_app::exports::exporter::{ExportStep, Exporter};
use api_app::exports::order::Order;
use api_app::exports::write::{ExportError, ExportViewer, write};
use api_app::imports::import_file_store::ImportFileStore;
use api_store::assets::exports::{self, StoredExportError};
use api_store::entities::status::ExportStatus;
use chrono::TimeDelta;
use domain::ids::{ExportId, UserId};
use futures_util::FutureExt;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::in_process_server::monday;
use tests::test_app::TestApp;
use tests::test_app::cast::person;
use tests::test_db::TestDb;
use uuid::Uuid;

use super::{export, exported, features, imported, register_of};

tests::on_both_databases!(what_leaves_is_what_its_reader_sees, orders_that_cannot_be_carried_out_are_refused_at_once,);

fn order(format: &str) -> Order {
    serde_json::from_value(json!({"format": format, "crs": "OGC:CRS84", "place": "wkt", "columns": [], "filter": {}}))
        .unwrap()
}

async fn what_leaves_is_what_its_reader_sees(test_app: TestApp) {
    let pole = |code: &str, more: Value| {
        let mut said = json!({
            "code": code, "kind": "pole", "owner": "Công ty Điện lực Quảng Ninh", "address": "12 Trần Phú",
            "attachment_position_installed": 4,
        });
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [107.08, 20.95]}, "properties": said})
    };
    let tenancies = json!([
        {"tenant": "VNPT Quảng Ninh", "unit": "attachment_position", "quantity": 1, "status": "active", "note": "cáp 24"},
        {"tenant": "Viettel Quảng Ninh", "unit": "attachment_position", "quantity": 1, "status": "active"},
        {"tenant": null, "unit": "attachment_position", "quantity": 1, "status": "active"},
    ]);
    let co_owners = json!([{"name": "Công ty Chiếu sáng Hạ Long", "percent": 40}]);
    let poles = [
        pole("P-1", json!({"tenancies": tenancies, "owner_percent": 60, "co_owners": co_owners})),
        pole("P-2", json!({"critical": true})),
        pole("P-3", json!({"visibility": "secret"})),
    ];
    let file = serde_json::to_vec(&json!({"type": "FeatureCollection", "features": poles})).unwrap();
    imported(&test_app, "clerk@power", "hatang-export", file).await;

    let own = register_of(&test_app, "clerk@power").await;
    assert_eq!(own.keys().collect::<Vec<_>>(), ["P-1", "P-2", "P-3"]);
    assert_eq!(own["P-1"]["properties"]["address"], "12 Trần Phú");
    assert_eq!(own["P-1"]["properties"]["attachment_position_installed"], 4);

    let reported = |asset: &Value| asset["properties"]["tenancies"].as_str().unwrap_or_default().to_owned();
    assert!(["VNPT", "Viettel", "null", "cáp 24"].iter().all(|word| reported(&own["P-1"]).contains(word)), "{own:?}");
    let lighting = register_of(&test_app, "clerk@lighting").await;
    assert_eq!(reported(&lighting["P-1"]), reported(&own["P-1"]), "a co-owner knows them all");
    // A tenant sees its own tenancies and no others.
    let tenant = register_of(&test_app, "planner@vnpt").await;
    assert!(reported(&tenant["P-1"]).contains("VNPT") && !tenant["P-1"].to_string().contains("Viettel"), "{tenant:?}");
    assert!(!reported(&tenant["P-1"]).contains("null"));

    let others = register_of(&test_app, "planner@mobifone").await;
    assert_eq!(others.keys().collect::<Vec<_>>(), ["P-1"], "critical and secret assets exist for nobody else");
    let said = &others["P-1"]["properties"];
    assert_eq!((&said["free_band"], said.get("address")), (&own["P-1"]["properties"]["free_band"], None));
    assert!(!said.to_string().contains("Trần Phú") && said.get("attachment_position_installed").is_none());
    assert!(["tenancies", "co_owners", "owner_percent"].iter().all(|name| said.get(name).is_none()), "{said}");
    let everything = others["P-1"].to_string();
    assert!(["VNPT", "Viettel", "Chiếu sáng"].iter().all(|name| !everything.contains(name)), "{everything}");

    // Only the person who requested the export can fetch its file.
    let done = export(&test_app, "planner@vnpt", &json!({"format": "csv"})).await;
    let path = format!("/exports/{}", done["id"].as_str().unwrap());
    assert_eq!(test_app.read("planner@viettel", &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(test_app.read("planner@viettel", &format!("{path}/file")).await.status, StatusCode::NOT_FOUND);
    let file = test_app.ask("planner@vnpt", Method::GET, &format!("{path}/file")).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(file.headers()["content-disposition"].to_str().unwrap().ends_with(".csv\""));
    assert_eq!(file.text().await.unwrap().lines().count(), 2);

    // The file has the requested columns and follows the filter.
    let wanted = json!({"format": "geojson", "columns": ["code", "kind"], "filter": {"q": "tran phu"}});
    let some = features(&exported(&test_app, "clerk@power", &wanted).await);
    assert_eq!(some.len(), 3);
    assert_eq!(some["P-2"]["properties"], json!({"code": "P-2", "kind": "pole"}));

    // After a week the file is deleted.
    test_app.days(8).await;
    test_app.work().await;
    let gone = test_app.get("planner@vnpt", &path).await;
    assert_eq!(gone["status"], "expired");
    assert_eq!(test_app.read("planner@vnpt", &format!("{path}/file")).await.status, StatusCode::CONFLICT);
}

async fn orders_that_cannot_be_carried_out_are_refused_at_once(test_app: TestApp) {
    for (wanted, pointer) in [
        (json!({"format": "kml", "crs": "EPSG:5899"}), "/crs"),
        (json!({"format": "csv", "crs": "EPSG:32648"}), "/crs"),
        (json!({"format": "csv", "columns": ["code", "nonsense"]}), "/columns/1"),
        (json!({"format": "csv", "filter": {"bbox": "1,2"}}), "bbox"),
    ] {
        let answer = test_app.post("clerk@power", "/exports/assets", &wanted).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert_eq!(answer.text("/errors/0/pointer"), pointer, "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_read_nothing_any_more_gets_nothing() {
    let test_app = TestApp::on_sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let go_on = |_: u64, _: u64| async { Ok(true) }.boxed();
    let nobody = UserId::new(Uuid::from_u128(7));
    let path = folder.path().join("file");
    let gone = write(test_app.app(), &order("csv"), ExportViewer::Person(nobody), &path, &go_on).await;
    assert!(matches!(gone, Err(ExportError::Refused(why)) if why.contains("no longer")));
    let clerk = write(test_app.app(), &order("csv"), ExportViewer::Person(person("clerk@power")), &path, &go_on).await;
    assert_eq!(clerk.unwrap().rows, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_loses_its_export_to_the_next() {
    let test_db = TestDb::sqlite().await;
    let clock = std::sync::Arc::new(api_store::database::clock::MovableClock::at(monday()));
    let app = test_db.app(clock.clone()).await;
    let offices = [(1, domain::organization::OrganizationKind::Owner)];
    let people = [tests::fixtures::Person::new("clerk", 1, domain::access::Role::OwnerClerk)];
    tests::fixtures::settle(&app.store, monday(), &offices, &people, &[tests::fixtures::pole(1, 1, 4)]).await;
    let id = ExportId::new(Uuid::from_u128(1));
    let tx = app.store.begin().await.unwrap();
    let new = exports::NewExport {
        id,
        by: tests::fixtures::person(1),
        format: "geopackage",
        wanted: serde_json::to_value(order("geopackage")).unwrap(),
        file_name: "x.gpkg".to_owned(),
        at: monday(),
    };
    exports::create(&tx, new).await.unwrap();
    // One node claims the export and never reports again.
    let until = monday() + TimeDelta::minutes(2);
    assert!(exports::claim_next(&tx, ("dead", &[]), monday(), until).await.unwrap().is_some());
    app.store.commit(tx).await.unwrap();
    let import_files = ImportFileStore::of(api_app::files::in_folder(&test_db.folder("depot")).unwrap());
    let exporter = Exporter {
        app: app.clone(),
        import_files: import_files.clone(),
        leases: api_app::lease::ActiveLeases::default(),
    };
    assert_eq!(exporter.next("alive").await.unwrap(), ExportStep::Nothing, "it may still live");
    clock.advance(TimeDelta::minutes(3));
    assert_eq!(exporter.next("alive").await.unwrap(), ExportStep::One);
    let row = exports::of(app.store.read(), tests::fixtures::person(1), id).await.unwrap().unwrap();
    assert_eq!((row.status, row.rows_done, row.attempts), (ExportStatus::Done, 1, 2), "{row:?}");
    assert!(import_files.open(&row.file_key.unwrap()).await.is_ok());
    // The late result of the dead node is refused.
    let tx = app.store.begin().await.unwrap();
    let late = exports::finish(&tx, id, "dead", Err(StoredExportError("late".to_owned())), monday()).await.unwrap();
    assert!(!late);
}
