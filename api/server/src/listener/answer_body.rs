//! The body of an answer: its request is in flight until the whole body is handed over.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Instant;

use super::activity::{InFlight, Protocol};

/// With HTTP/2, the maximum size of one piece. hyper accepts a piece as soon as the stream has
/// space for one byte, and a whole file in one piece would be handed over before the client has
/// read any of it.
const PIECE: usize = 64 << 10;

/// A body with its request.
#[derive(Debug)]
pub(super) struct AnswerBody<B> {
    body: B,
    rest: Bytes,
    in_flight: InFlight,
}

impl<B> AnswerBody<B> {
    pub(super) fn new(body: B, in_flight: InFlight) -> Self {
        in_flight.offered(Instant::now());
        Self { body, rest: Bytes::new(), in_flight }
    }

    fn piece(&mut self) -> Bytes {
        let most = match self.in_flight.protocol() {
            Protocol::Http1 => self.rest.len(),
            Protocol::Http2 => self.rest.len().min(PIECE),
        };
        self.rest.split_to(most)
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for AnswerBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = self.get_mut();
        this.in_flight.wanted();
        if this.rest.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
            }
        }
        this.in_flight.offered(Instant::now());
        Poll::Ready(Some(Ok(Frame::data(this.piece()))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (hint, rest) = (self.body.size_hint(), u64::try_from(self.rest.len()).unwrap_or(u64::MAX));
        let mut with_rest = SizeHint::new();
        with_rest.set_lower(hint.lower().saturating_add(rest));
        if let Some(upper) = hint.upper() {
            with_rest.set_upper(upper.saturating_add(rest));
        }
        with_rest
    }
}
