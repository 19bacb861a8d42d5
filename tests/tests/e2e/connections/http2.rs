//! HTTP/2 without TLS, frame by frame.

use std::time::Duration;

use tests::test_db::TestDb;
use tokio::time::sleep;

use super::raw::{Raw, ended, have_ended, plan};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Types of frames (RFC 9113, section 6).
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

fn frame(kind: u8, flags: u8, stream: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], content].concat()
}

/// The connection preface of a client, with the flow-control window of each stream.
fn opening(window: u32) -> Vec<u8> {
    let setting = [&[0, 4], window.to_be_bytes().as_slice()].concat();
    [PREFACE, &frame(SETTINGS, 0, 0, &setting)].concat()
}

/// `GET` with the fields of the static table (RFC 7541, appendix A).
fn get(stream: u8, path: &str) -> Vec<u8> {
    let length = u8::try_from(path.len()).unwrap();
    let fields = [&[0x82, 0x86, 0x04, length], path.as_bytes(), &[0x01, 6], b"hatang"].concat();
    frame(HEADERS, 0x5, stream, &fields)
}

/// The types of the received frames.
fn kinds(mut bytes: &[u8]) -> Vec<u8> {
    let mut kinds = Vec::new();
    while let [a, b, c, kind, _, _, _, _, _, rest @ ..] = bytes {
        kinds.push(*kind);
        let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        bytes = rest.get(length..).unwrap_or_default();
    }
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_without_a_request_ends() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let mut silent = Raw::saying(&node, opening(65_535)).await;
    // The beginning of a header block whose continuation frame never arrives.
    let mut half = Raw::saying(&node, [opening(65_535), frame(HEADERS, 0x1, 1, &[0x82])].concat()).await;
    for raw in [&mut silent, &mut half] {
        assert!(!kinds(&raw.end().await).contains(&HEADERS));
    }
    have_ended(&node, "header_timeout", 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pings_keep_no_connection_and_requests_do() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let mut raw = Raw::saying(&node, opening(65_535)).await;
    // The requests together take longer than the idle limit.
    for stream in [1, 3, 5, 7, 9] {
        raw.send(get(stream, "/healthz")).await;
        sleep(Duration::from_secs(1)).await;
    }
    let pings = frame(PING, 0, 0, &[0; 8]).repeat(200);
    let written = raw.dribble(&pings, Duration::from_millis(20)).await;
    assert!(written < pings.len(), "pings kept the connection");
    let kinds = kinds(&raw.end().await);
    let answers: Vec<_> = kinds.iter().filter(|kind| **kind == HEADERS).collect();
    assert_eq!(answers.len(), 5, "{kinds:?}");
    assert!(kinds.contains(&GOAWAY), "{kinds:?}");
    have_ended(&node, "idle_timeout", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_no_window_for_its_answer_is_cut() {
    let test_db = TestDb::sqlite().await;
    let node = plan(&test_db).start().await;
    let mut none = Raw::saying(&node, [opening(0), get(1, "/openapi.json")].concat()).await;
    let mut little = Raw::saying(&node, [opening(65_535), get(1, "/openapi.json")].concat()).await;
    let (none, little) = tokio::join!(none.end(), little.end());
    assert!(none.len() < 10_000 && little.len() > 60_000, "{} and {}", none.len(), little.len());
    have_ended(&node, "write_timeout", 2).await;
    assert_eq!(ended(&node, "idle_timeout").await, 0);
}
