//! Map formats out and in again: every format keeps what it can express, GDAL reads our files, and
//! we read files of others. An export contains only what its reader may see.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod gdal;
mod jobs;
mod real;
mod round_trip;
mod suggestions;

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_client::answered;

/// Waits until a job of the server has ended.
async fn ended(test_app: &TestApp, who: &str, path: &str) -> Value {
    loop {
        test_app.work().await;
        let job = test_app.get(who, path).await;
        if !["queued", "running"].contains(&job["status"].as_str().unwrap()) {
            return job;
        }
        // The serving node executes the job.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Imports a file in `commit` mode. Returns the ended batch.
async fn import(test_app: &TestApp, who: &str, mapping: &str, file: Vec<u8>) -> Value {
    let path = format!("/imports?mapping={mapping}&mode=commit");
    let sent = test_app.ask(who, Method::POST, &path).header("content-type", "application/octet-stream").body(file);
    let batch = answered(sent).await.unwrap().good();
    ended(test_app, who, &format!("/imports/{}", batch.text("/id"))).await
}

/// Imports a file in which every row is valid.
async fn imported(test_app: &TestApp, who: &str, mapping: &str, file: Vec<u8>) -> Value {
    let batch = import(test_app, who, mapping, file).await;
    let id = batch["id"].as_str().unwrap();
    let findings = test_app.get(who, &format!("/imports/{id}/errors?weight=refused&limit=5")).await;
    assert_eq!((batch["status"].as_str().unwrap(), &batch["rows_failed"]), ("done", &json!(0)), "{batch}\n{findings}");
    batch
}

/// Rolls a batch back.
async fn rolled_back(test_app: &TestApp, who: &str, batch: &Value) {
    let thing = format!("/imports/{}", batch["id"].as_str().unwrap());
    let back = json!({"reason": "test"});
    test_app.change(who, &thing, Method::POST, &format!("{thing}/rollback"), &back).await.good();
}

/// Runs an export. Returns it after its end.
async fn export(test_app: &TestApp, who: &str, wanted: &Value) -> Value {
    let asked = test_app.post(who, "/exports/assets", wanted).await.good();
    ended(test_app, who, &format!("/exports/{}", asked.text("/id"))).await
}

/// Runs an export. Returns its file.
async fn exported(test_app: &TestApp, who: &str, wanted: &Value) -> Vec<u8> {
    let export = export(test_app, who, wanted).await;
    assert_eq!(export["status"], "done", "{export}");
    let path = format!("/exports/{}/file", export["id"].as_str().unwrap());
    let file = test_app.ask(who, Method::GET, &path).send().await.unwrap().error_for_status().unwrap();
    file.bytes().await.unwrap().to_vec()
}

/// The export as GeoJSON, by code, without the properties that differ between registers: identity
/// and version.
async fn register_of(test_app: &TestApp, who: &str) -> BTreeMap<String, Value> {
    features(&exported(test_app, who, &json!({"format": "geojson"})).await)
}

/// The features of a collection, by code.
fn features(file: &[u8]) -> BTreeMap<String, Value> {
    let collection: Value = serde_json::from_slice(file).unwrap();
    let features = collection["features"].as_array().unwrap().iter().map(|feature| {
        let mut feature = feature.clone();
        let said = feature["properties"].as_object_mut().unwrap();
        for own in ["id", "version"] {
            said.remove(own);
        }
        (said["code"].as_str().unwrap().to_owned(), feature)
    });
    features.collect()
}
