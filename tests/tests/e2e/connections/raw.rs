//! A client that writes and reads raw bytes, and the connection metrics of the server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use tests::node::{Node, Plan};
use tests::test_db::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};

/// Far more than any limit of these tests, so a connection that ends at all ends sooner.
pub(crate) const TIME_LIMIT: Duration = Duration::from_mins(1);

/// A server with limits of a few seconds.
pub(crate) fn plan(test_db: &TestDb) -> Plan {
    plan_in(test_db.url(), &test_db.folder("data"))
}

fn plan_in(url: &str, folder: &Path) -> Plan {
    Plan::new(url, folder)
        .set("connections.header_timeout_seconds", "3")
        .set("connections.idle_timeout_seconds", "3")
        .set("connections.write_timeout_seconds", "3")
        .set("connections.body_window_seconds", "1")
        .set("connections.min_body_bytes_per_second", "64")
}

/// A TCP connection without an HTTP library.
pub(crate) struct Raw {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Raw {
    pub(crate) async fn open(node: &Node) -> Self {
        Self::open_from(node, Ipv4Addr::LOCALHOST).await
    }

    /// Connects from another address of this machine.
    pub(crate) async fn open_from(node: &Node, from: Ipv4Addr) -> Self {
        let address: SocketAddr = node.address().trim_start_matches("http://").parse().unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(IpAddr::V4(from), 0)).unwrap();
        Self { stream: socket.connect(address).await.unwrap(), received: Vec::new() }
    }

    /// Writes these bytes. Ignores errors, because the server may have ended the connection.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        drop(self.stream.write_all(bytes.as_ref()).await);
    }

    /// Connects and writes these bytes.
    pub(crate) async fn saying(node: &Node, bytes: impl AsRef<[u8]>) -> Self {
        let mut raw = Self::open(node).await;
        raw.send(bytes).await;
        raw
    }

    /// Writes byte by byte, with a pause before each, until the connection ends. Returns the number
    /// of bytes written.
    pub(crate) async fn dribble(&mut self, bytes: &[u8], pause: Duration) -> usize {
        let since = Instant::now();
        for (written, byte) in bytes.iter().enumerate() {
            assert!(since.elapsed() < TIME_LIMIT, "the connection stands");
            if !matches!(timeout(pause, self.read()).await, Err(_) | Ok(1..)) || !self.write(*byte).await {
                return written;
            }
        }
        bytes.len()
    }

    async fn write(&mut self, byte: u8) -> bool {
        self.stream.write_all(&[byte]).await.is_ok()
    }

    /// Reads once. Returns the number of bytes, 0 at the end. A reset counts as the end.
    pub(crate) async fn read(&mut self) -> usize {
        let mut buffer = vec![0; 256 << 10];
        let read = self.stream.read(&mut buffer).await.unwrap_or(0);
        self.received.extend_from_slice(&buffer[..read]);
        read
    }

    /// Reads until these bytes arrive.
    pub(crate) async fn until(&mut self, words: &[u8]) {
        let reading = async {
            while !self.received.windows(words.len()).any(|window| window == words) {
                assert!(self.read().await > 0, "ended after {}", String::from_utf8_lossy(&self.received));
            }
        };
        timeout(TIME_LIMIT, reading).await.unwrap();
        self.received.clear();
    }

    /// The first line of the answer.
    pub(crate) async fn first_line(&mut self) -> String {
        let reading = async { while !self.received.contains(&b'\n') && self.read().await > 0 {} };
        timeout(TIME_LIMIT, reading).await.unwrap();
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.received)).into_owned();
        text.lines().next().unwrap_or_default().to_owned()
    }

    /// Reads until the connection ends. Returns all received bytes.
    pub(crate) async fn end(&mut self) -> Vec<u8> {
        let reading = async { while self.read().await > 0 {} };
        assert!(timeout(TIME_LIMIT, reading).await.is_ok(), "the connection stands");
        std::mem::take(&mut self.received)
    }

    /// As [`Raw::end`], as text.
    pub(crate) async fn end_text(&mut self) -> String {
        String::from_utf8_lossy(&self.end().await).into_owned()
    }
}

/// A `GET` request with the mandatory header only.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: hatang\r\n\r\n")
}

/// Requests `/healthz` and reads the answer.
pub(crate) async fn health(raw: &mut Raw) {
    raw.send(get("/healthz")).await;
    raw.until(b"\r\n\r\n").await;
}

/// A value of `/metrics`; 0 if the metric is missing.
pub(crate) async fn metric(node: &Node, name: &str) -> u64 {
    let address = format!("{}/metrics", node.address());
    let since = Instant::now();
    let text = loop {
        let answer = reqwest::get(&address).await.unwrap();
        if answer.status().is_success() {
            break answer.text().await.unwrap();
        }
        assert!(since.elapsed() < TIME_LIMIT, "the server stays full");
    };
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    value.unwrap_or(0)
}

/// The number of connections that ended for this reason.
pub(crate) async fn ended(node: &Node, reason: &str) -> u64 {
    metric(node, &format!("hatang_connections_ended_total{{reason=\"{reason}\"}}")).await
}

/// Waits until this number of connections have ended for this reason.
pub(crate) async fn have_ended(node: &Node, reason: &str, count: u64) {
    let since = Instant::now();
    while ended(node, reason).await < count {
        assert!(since.elapsed() < TIME_LIMIT, "{} of {count} ended by {reason}", ended(node, reason).await);
        sleep(Duration::from_millis(50)).await;
    }
}
