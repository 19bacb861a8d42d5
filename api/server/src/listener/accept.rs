//! The loop that accepts connections, and its end.

use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Incoming};
use hyper::{Request, Response};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use super::admission::Admission;
use super::connection::{self, Shared, Stop};
use super::refusal::Refusals;
use super::{BoxError, Ends, Limits};
use api_app::metrics::Metrics;

/// The first and the longest pause after an error of the listener: out of file descriptors, out of
/// memory.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// Serves connections until `stop` is ready; then closes the listener, lets requests in flight end
/// for as long as `grace`, and cuts the rest. Connections beyond the bounds of `limits` are refused
/// (`refusal.rs`).
///
/// # Errors
/// If the listener does not know its own address.
pub async fn serve<F, A, B>(
    listener: TcpListener,
    answer: F,
    limits: Limits,
    metrics: Metrics,
    stop: impl Future<Output = ()> + Send,
    grace: Duration,
) -> io::Result<()>
where
    F: Fn(Request<Incoming>, Ends) -> A + Send + Sync + 'static,
    A: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
{
    let local = listener.local_addr()?;
    let stopping = Stop::default();
    let shared = Arc::new(Shared { answer, protocol: connection::protocol(), limits, stop: stopping.clone() });
    let admission = Arc::new(Admission::new(&limits, metrics.clone()));
    let mut refusals = Refusals::new(metrics.clone());
    let connections = TaskTracker::new();
    let mut stop = pin!(stop);
    let mut pause = PAUSES.0;
    tracing::info!(%local, "listening");
    if !local.ip().is_loopback() && limits.max_open_per_address.is_none() {
        tracing::info!("one address may open all connections, unless connections.max_open_per_address says otherwise");
    }
    loop {
        let accepted = tokio::select! {
            () = stop.as_mut() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                pause = PAUSES.0;
                let admitted = match admission.admit(peer.ip()) {
                    Ok(admitted) => admitted,
                    Err(full) => {
                        refusals.refuse(stream, peer, full);
                        continue;
                    }
                };
                let (shared, metrics) = (Arc::clone(&shared), metrics.clone());
                connections.spawn(async move {
                    let ended = connection::serve(&shared, stream, Ends { local, peer }).await;
                    metrics.connection_ended(ended.reason());
                    ended.log(peer);
                    drop(admitted);
                });
            }
            Err(error) if is_of_one_connection(&error) => tracing::debug!(%error, "a connection broke before it began"),
            Err(error) => {
                metrics.accept_failed();
                if pause == PAUSES.0 {
                    tracing::warn!(%error, "no connection can be accepted");
                }
                tokio::select! {
                    () = stop.as_mut() => break,
                    () = tokio::time::sleep(pause) => pause = (pause * 2).min(PAUSES.1),
                }
            }
        }
    }
    drop(listener);
    finish(&connections, &stopping, grace).await;
    Ok(())
}

/// Lets open connections end for as long as `grace`, and then cuts them.
async fn finish(connections: &TaskTracker, stopping: &Stop, grace: Duration) {
    connections.close();
    tracing::info!(
        connections = connections.len(),
        grace_seconds = grace.as_secs(),
        "no further connections are accepted"
    );
    stopping.finish.cancel();
    if tokio::time::timeout(grace, connections.wait()).await.is_err() {
        tracing::info!(connections = connections.len(), "connections are cut");
        stopping.cut.cancel();
        connections.wait().await;
    }
}

/// Errors of `accept` that concern only the connection that it would have returned (accept(2)).
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::TimedOut
            | ErrorKind::Interrupted
    )
}
