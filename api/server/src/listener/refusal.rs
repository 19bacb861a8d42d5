//! The answer to a client when there are too many connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::admission::Full;
use api_app::metrics::Metrics;

/// The same answer to every request: the request is not read.
const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
/// The maximum number of concurrent refusals; further connections are closed without an answer.
const REPORTED_AT_ONCE: usize = 32;
/// How long a client may take to send its request, and to read the answer.
const TIME: Duration = Duration::from_secs(1);

/// How often the log reports refused connections.
const WARN_EVERY: Duration = Duration::from_secs(10);

/// Tells clients that there are too many connections.
#[derive(Debug)]
pub(super) struct Refusals {
    places: Arc<Semaphore>,
    metrics: Metrics,
    unlogged: u64,
    logged_at: Option<Instant>,
}

impl Refusals {
    pub(super) fn new(metrics: Metrics) -> Self {
        Self { places: Arc::new(Semaphore::new(REPORTED_AT_ONCE)), metrics, unlogged: 0, logged_at: None }
    }

    /// Answers in the background and closes the connection.
    pub(super) fn refuse(&mut self, stream: TcpStream, peer: SocketAddr, full: Full) {
        self.metrics.connection_refused(full.as_str());
        self.log(peer, full);
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            tokio::spawn(async move {
                // A failure to deliver the answer does not matter.
                drop(tokio::time::timeout(TIME, send_refusal(stream)).await);
                drop(place);
            });
        }
    }

    fn log(&mut self, peer: SocketAddr, full: Full) {
        self.unlogged += 1;
        if self.logged_at.is_none_or(|at| at.elapsed() >= WARN_EVERY) {
            let bound = full.as_str();
            tracing::warn!(%peer, bound, refused = self.unlogged, "there are too many connections");
            self.unlogged = 0;
            self.logged_at = Some(Instant::now());
        }
    }
}

/// Waits for the first bytes, because a client takes an answer before its request for a protocol
/// error. Reads on until the client closes: unread bytes would make the kernel reset the
/// connection, and the client lose the answer.
async fn send_refusal(mut stream: TcpStream) -> std::io::Result<()> {
    let mut unread = [0; 4096];
    if stream.read(&mut unread).await? == 0 {
        return Ok(());
    }
    stream.write_all(BUSY).await?;
    stream.shutdown().await?;
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}
