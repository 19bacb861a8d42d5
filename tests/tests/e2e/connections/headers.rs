//! Request headers that never arrive or arrive byte by byte, and idle connections without a
//! request.

use std::time::Duration;

use tests::node::Node;
use tests::test_db::TestDb;
use tokio::time::sleep;

use super::raw::{Raw, ended, get, have_ended, health, metric, plan};

/// The data that a client has sent when it stops: nothing, a part of the HTTP/2 preface, a part of
/// a header.
const BEGINNINGS: [&str; 3] = ["", "PRI * HTTP/2.0\r\n", "GET /healthz HTTP/1.1\r\nhost: hat"];

async fn half_open(node: &Node, count: usize) -> Vec<Raw> {
    let mut open = Vec::new();
    for number in 0..count {
        open.push(Raw::saying(node, BEGINNINGS[number % BEGINNINGS.len()]).await);
    }
    open
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_half_open_connections_end_and_health_answers_meanwhile() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).set("connections.header_timeout_seconds", "10").start().await;
    let mut open = half_open(&node, 300).await;
    let mut all = 0;
    while ended(&node, "header_timeout").await < 300 {
        let answer = reqwest::get(format!("{}/healthz", node.address())).await.unwrap();
        assert!(answer.status().is_success());
        all = all.max(metric(&node, "hatang_connections_open").await);
    }
    assert!(all > 300, "at most {all} were open");
    for raw in &mut open {
        assert!(raw.end().await.is_empty(), "an answer to half a request");
    }
    assert_eq!(ended(&node, "header_timeout").await, 300);
    assert!(metric(&node, "hatang_connections_open").await < 300);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_that_is_dribbled_ends_the_connection() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let endless = format!("GET /healthz HTTP/1.1\r\nhost: hatang\r\nx-more: {}", "x".repeat(10_000));
    let pause = Duration::from_millis(100);
    let written = Raw::open(&node).await.dribble(endless.as_bytes(), pause).await;
    assert!(written < endless.len());
    // The limit also holds for the header of a later request on the same connection.
    let mut kept = Raw::open(&node).await;
    health(&mut kept).await;
    let written = kept.dribble(endless.as_bytes(), pause).await;
    assert!(written < endless.len());
    have_ended(&node, "header_timeout", 2).await;
    assert_eq!(ended(&node, "idle_timeout").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_connection_ends_and_one_with_requests_does_not() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let mut kept = Raw::open(&node).await;
    // The requests together take longer than the idle limit and longer than the limit for headers.
    for _ in 0..5 {
        health(&mut kept).await;
        sleep(Duration::from_secs(1)).await;
    }
    assert!(kept.end().await.is_empty());
    have_ended(&node, "idle_timeout", 1).await;
    assert_eq!(ended(&node, "header_timeout").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_http_or_too_long_is_refused_and_counted() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let nonsense = Raw::saying(&node, "\u{16}\u{3}\u{1} this is no HTTP\r\n\r\n").await.end_text().await;
    assert!(nonsense.starts_with("HTTP/1.1 400"), "{nonsense}");
    let long = format!("GET / HTTP/1.1\r\nhost: hatang\r\nx: {}\r\n\r\n", "x".repeat(200_000));
    let answer = Raw::saying(&node, long).await.end_text().await;
    assert!(answer.starts_with("HTTP/1.1 431") || answer.is_empty(), "{answer}");
    let many = format!("GET / HTTP/1.1\r\nhost: hatang\r\n{}\r\n", "x: x\r\n".repeat(200));
    let answer = Raw::saying(&node, many).await.end_text().await;
    assert!(answer.starts_with("HTTP/1.1 431") || answer.is_empty(), "{answer}");
    have_ended(&node, "malformed", 3).await;
    let mut good = Raw::saying(&node, get("/healthz")).await;
    good.until(b"200 OK").await;
}
