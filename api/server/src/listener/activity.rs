//! Records the events of one connection, and determines which time limit it has passed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::Version;
use tokio::time::Instant;

use super::Limits;

/// The state of one connection, shared by its socket, its requests and its timer.
#[derive(Debug)]
pub(super) struct Activity {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    protocol: Protocol,
    /// The number of requests without a complete answer.
    in_flight: usize,
    /// The number of the next request.
    next: u64,
    /// Since when the connection awaits the header of a request.
    header_since: Option<Instant>,
    /// Since when the client has all answers.
    idle_since: Instant,
    /// Since when the socket accepts no more bytes.
    blocked_since: Option<Instant>,
    /// Since when the window of an HTTP/2 stream has no space for more of its answer, by request.
    /// The socket does not show this: HTTP/2 has windows of its own.
    unread_since: BTreeMap<u64, Instant>,
}

/// How requests share the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// One after the other.
    Http1,
    /// Several requests at the same time.
    Http2,
}

impl From<Version> for Protocol {
    fn from(version: Version) -> Self {
        if version == Version::HTTP_2 { Self::Http2 } else { Self::Http1 }
    }
}

/// A time limit that has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overdue {
    /// The header of a request did not arrive.
    Header,
    /// No further request came.
    Idle,
    /// The client reads nothing from the socket.
    Blocked,
    /// The client opens no window for more of the answer of a stream.
    Unread,
}

/// The next action of the timer of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// A limit has passed.
    Overdue(Overdue),
    /// No limit passes before this instant.
    NotBefore(Instant),
}

impl Activity {
    /// A connection that was accepted at this instant.
    pub(super) fn new(now: Instant) -> Self {
        let state = State {
            protocol: Protocol::Http1,
            in_flight: 0,
            next: 0,
            header_since: Some(now),
            idle_since: now,
            blocked_since: None,
            unread_since: BTreeMap::new(),
        };
        Self { state: Mutex::new(state) }
    }

    /// The limit that has passed, or the time of the next check. A limit that begins after `now`
    /// ends after the shortest of all limits at the earliest, so checks at that interval miss none.
    pub(super) fn check(&self, now: Instant, limits: &Limits) -> Check {
        let state = self.lock();
        let blocked = state.blocked_since.map(|since| (since + limits.write, Overdue::Blocked));
        let unread = state.unread_since.values().min().map(|since| (*since + limits.write, Overdue::Unread));
        let waiting = match (state.in_flight, state.header_since, blocked) {
            (0, Some(since), _) => Some((since + limits.header, Overdue::Header)),
            (0, None, None) => Some((state.idle_since + limits.idle, Overdue::Idle)),
            (_, _, _) => None,
        };
        let next = [blocked, unread, waiting].into_iter().flatten().min_by_key(|(at, _)| *at);
        let soon = now + limits.shortest();
        match next {
            Some((at, overdue)) if at <= now => Check::Overdue(overdue),
            Some((at, _)) => Check::NotBefore(at.min(soon)),
            None => Check::NotBefore(soon),
        }
    }

    /// Records bytes from the client. With HTTP/2 they may be of any stream, or of none (a ping),
    /// so there a slowly sent header falls under the limit for idle connections.
    pub(super) fn received(&self, now: Instant) {
        let mut state = self.lock();
        if state.in_flight == 0 && state.protocol == Protocol::Http1 {
            state.header_since.get_or_insert(now);
        }
    }

    /// Records bytes written to the socket. With HTTP/2 they may answer a ping, which must not keep
    /// a connection open.
    pub(super) fn wrote(&self, now: Instant) {
        let mut state = self.lock();
        state.blocked_since = None;
        if state.in_flight == 0 && state.protocol == Protocol::Http1 {
            state.idle_since = now;
        }
    }

    /// Records that the socket accepts no bytes now.
    pub(super) fn blocked(&self, now: Instant) {
        self.lock().blocked_since.get_or_insert(now);
    }

    /// Records the complete header of a request. The request is in flight until the returned value
    /// is dropped.
    pub(super) fn begin(self: &Arc<Self>, protocol: Protocol) -> InFlight {
        let mut state = self.lock();
        state.protocol = protocol;
        state.in_flight += 1;
        state.header_since = None;
        let number = state.next;
        state.next += 1;
        InFlight { activity: Arc::clone(self), number, protocol }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request in flight.
#[derive(Debug)]
pub(super) struct InFlight {
    activity: Arc<Activity>,
    number: u64,
    protocol: Protocol,
}

impl InFlight {
    /// The protocol of the request.
    pub(super) fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// A piece of the answer waits for space in the window of the stream.
    pub(super) fn offered(&self, now: Instant) {
        if self.protocol == Protocol::Http2 {
            self.activity.lock().unread_since.insert(self.number, now);
        }
    }

    /// There is space for the next piece of the answer.
    pub(super) fn wanted(&self) {
        if self.protocol == Protocol::Http2 {
            self.activity.lock().unread_since.remove(&self.number);
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut state = self.activity.lock();
        state.unread_since.remove(&self.number);
        state.in_flight = state.in_flight.saturating_sub(1);
        state.idle_since = Instant::now();
    }
}
