//! `hatang verify`: finds every fault that it can find, and none where there is none, beside people who write too. A stored file that is
//! not what the database says of it is not sent.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may stop where they are")]

mod beside;
mod served;
mod tampered;
