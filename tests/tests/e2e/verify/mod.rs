//! `hatang verify` finds every known kind of fault, and reports none on sound data, also while
//! people write. The server does not send a stored file that differs from its database row.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may stop where they are")]

mod beside;
mod served;
mod tampered;
