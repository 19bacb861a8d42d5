//! A server that is told to stop while clients are connected.

use std::time::Duration;

use tests::node::Node;
use tests::test_db::TestDb;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use super::raw::{Raw, TIME_LIMIT, health, plan};

/// Tells the server to stop, and waits until it accepts no more connections. The process continues
/// in the background.
async fn stop_requested(mut node: Node) -> tokio::task::JoinHandle<bool> {
    let address = node.address().trim_start_matches("http://").to_owned();
    let stopped = tokio::task::spawn_blocking(move || node.stop());
    let since = Instant::now();
    while TcpStream::connect(&address).await.is_ok() {
        assert!(since.elapsed() < TIME_LIMIT, "the server still accepts");
        sleep(Duration::from_millis(20)).await;
    }
    stopped
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_flight_is_answered_and_the_rest_ends() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db)
        .set("connections.idle_timeout_seconds", "600")
        .set("connections.header_timeout_seconds", "600")
        .set("connections.body_window_seconds", "600")
        .set("server.shutdown_grace_seconds", "60")
        .start()
        .await;
    let mut kept = Raw::open(&node).await;
    health(&mut kept).await;
    let mut silent = Raw::open(&node).await;
    let body = "{\"email\": \"nobody@hatang.example\", \"password\": \"no such password here\"}";
    let (first, second) = body.split_at(20);
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: hatang\r\ncontent-type: application/json\r\n\
         expect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut in_flight = Raw::saying(&node, head).await;
    in_flight.until(b"100 Continue\r\n\r\n").await;
    in_flight.send(first).await;
    let stopped = stop_requested(node).await;
    assert!(kept.end().await.is_empty());
    assert!(silent.end().await.is_empty());
    assert!(!stopped.is_finished(), "the request in flight was cut");
    in_flight.send(second).await;
    let answer = in_flight.end_text().await;
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("connection: close"), "{answer}");
    assert!(stopped.await.unwrap(), "it did not stop in order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_end_in_time_is_cut() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db)
        .set("connections.header_timeout_seconds", "600")
        .set("connections.body_window_seconds", "600")
        .set("server.shutdown_grace_seconds", "1")
        .start()
        .await;
    let half_header = "GET /healthz HTTP/1.1\r\nhost: hat";
    let half_body = "POST /api/v1/auth/login HTTP/1.1\r\nhost: hatang\r\ncontent-type: application/json\r\n\
                     content-length: 100\r\n\r\n{";
    let mut open = [Raw::saying(&node, half_header).await, Raw::saying(&node, half_body).await];
    health(&mut Raw::open(&node).await).await;
    let stopped = stop_requested(node).await;
    for raw in &mut open {
        assert!(raw.end().await.is_empty());
    }
    assert!(stopped.await.unwrap(), "it did not stop in order");
}
