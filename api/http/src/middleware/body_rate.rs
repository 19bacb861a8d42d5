//! Ends a request whose body arrives too slowly. Only the time spent waiting for the client counts,
//! not the time for writing to disk.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt};
use poem::http::{HeaderValue, Version, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, PathPattern, Request, Response, Result};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::problem;
use api_app::config::Connections;

/// Minimum transfer rate of request bodies.
#[derive(Debug, Clone, Copy)]
pub struct BodyRate {
    /// Waiting time over which the rate is measured.
    pub window: Duration,
    /// Bytes that must arrive within the window; 0 disables the check.
    pub least_bytes: u64,
}

impl From<&Connections> for BodyRate {
    fn from(settings: &Connections) -> Self {
        let seconds = settings.body_window_seconds;
        let least_bytes = seconds.saturating_mul(settings.min_body_bytes_per_second);
        Self { window: Duration::from_secs(seconds), least_bytes }
    }
}

impl<E: Endpoint> Middleware<E> for BodyRate {
    type Output = Rated<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Rated { endpoint, rate: *self }
    }
}

/// An endpoint wrapped by [`BodyRate`].
#[derive(Debug)]
pub struct Rated<E> {
    endpoint: E,
    rate: BodyRate,
}

impl<E: Endpoint> Endpoint for Rated<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let body = request.take_body();
        if body.is_empty() || self.rate.least_bytes == 0 {
            request.set_body(body);
            return self.endpoint.call(request).await.map(IntoResponse::into_response);
        }
        let names_connections = request.version() < Version::HTTP_2;
        let pieces = RatedBody::new(body.into_bytes_stream().boxed(), self.rate);
        let too_slow = Arc::clone(&pieces.too_slow);
        request.set_body(Body::from_bytes_stream(pieces));
        let answered = self.endpoint.call(request).await.map(IntoResponse::into_response);
        let (pattern, status) = match &answered {
            Ok(answer) => (answer.data::<PathPattern>(), answer.status()),
            Err(error) => (error.data::<PathPattern>(), error.status()),
        };
        // A success without the rest of the body remains a success.
        if !too_slow.load(Ordering::Relaxed) || !(status.is_client_error() || status.is_server_error()) {
            return answered;
        }
        let pattern = pattern.cloned();
        let mut answer = problem::body_too_slow();
        if let Some(pattern) = pattern {
            answer.set_data(pattern);
        }
        if names_connections {
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(answer)
    }
}

/// A body that fails when it arrives too slowly.
struct RatedBody {
    pieces: BoxStream<'static, io::Result<Bytes>>,
    rate: BodyRate,
    too_slow: Arc<AtomicBool>,
    /// Waiting time and bytes within the current window.
    waited: Duration,
    received: u64,
    /// Start of the current wait for the client.
    waiting_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl RatedBody {
    fn new(pieces: BoxStream<'static, io::Result<Bytes>>, rate: BodyRate) -> Self {
        let too_slow = Arc::new(AtomicBool::new(false));
        Self { pieces, rate, too_slow, waited: Duration::ZERO, received: 0, waiting_since: None, timer: None }
    }

    /// Adds the current wait. At the end of a window, reports whether enough bytes arrived.
    fn counts(&mut self, now: Instant) -> bool {
        if let Some(since) = self.waiting_since.take() {
            self.waited += now.saturating_duration_since(since);
        }
        if self.waited < self.rate.window {
            return true;
        }
        let enough = self.received >= self.rate.least_bytes;
        (self.waited, self.received) = (Duration::ZERO, 0);
        enough
    }

    /// Waits for the client, at most until the window ends.
    fn wait(&mut self, now: Instant, context: &mut Context<'_>) -> Poll<()> {
        self.waiting_since = Some(now);
        let end = now + self.rate.window.saturating_sub(self.waited);
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(end)));
        if timer.deadline() != end {
            timer.as_mut().reset(end);
        }
        timer.as_mut().poll(context)
    }
}

impl Stream for RatedBody {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let polled = this.pieces.poll_next_unpin(context);
            let now = Instant::now();
            if let Poll::Ready(Some(Ok(piece))) = &polled {
                this.received = this.received.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            }
            let enough = this.counts(now);
            if polled.is_ready() {
                return polled;
            }
            if !enough {
                this.too_slow.store(true, Ordering::Relaxed);
                return Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::TimedOut, "the body came too slowly"))));
            }
            if this.wait(now, context).is_pending() {
                return Poll::Pending;
            }
        }
    }
}
