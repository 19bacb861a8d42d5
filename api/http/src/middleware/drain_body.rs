//! Reads and discards the rest of a request body after an early response, so that the client can
//! read the response. If the rest is too large, the response announces that the connection closes
//! (RFC 9112, section 9.6); otherwise a client would send its next request on a closing connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt};
use poem::http::{HeaderValue, Version, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response, Result};
use tokio::sync::oneshot;

/// Greatest number of bytes to discard.
const MOST_BYTES: usize = 16 << 20;
/// Greatest time for discarding.
const TIME_LIMIT: Duration = Duration::from_secs(5);

type Pieces = BoxStream<'static, io::Result<Bytes>>;

/// Middleware that discards unread request bodies.
#[derive(Debug, Clone, Copy)]
pub struct DrainBody;

impl<E: Endpoint> Middleware<E> for DrainBody {
    type Output = DrainedBody<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        DrainedBody { endpoint }
    }
}

/// An endpoint wrapped by [`DrainBody`].
#[derive(Debug)]
pub struct DrainedBody<E> {
    endpoint: E,
}

impl<E: Endpoint> Endpoint for DrainedBody<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let body = request.take_body();
        if body.is_empty() {
            request.set_body(body);
            return self.endpoint.call(request).await.map(IntoResponse::into_response);
        }
        // A client with `Expect: 100-continue` has sent nothing yet.
        let waits = request.headers().contains_key(header::EXPECT);
        let names_connections = request.version() < Version::HTTP_2;
        let (back, mut returned) = oneshot::channel();
        let shared = ReturnedBody { pieces: Some((body.into_bytes_stream().boxed(), back)) };
        request.set_body(Body::from_bytes_stream(shared));
        let answered = self.endpoint.call(request).await.map(IntoResponse::into_response);
        let Ok(rest) = returned.try_recv() else { return answered };
        if !waits && all_in(rest).await {
            return answered;
        }
        let mut answer = answered.unwrap_or_else(poem::Error::into_response);
        if names_connections {
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(answer)
    }
}

/// Whether the rest of the body ended within the limits.
async fn all_in(mut rest: Pieces) -> bool {
    let letting_in = async {
        let mut left = MOST_BYTES;
        while let Some(piece) = rest.next().await {
            let Some(less) = piece.ok().and_then(|piece| left.checked_sub(piece.len())) else { return false };
            left = less;
        }
        true
    };
    tokio::time::timeout(TIME_LIMIT, letting_in).await.unwrap_or(false)
}

/// A body that returns its unread rest when it is dropped.
struct ReturnedBody {
    pieces: Option<(Pieces, oneshot::Sender<Pieces>)>,
}

impl Stream for ReturnedBody {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some((pieces, _)) = self.pieces.as_mut() else { return Poll::Ready(None) };
        let piece = std::task::ready!(pieces.poll_next_unpin(context));
        if !matches!(piece, Some(Ok(_))) {
            self.pieces = None;
        }
        Poll::Ready(piece)
    }
}

impl Drop for ReturnedBody {
    fn drop(&mut self) {
        if let Some((pieces, back)) = self.pieces.take() {
            // The receiver is gone when the response was sent before the body was dropped.
            drop(back.send(pieces));
        }
    }
}
