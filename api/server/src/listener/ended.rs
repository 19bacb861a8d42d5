//! The ends of connections, for the log and the metrics.

use std::error::Error;
use std::io;
use std::net::SocketAddr;

use super::BoxError;
use super::activity::Overdue;

/// The end of a connection.
#[derive(Debug)]
pub(super) enum Ended {
    /// In order, by either side.
    Closed,
    /// By a time limit.
    Overdue(Overdue),
    /// Cut at the end of the server's shutdown time.
    Stopped,
    /// By an error of hyper or of the socket.
    Failed(BoxError),
}

impl Ended {
    /// The label of the metric.
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Overdue(Overdue::Header) => "header_timeout",
            Self::Overdue(Overdue::Idle) => "idle_timeout",
            Self::Overdue(Overdue::Blocked | Overdue::Unread) => "write_timeout",
            Self::Stopped => "stopped",
            Self::Failed(error) => kind(error.as_ref()),
        }
    }

    /// Logs an end that a client can cause at the debug level, and an answer that broke off, which
    /// is a defect of the server, as a warning.
    pub(super) fn log(&self, peer: SocketAddr) {
        let reason = self.reason();
        match self {
            Self::Closed => {}
            Self::Overdue(_) | Self::Stopped => tracing::debug!(%peer, reason, "the connection was ended"),
            Self::Failed(error) => {
                let error = chain(error.as_ref());
                if reason == ANSWER {
                    tracing::warn!(%peer, reason, error, "an answer broke off");
                } else {
                    tracing::debug!(%peer, reason, error, "the connection failed");
                }
            }
        }
    }
}

const ANSWER: &str = "answer_failed";

fn kind(error: &(dyn Error + 'static)) -> &'static str {
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        if error.is_user() {
            return ANSWER;
        }
        if error.is_parse() {
            return "malformed";
        }
        if error.is_incomplete_message() || error.is_canceled() || error.is_closed() || error.is_shutdown() {
            return "disconnected";
        }
    }
    if sources(error).any(<dyn Error>::is::<io::Error>) { "disconnected" } else { "failed" }
}

/// An error and its causes. The text of an error of hyper leaves its cause out.
fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

fn chain(error: &(dyn Error + 'static)) -> String {
    sources(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
