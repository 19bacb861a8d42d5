//! A file that is refused before it has arrived completely, as the sender sees it on the
//! connection.

use tests::test_app::TestApp;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A connection with a read buffer.
type Line = BufReader<TcpStream>;

async fn connected(test_app: &TestApp) -> Line {
    BufReader::new(TcpStream::connect(test_app.client().address().trim_start_matches("http://")).await.unwrap())
}

/// Sends the head of an upload into an unknown case.
async fn begin(line: &mut Line, announced: usize, more: &str) {
    let head = format!(
        "POST /api/v1/cases/00000000-0000-0000-0000-000000000000/documents?kind=location_map&name=map.pdf HTTP/1.1\r\n\
         Host: hatang\r\nAuthorization: Bearer planner@vnpt\r\nContent-Type: application/octet-stream\r\n\
         Content-Length: {announced}\r\n{more}\r\n"
    );
    line.write_all(head.as_bytes()).await.unwrap();
}

/// Reads an answer. Returns its head in lower case and drops its body.
async fn answer(line: &mut Line) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(line.read_line(&mut head).await.unwrap() > 0, "it broke off: {head:?}");
    }
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    line.read_exact(&mut vec![0; length.parse().unwrap()]).await.unwrap();
    head
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_whose_file_is_refused_reads_why_and_keeps_the_connection() {
    let test_app = TestApp::on_sqlite().await;
    let mut line = connected(&test_app).await;
    for _ in 0..3 {
        begin(&mut line, 6_000_000, "").await;
        line.write_all(&vec![b'x'; 6_000_000]).await.unwrap();
        let refused = answer(&mut line).await;
        assert!(refused.starts_with("http/1.1 404") && !refused.contains("connection: close"), "{refused}");
    }
    line.write_all(b"GET /healthz HTTP/1.1\r\nHost: hatang\r\n\r\n").await.unwrap();
    assert!(answer(&mut line).await.starts_with("http/1.1 200"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_too_long_to_be_sent_for_nothing_ends_the_connection_and_that_is_said() {
    let test_app = TestApp::on_sqlite().await;
    let mut line = connected(&test_app).await;
    begin(&mut line, 40_000_000, "").await;
    line.write_all(&vec![b'x'; (16 << 20) + 1]).await.unwrap();
    let refused = answer(&mut line).await;
    assert!(refused.starts_with("http/1.1 404") && refused.contains("connection: close"), "{refused}");
    assert_eq!(line.read(&mut [0]).await.unwrap(), 0, "it is closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_expects_100_continue_does_not_send_a_refused_file() {
    let test_app = TestApp::on_sqlite().await;
    let mut line = connected(&test_app).await;
    begin(&mut line, 6_000_000, "Expect: 100-continue\r\n").await;
    let refused = answer(&mut line).await;
    assert!(refused.starts_with("http/1.1 404") && refused.contains("connection: close"), "{refused}");
}
