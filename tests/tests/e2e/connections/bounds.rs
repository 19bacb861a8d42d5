//! Bounds on open connections, and a process without free file descriptors.

use std::fs::File;
use std::net::Ipv4Addr;
use std::time::Duration;

use reqwest::StatusCode;
use tests::node::Node;
use tests::test_db::TestDb;
use tokio::time::{Instant, sleep};

use super::raw::{Raw, TIME_LIMIT, get, health, metric, plan};

/// The status of `/healthz` on a new connection. A 503 must have `Retry-After`.
async fn status(node: &Node) -> StatusCode {
    let answer = reqwest::get(format!("{}/healthz", node.address())).await.unwrap();
    let busy = answer.status() == StatusCode::SERVICE_UNAVAILABLE;
    assert_eq!(busy, answer.headers().contains_key("retry-after"));
    answer.status()
}

/// An accepted connection. Retries, because a closed connection may still be counted for a moment.
async fn kept(node: &Node) -> Raw {
    let since = Instant::now();
    loop {
        let mut raw = Raw::saying(node, get("/healthz")).await;
        if raw.first_line().await.contains("200 OK") {
            return raw;
        }
        assert!(since.elapsed() < TIME_LIMIT, "the server stays full");
    }
}

async fn answers_again(node: &Node) {
    let since = Instant::now();
    while status(node).await != StatusCode::OK {
        assert!(since.elapsed() < TIME_LIMIT, "the server stays full");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_so_many_connections_and_the_others_have_theirs() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db)
        .set("connections.max_open_per_address", "4")
        .set("connections.header_timeout_seconds", "600")
        .set("connections.idle_timeout_seconds", "600")
        .start()
        .await;
    answers_again(&node).await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(kept(&node).await);
    }
    assert_eq!(status(&node).await, StatusCode::SERVICE_UNAVAILABLE);
    let mut elsewhere = Raw::open_from(&node, Ipv4Addr::new(127, 0, 0, 2)).await;
    health(&mut elsewhere).await;
    open.pop();
    answers_again(&node).await;
    assert!(metric(&node, "hatang_connections_refused_total{reason=\"address\"}").await >= 1);
    assert_eq!(metric(&node, "hatang_connections_refused_total{reason=\"all\"}").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_have_a_common_bound_and_the_next_gets_503() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).set("connections.max_open", "6").start().await;
    let mut open = Vec::new();
    while status(&node).await == StatusCode::OK {
        let from = u8::try_from(2 + open.len()).unwrap();
        open.push(Raw::open_from(&node, Ipv4Addr::new(127, 0, 0, from)).await);
    }
    assert!((5..100).contains(&open.len()), "{} were let in", open.len());
    // The open connections end by the limit for headers.
    answers_again(&node).await;
    assert!(metric(&node, "hatang_connections_refused_total{reason=\"all\"}").await >= 1);
}

/// The bound on accept errors shows that the loop pauses after each error. Without the pause it
/// would count hundreds of thousands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_without_file_descriptors_waits_for_some() {
    let test_db = TestDb::sqlite().await;
    let log = File::create(test_db.path().join("node.log")).unwrap();
    let plan = plan(&test_db).set("database.max_read_connections", "1").set("database.reserved_read_connections", "1");
    let limited = ["sh", "-c", "ulimit -n 100; exec \"$0\" \"$@\""];
    let mut node = plan.start_by(&limited, log).await;
    let mut open = Vec::new();
    for _ in 0..150 {
        open.push(Raw::open(&node).await);
    }
    for raw in &mut open {
        assert!(raw.end().await.is_empty());
    }
    answers_again(&node).await;
    let errors = metric(&node, "hatang_accept_errors_total").await;
    assert!((1..1_000).contains(&errors), "{errors}");
    assert!(node.lives());
}
