//! A bucket over HTTPS, with the cryptography provider that the server has chosen for its process.

use tests::bucket::Bucket;
use tests::node::Plan;
use tests::test_app::TestApp;
use tests::test_app::dossiers::{BAI_CHAY, mast};
use tests::test_db::TestDb;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_over_https_is_read_when_its_certificate_is_trusted_and_only_then() {
    let bucket = Bucket::open().await;
    let test_app = TestApp::open(bucket.under(TestDb::sqlite().await)).await.with_offices().await;
    let case =
        test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good().text("/id").to_owned();
    test_app.document("planner@vnpt", &case, "location_map").await;

    let encrypted = bucket.over_tls().await;
    let test_db = test_app.test_db();
    let plan = bucket
        .settings()
        .iter()
        .fold(Plan::new(test_db.url(), &test_db.folder("data")), |plan, (key, value)| plan.set(key, value));
    let plan = plan.set("s3.endpoint", &encrypted.endpoint);
    let certificate = test_db.folder("trusted").join("localhost.pem");
    std::fs::write(&certificate, &encrypted.authority).unwrap();

    let trusting = plan.command().arg("verify").env("SSL_CERT_FILE", &certificate).output().unwrap();
    let said = lines(&trusting.stdout);
    assert!(trusting.status.success() && said.contains(" 1 file(s)"), "{said}{}", lines(&trusting.stderr));

    let distrusting = plan.run(&["verify"]);
    assert!(!distrusting.status.success(), "{}", lines(&distrusting.stdout));
}

fn lines(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
