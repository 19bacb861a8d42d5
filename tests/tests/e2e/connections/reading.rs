//! Clients that read nothing, read slowly, or wait for an event that has not happened yet.

use std::time::Duration;

use api_store::Store;
use api_store::database::clock::{Clock, SystemClock};
use chrono::TimeDelta;
use serde_json::json;
use tests::events::Events;
use tests::fixtures::{OWNER, pole, request_for, settle_three};
use tests::test_db::TestDb;
use tokio::time::sleep;

use super::raw::{Raw, ended, get, have_ended, plan};

/// The number of contract downloads that exceeds all buffers between server and client. One
/// contract is nearly a megabyte.
const MANY: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_reads_nothing_is_cut_and_a_slow_one_gets_everything() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).set("connections.write_timeout_seconds", "6").start().await;
    let whole = reqwest::get(format!("{}/openapi.json", node.address())).await.unwrap().bytes().await.unwrap().len();
    let deaf = Raw::saying(&node, get("/openapi.json").repeat(MANY)).await;
    let mut slow = Raw::saying(&node, get("/openapi.json").repeat(MANY)).await;
    let mut read = 0;
    let mut pauses = 0;
    while read < whole * MANY {
        let more = slow.read().await;
        assert!(more > 0, "cut after {read} bytes");
        read += more;
        // All pauses together are far longer than any limit.
        if read / (whole * 2) > pauses {
            pauses += 1;
            sleep(Duration::from_millis(800)).await;
        }
    }
    assert!(pauses > 10);
    have_ended(&node, "write_timeout", 1).await;
    assert_eq!(ended(&node, "write_timeout").await, 1);
    drop(deaf);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_stream_outlives_the_limits() {
    let test_db = TestDb::sqlite().await;
    let store = Store::connect(test_db.url()).await.unwrap();
    settle_three(&store, SystemClock.now() - TimeDelta::hours(1)).await;
    store.close().await.unwrap();
    let node = plan(&test_db)
        .set("connections.header_timeout_seconds", "2")
        .set("connections.idle_timeout_seconds", "2")
        .set("connections.write_timeout_seconds", "2")
        .start()
        .await;
    let client = node.client();
    let mut stream = Events::open(&client, "clerk", None).await;
    stream.first_id().await;
    sleep(Duration::from_secs(7)).await;
    let draft = client.post("planner", "/sharing-requests", None, &request_for(&[pole(1, OWNER, 4).id])).await.unwrap();
    let draft = draft.good();
    client.take("planner", (draft.text("/id"), draft.version()), "submit", &json!({})).await.unwrap().good();
    assert!(stream.next().await.is_some(), "the stream was cut");
}
