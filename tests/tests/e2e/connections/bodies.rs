//! Request bodies that stop, arrive byte by byte, or arrive slowly and steadily.

use std::time::Duration;

use tests::test_db::TestDb;
use tokio::time::sleep;

use super::raw::{Raw, metric, plan};

/// The head of a login request with a body of this length.
fn login(length: usize) -> String {
    format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: hatang\r\naccept-language: en\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    )
}

/// The body of a login with an unknown account, padded to this length.
fn credentials(length: usize) -> String {
    let body = "{\"email\": \"nobody@hatang.example\", \"password\": \"no such password here\"}";
    format!("{body}{}", " ".repeat(length - body.len()))
}

fn is_too_slow(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("connection: close") && answer.contains("application/problem+json"), "{answer}");
    assert!(answer.contains("urn:hatang:problem:request_timeout") && answer.contains("too slowly"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_stops_or_drips_gets_408() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let mut stalled = Raw::saying(&node, login(1_000) + "{\"email\": ").await;
    let mut silent = Raw::saying(&node, login(1_000)).await;
    let mut dripping = Raw::saying(&node, login(10_000)).await;
    let written = dripping.dribble(credentials(10_000).as_bytes(), Duration::from_millis(100)).await;
    assert!(written < 10_000);
    for raw in [&mut stalled, &mut silent, &mut dripping] {
        is_too_slow(&raw.end_text().await);
    }
    // The body is read before the route is found.
    let counted = "hatang_http_requests_total{method=\"POST\",route=\"unmatched\",status=\"408\"}";
    assert_eq!(metric(&node, counted).await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_unknown_length_that_stops_gets_408() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: hatang\r\naccept-language: en\r\n\
                content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"ema\r\n";
    is_too_slow(&Raw::saying(&node, head).await.end_text().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_and_steady_body_is_taken() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let body = credentials(1_200);
    let mut raw = Raw::saying(&node, login(body.len())).await;
    // The body takes six seconds, longer than every limit. At 200 bytes per second it arrives at
    // three times the minimum rate.
    for piece in body.as_bytes().chunks(50) {
        raw.send(piece).await;
        sleep(Duration::from_millis(250)).await;
    }
    raw.until(b"HTTP/1.1 401").await;
}
