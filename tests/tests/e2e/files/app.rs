//! A server that stores its files in a bucket.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::bucket::Bucket;
use tests::test_app::TestApp;
use tests::test_app::dossiers::{BAI_CHAY, mast};
use tests::test_client::{TestResponse, answered};
use tests::test_db::TestDb;

use super::files_in;

const LENGTH: usize = 6_000_000;

fn drawing(edition: &str) -> Vec<u8> {
    let mut pdf = format!("%PDF-1.7 bản vẽ {edition}\n").into_bytes();
    pdf.resize(LENGTH, b'x');
    pdf
}

async fn upload(test_app: &TestApp, case: &str, kind: &str, edition: &str) -> TestResponse {
    let path = format!("/cases/{case}/documents?kind={kind}&name={kind}.pdf");
    let ask = test_app.ask("planner@vnpt", Method::POST, &path).header("Content-Type", "application/octet-stream");
    answered(ask.body(drawing(edition))).await.unwrap()
}

/// A dossier from the first upload to the decision. One drawing is replaced after the reviewer has
/// seen it.
async fn a_dossier_whose_documents_are_in_a_bucket(test_db: TestDb, bucket: Bucket) {
    let test_app = TestApp::open(bucket.under(test_db)).await.with_offices().await;
    let case =
        test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good().text("/id").to_owned();
    let first = upload(&test_app, &case, "location_map", "1").await.good().text("/id").to_owned();
    upload(&test_app, &case, "land_paper", "1").await.good();
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    test_app.perform("reviewer@halong", &case, "accept_intake", json!({})).await;
    let proposal = json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"});
    test_app.perform("reviewer@halong", &case, "recommend", proposal.clone()).await;

    let second = upload(&test_app, &case, "location_map", "2").await.good();
    assert_eq!(second.body["version"], 2);
    let blind = test_app.attempt("lead@halong", &case, "approve", json!({})).await;
    assert_eq!(blind.status, StatusCode::CONFLICT, "the documents are not those that were reviewed");
    test_app.perform("lead@halong", &case, "send_back", json!({"reason": "Bản vẽ mới"})).await;
    test_app.perform("reviewer@halong", &case, "recommend", proposal).await;
    assert_eq!(test_app.perform("lead@halong", &case, "approve", json!({})).await["state"], "approved");

    let old = format!("/cases/{case}/documents/{first}");
    let whole = test_app.ask("reviewer@halong", Method::GET, &old).send().await.unwrap();
    assert_eq!(whole.status(), StatusCode::OK);
    assert!(whole.bytes().await.unwrap() == drawing("1"), "the version that was replaced is still there");
    let part =
        test_app.ask("reviewer@halong", Method::GET, &old).header("Range", "bytes=5999990-").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], "bytes 5999990-5999999/6000000");
    assert_eq!(part.bytes().await.unwrap(), "x".repeat(10));
    // Three documents have two different contents. The local folder contains no file.
    assert_eq!((files_in(&bucket.folder()), files_in(&test_app.folder("documents"))), (2, 0));
}

/// While the bucket does not answer, operations with files end with 503 and change nothing. All
/// other operations work.
async fn a_bucket_that_does_not_answer(test_db: TestDb, mut bucket: Bucket) {
    let test_app = TestApp::open(bucket.under(test_db)).await.with_offices().await;
    let case =
        test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good().text("/id").to_owned();
    let kept = upload(&test_app, &case, "location_map", "1").await.good().text("/id").to_owned();
    bucket.close();
    let refused = upload(&test_app, &case, "land_paper", "1").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
    assert_eq!(refused.text("/type"), "urn:hatang:problem:unavailable");
    assert!(!refused.header("retry-after").is_empty());
    let path = format!("/cases/{case}/documents/{kept}");
    let fetched = test_app.read("planner@vnpt", &path).await;
    assert_eq!(fetched.status, StatusCode::SERVICE_UNAVAILABLE, "{}", fetched.body);
    let import = import(&test_app).await;
    assert_eq!(import.status, StatusCode::SERVICE_UNAVAILABLE, "{}", import.body);

    let on_file: Vec<Value> = test_app.list("planner@vnpt", &format!("/cases/{case}/documents")).await;
    assert_eq!(on_file.len(), 1, "no row names what is not there: {on_file:?}");
    assert!(test_app.list("clerk@power", "/imports").await.is_empty());
    let lacking = test_app.attempt("planner@vnpt", &case, "submit", json!({})).await;
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY, "what needs no file goes on: {}", lacking.body);

    bucket.reopen().await;
    upload(&test_app, &case, "land_paper", "1").await.good();
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    assert_eq!(test_app.ask("planner@vnpt", Method::GET, &path).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(files_in(&bucket.folder()), 1, "two documents, one content");
    let imported = self::import(&test_app).await.good().text("/id").to_owned();
    test_app.work().await;
    let imported = test_app.get("clerk@power", &format!("/imports/{imported}")).await;
    let said = imported["last_error"].as_str().unwrap();
    assert!(said.ends_with("the file has: x"), "it was read in the bucket: {imported}");
}

/// Imports an invalid file as a dry run.
async fn import(test_app: &TestApp) -> TestResponse {
    let path = "/imports?mapping=seattle-pole-attachments&mode=dry_run";
    let ask = test_app.ask("clerk@power", Method::POST, path).header("Content-Type", "application/octet-stream");
    answered(ask.body("x\n1\n")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dossier_whose_documents_are_in_a_bucket_on_sqlite() {
    a_dossier_whose_documents_are_in_a_bucket(TestDb::sqlite().await, Bucket::open().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dossier_whose_documents_are_in_a_bucket_on_postgres() {
    if let Some(test_db) = TestDb::postgres("a bucket") {
        a_dossier_whose_documents_are_in_a_bucket(test_db, Bucket::open().await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_does_not_answer_on_sqlite() {
    a_bucket_that_does_not_answer(TestDb::sqlite().await, Bucket::open().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_does_not_answer_on_postgres() {
    if let Some(test_db) = TestDb::postgres("a bucket that is down") {
        a_bucket_that_does_not_answer(test_db, Bucket::open().await).await;
    }
}
