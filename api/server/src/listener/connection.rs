//! One connection, from its first byte to its end.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::activity::{Activity, Check, Overdue};
use super::answer_body::AnswerBody;
use super::ended::Ended;
use super::watched_io::WatchedIo;
use super::{BoxError, Ends, Limits};

/// The longest header of HTTP/1, and the size of hyper's read and write buffers. hyper refuses an
/// address above 64 KiB with 414, a longer header with 431, and one of more than 100 lines with
/// 431.
const HEADER_BYTES: usize = 128 << 10;
/// The longest header of HTTP/2, with its overhead of 32 bytes a field.
const HTTP2_HEADER_BYTES: u32 = 16 << 10;
/// The maximum number of concurrent HTTP/2 streams of one connection.
const STREAMS: u32 = 200;
/// The maximum number of HTTP/2 streams that a client may reset before the server has accepted them
/// (CVE-2023-44487).
const RESET_STREAMS: usize = 20;

/// The data that all connections share.
pub(super) struct Shared<F> {
    pub(super) answer: F,
    pub(super) protocol: auto::Builder<TokioExecutor>,
    pub(super) limits: Limits,
    pub(super) stop: Stop,
}

/// The signals to connections that the server stops.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop {
    /// Finish the requests in flight.
    pub(super) finish: CancellationToken,
    /// The time for that is over.
    pub(super) cut: CancellationToken,
}

/// Disables hyper's own time limit for headers: its timer also runs while a kept connection is
/// idle, which has more time.
pub(super) fn protocol() -> auto::Builder<TokioExecutor> {
    let mut protocol = auto::Builder::new(TokioExecutor::new());
    protocol.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(HEADER_BYTES);
    protocol
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(HTTP2_HEADER_BYTES)
        .max_concurrent_streams(STREAMS)
        .max_pending_accept_reset_streams(RESET_STREAMS);
    protocol
}

/// Serves the requests of a connection until it ends.
pub(super) async fn serve<F, A, B>(shared: &Shared<F>, stream: TcpStream, ends: Ends) -> Ended
where
    F: Fn(Request<Incoming>, Ends) -> A,
    A: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
{
    let activity = Arc::new(Activity::new(Instant::now()));
    let socket = TokioIo::new(WatchedIo::new(stream, Arc::clone(&activity)));
    let service = service_fn(|request: Request<Incoming>| {
        let in_flight = activity.begin(request.version().into());
        let answered = (shared.answer)(request, ends);
        async move { Ok::<_, Infallible>(answered.await.map(|body| AnswerBody::new(body, in_flight))) }
    });
    let mut connection = pin!(shared.protocol.serve_connection(socket, service));
    let mut next = Instant::now();
    let mut closing = Closing::Nothing;
    loop {
        tokio::select! {
            ended = connection.as_mut() => return closing.ended(ended),
            () = shared.stop.finish.cancelled(), if closing == Closing::Nothing => {
                closing = Closing::Stop;
                connection.as_mut().graceful_shutdown();
            }
            () = shared.stop.cut.cancelled() => return Ended::Stopped,
            () = sleep_until(next) => match (activity.check(Instant::now(), &shared.limits), closing) {
                (Check::NotBefore(at), _) => next = at,
                // A request may be on its way, and the client may read other streams: accept no new
                // ones, then end.
                (Check::Overdue(overdue @ (Overdue::Idle | Overdue::Unread)), Closing::Nothing) => {
                    closing = Closing::Overdue(overdue);
                    connection.as_mut().graceful_shutdown();
                    next = Instant::now() + shared.limits.header;
                }
                (Check::Overdue(overdue), _) => return Ended::Overdue(overdue),
            }
        }
    }
}

/// Why a connection accepts no further request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    Nothing,
    Stop,
    Overdue(Overdue),
}

impl Closing {
    /// The end of such a connection.
    fn ended(self, result: Result<(), BoxError>) -> Ended {
        match (result, self) {
            (Ok(()), Self::Overdue(overdue)) => Ended::Overdue(overdue),
            (Ok(()), Self::Nothing | Self::Stop) => Ended::Closed,
            // hyper ends a connection with an error if its protocol is not known yet.
            (Err(error), Self::Stop) if is_interrupted(&error) => Ended::Closed,
            (Err(error), _) => Ended::Failed(error),
        }
    }
}

fn is_interrupted(error: &BoxError) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::Interrupted)
}
