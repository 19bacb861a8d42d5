//! One client cannot prevent a node from answering the others.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod hostile;
mod notices;
mod parameters;
mod slow;
