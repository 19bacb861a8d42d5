//! Connections with a real server process: the time limits and bounds of `[connections]`, each by a
//! client that sits on its socket, and beside it what must go on.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod bodies;
mod bounds;
mod headers;
mod http2;
mod raw;
mod reading;
mod stopping;
