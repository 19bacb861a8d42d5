//! Text from outside, at every door: what no reader can see and no database can keep is refused with its place, and what looks the
//! same is stored the same.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod contract;
mod doors;
pub(crate) mod sample;
