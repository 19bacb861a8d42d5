//! The time limits and bounds of `[connections]` with a real server process: each test has a client
//! that reaches the limit, and beside it a client that must still be served.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod bodies;
mod bounds;
mod headers;
mod http2;
mod raw;
mod reading;
mod stopping;
