//! A server moves to another database, and all answers stay the same.

use api_app::files::in_folder;
use api_app::imports::import_file_store::ImportFileStore;
use api_app::verify;
use api_store::entities::status::{ImportMode, ImportStatus};
use api_store::entities::{cases, imports, organizations};
use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use tests::bucket::Bucket;
use tests::test_app::cast::{BAY, MOBIFONE, POWER, office};
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_app::{POSITION, TestApp, wanting};
use tests::test_client::answered;
use tests::test_db::TestDb;
use uuid::Uuid;

use super::{everything, restore, take};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

/// The persons and the paths that they read.
const READS: [(&str, &str); 9] = [
    ("planner@vnpt", "/cases?limit=100&include=content"),
    ("clerk@power", "/cases?limit=100&include=content"),
    ("clerk@power", "/assets?limit=100"),
    ("planner@mobifone", "/assets?limit=100"),
    ("clerk@power", "/tasks?limit=100"),
    ("lead@halong", "/tasks?limit=100"),
    ("planner@vnpt", "/notifications?limit=100"),
    ("admin@hatang", "/outbox?limit=500"),
    ("admin@hatang", "/organizations?limit=100"),
];

/// A server with at least one row of everything.
async fn lived_in(test_db: TestDb) -> (TestApp, String, String) {
    let test_app = TestApp::open(test_db).await.with_offices().await;
    let pole = test_app.pole("clerk@power", 4).await;
    let rented = test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    let held = test_app.complete("planner@viettel", "clerk@power", &[&pole]).await;
    test_app.filed("planner@mobifone", &[&pole]).await;
    test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
    let permit = test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let photo = test_app.ask("clerk@power", Method::POST, &format!("/assets/{pole}/photos?name=cot-17.png"));
    answered(photo.header("Content-Type", "application/octet-stream").body(PNG)).await.unwrap().good();
    test_app.post("clerk@power", "/exports/assets", &json!({"format": "csv"})).await.good();
    test_app.work().await;
    an_import_in_the_hands_of_another_node(&test_app).await;
    links(&test_app, &rented[0], &permit).await;
    (test_app, pole, held)
}

async fn an_import_in_the_hands_of_another_node(test_app: &TestApp) {
    let import_files = ImportFileStore::of(in_folder(&test_app.folder("imports")).unwrap());
    let file = futures_util::stream::iter([Ok(bytes::Bytes::from_static(b"code\nA-1\n"))]);
    import_files.put("waiting-1", file, 100).await.unwrap();
    let row = imports::Model {
        id: Uuid::from_u128(7),
        organization_id: office(POWER).uuid(),
        created_by: None,
        format: "csv".to_owned(),
        mapping: json!({"x": 1.5}),
        mode: ImportMode::Commit,
        status: ImportStatus::Running,
        file_key: "waiting-1".to_owned(),
        file_name: Some("cột.csv".to_owned()),
        bytes_total: Some(9),
        bytes_read: 0,
        rows_total: None,
        rows_read: 0,
        rows_ok: 0,
        rows_failed: 0,
        notices: 0,
        assets_created: 0,
        occupancies_created: 0,
        report: json!({}),
        created_at: test_app.now(),
        started_at: Some(test_app.now()),
        finished_at: None,
        lease_owner: Some("another node".to_owned()),
        lease_until: Some(test_app.now() + TimeDelta::days(100)),
        last_error: None,
        version: 1,
    };
    let tx = test_app.app().store.begin().await.unwrap();
    row.into_active_model().insert(&tx).await.unwrap();
    test_app.app().store.commit(tx).await.unwrap();
}

/// Creates rows that refer to rows inserted later.
async fn links(test_app: &TestApp, older: &str, newer: &str) {
    let [older, newer]: [Uuid; 2] = [older.parse().unwrap(), newer.parse().unwrap()];
    let tx = test_app.app().store.begin().await.unwrap();
    let set = cases::Entity::update_many().col_expr(cases::Column::PreviousCaseId, Expr::value(newer));
    set.filter(cases::Column::Id.eq(older)).exec(&tx).await.unwrap();
    let (early, late) =
        (office(MOBIFONE).uuid().min(office(BAY).uuid()), office(MOBIFONE).uuid().max(office(BAY).uuid()));
    let set = organizations::Entity::update_many().col_expr(organizations::Column::SuccessorId, Expr::value(late));
    set.filter(organizations::Column::Id.eq(early)).exec(&tx).await.unwrap();
    test_app.app().store.commit(tx).await.unwrap();
}

/// The answers to every reader, and the bytes of documents and of the map.
async fn seen(test_app: &TestApp, pole: &str) -> Vec<(String, Value, Vec<u8>)> {
    let mut paths: Vec<(String, String)> =
        READS.iter().map(|(who, path)| ((*who).to_owned(), (*path).to_owned())).collect();
    for (who, path) in
        [("clerk@power", ""), ("clerk@power", "/versions"), ("clerk@power", "/occupancies"), ("planner@vnpt", "")]
    {
        paths.push((who.to_owned(), format!("/assets/{pole}{path}")));
    }
    for case in test_app.list("planner@vnpt", "/cases").await {
        let case = case["id"].as_str().unwrap().to_owned();
        for part in ["", "/history", "/documents", "/messages", "/actions"] {
            paths.push(("planner@vnpt".to_owned(), format!("/cases/{case}{part}")));
        }
        for document in test_app.list("planner@vnpt", &format!("/cases/{case}/documents")).await {
            paths.push((
                "planner@vnpt".to_owned(),
                format!("/cases/{case}/documents/{}", document["id"].as_str().unwrap()),
            ));
        }
    }
    let mut seen = Vec::new();
    for (who, path) in paths {
        let answer = test_app.ask(&who, Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let bytes = answer.bytes().await.unwrap().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        let raw = if body == Value::Null { bytes } else { Vec::new() };
        seen.push((format!("{who} {path}"), body, raw));
    }
    let tile = test_app
        .ask_outside(Method::GET, "/tiles/assets/12/3266/1804")
        .bearer_auth("planner@vnpt")
        .send()
        .await
        .unwrap();
    assert_eq!(tile.status(), StatusCode::OK);
    let tile = tile.bytes().await.unwrap().to_vec();
    assert!(!tile.is_empty(), "the pole is on the map");
    seen.push(("tile".to_owned(), Value::Null, tile));
    seen
}

async fn an_installation_moves(from: TestDb, to: TestDb) {
    let (test_app, pole, held) = lived_in(from).await;
    let before = seen(&test_app, &pole).await;
    let rows = everything(test_app.app()).await;
    let empty: Vec<_> = rows.iter().filter(|(_, rows)| rows.is_empty()).map(|(name, _)| name.as_str()).collect();
    for name in [
        "organizations.successor_id",
        "areas.parent_id",
        "cases.previous_case_id",
        "asset_photos",
        "exports",
        "documents",
    ] {
        assert!(!empty.contains(&name), "{name} is tried");
    }
    let archive = to.path().join("town.tar.zst");
    let manifest = take(test_app.app(), &archive).await.unwrap();
    assert_eq!(
        (manifest.lacking, manifest.rows()),
        (0, rows.iter().map(|(_, rows)| u64::try_from(rows.len()).unwrap()).sum())
    );
    assert!(manifest.files >= 5, "documents, a photo, an import, an export: {manifest:?}");
    let now = test_app.now();
    // The restore needs no part of the old server.
    drop(test_app);

    let app = to.app(std::sync::Arc::new(api_store::database::clock::MovableClock::at(now))).await;
    let restored = restore(&app, &archive).await.unwrap();
    assert_eq!(restored.manifest, manifest);
    assert_eq!(restored.proof.findings, []);
    assert!(restored.proof.cases >= 5);
    for ((name, was), (_, is)) in rows.iter().zip(everything(&app).await) {
        assert_eq!(*was, is, "{name}");
    }
    let again = restore(&app, &archive).await.unwrap_err().to_string();
    assert!(again.starts_with("the database is not empty"), "{again}");
    app.store.close().await.unwrap();

    let test_app = TestApp::reopen(to, now).await;
    for ((what, was, raw), (_, is, now_raw)) in before.iter().zip(seen(&test_app, &pole).await) {
        assert_eq!(*was, is, "{what}");
        assert!(*raw == now_raw, "{what}");
    }
    // Work continues: a case advances, and a new one gets a number of its own.
    test_app
        .perform("clerk@power", &held, "offer", json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"}))
        .await;
    test_app.perform("manager@viettel", &held, "accept", json!({})).await;
    let capacity = json!({"unit": POSITION, "installed": 2});
    let second = test_app.pole_with("clerk@power", json!({"code": "QN-POL-000002", "capacity": [capacity]})).await;
    test_app.complete("planner@vnpt", "clerk@power", &[&second]).await;
    test_app.work().await;
    let proof = verify::all(test_app.app(), |_| ()).await.unwrap();
    assert_eq!((proof.findings, proof.cases), (Vec::new(), restored.proof.cases + 1));
    let import_files = ImportFileStore::of(in_folder(&test_app.folder("imports")).unwrap());
    assert!(import_files.find("waiting-1").await.unwrap().is_some(), "the import can go on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sqlite_to_sqlite() {
    an_installation_moves(TestDb::sqlite().await, TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sqlite_to_postgres() {
    if let Some(to) = TestDb::postgres("a backup from SQLite") {
        an_installation_moves(TestDb::sqlite().await, to).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_postgres_to_sqlite() {
    if let Some(from) = TestDb::postgres("a backup to SQLite") {
        an_installation_moves(from, TestDb::sqlite().await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_postgres_to_postgres() {
    if let (Some(from), Some(to)) = (TestDb::postgres("a backup"), TestDb::postgres("a backup")) {
        an_installation_moves(from, to).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_move_out_of_a_bucket_and_into_one() {
    let (first, second) = (Bucket::open().await, Bucket::open().await);
    let test_app = TestApp::open(first.under(TestDb::sqlite().await)).await.with_offices().await;
    let site = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    test_app.work().await;
    let to = second.under(TestDb::sqlite().await);
    let archive = to.path().join("town.tar.zst");
    let manifest = take(test_app.app(), &archive).await.unwrap();
    assert_eq!((manifest.files, manifest.lacking), (2, 0));
    let app = to.app(std::sync::Arc::new(api_store::database::clock::MovableClock::at(test_app.now()))).await;
    restore(&app, &archive).await.unwrap();
    app.store.close().await.unwrap();
    let moved = TestApp::reopen(to, test_app.now()).await;
    for document in test_app.list("planner@vnpt", &format!("/cases/{site}/documents")).await {
        let path = format!("/cases/{site}/documents/{}", document["id"].as_str().unwrap());
        let bytes = |test_app: &TestApp| test_app.ask("planner@vnpt", Method::GET, &path).send();
        let (was, is) = (bytes(&test_app).await.unwrap(), bytes(&moved).await.unwrap());
        assert_eq!((was.status(), is.status()), (StatusCode::OK, StatusCode::OK));
        assert_eq!(was.bytes().await.unwrap(), is.bytes().await.unwrap());
    }
}
