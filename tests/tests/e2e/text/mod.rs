//! Text from outside, in every input: characters that no reader can see or no database can store
//! are refused with their pointer, and texts that look the same are stored the same.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod contract;
mod operations;
pub(crate) mod sample;
