//! A request that is answered before all of its body has come: what is still under way is let in and thrown away, so that its sender
//! gets to read why. Where that would be too much, the answer says that the connection ends with it (RFC 9112, 9.6); without that
//! word a sender who has written everything asks the next thing on a connection that is about to be closed.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt};
use poem::http::{HeaderValue, Version, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response, Result};
use tokio::sync::oneshot;

/// How much is let in for nothing.
const MOST_BYTES: usize = 16 << 20;
/// How long a sender may take over it.
const TIME_LIMIT: Duration = Duration::from_secs(5);

type Pieces = BoxStream<'static, io::Result<Bytes>>;

/// Lets in what is left of a body.
#[derive(Debug, Clone, Copy)]
pub struct DrainBody;

impl<E: Endpoint> Middleware<E> for DrainBody {
    type Output = DrainedBody<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        DrainedBody { endpoint }
    }
}

/// An endpoint behind [`DrainBody`].
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
        // Who waits to be told to send has sent nothing, and is not told to.
        let waits = request.headers().contains_key(header::EXPECT);
        let names_connections = request.version() < Version::HTTP_2;
        let (back, mut returned) = oneshot::channel();
        let lent = ReturnedBody { pieces: Some((body.into_bytes_stream().boxed(), back)) };
        request.set_body(Body::from_bytes_stream(lent));
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

/// Whether the rest came to its end within bounds.
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

/// A body that goes back to where it came from when it is put down before its end.
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
            // Nobody waits for it when the answer went out before the body was put down.
            drop(back.send(pieces));
        }
    }
}
