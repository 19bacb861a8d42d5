//! Reads the data that `hatang verify` compares, in pages. Data to compare with each other comes
//! from one snapshot.

pub mod cases;
pub mod files;
pub mod ledgers;
pub mod messages;
pub mod replacements;

/// The number of values per list of a statement.
const CHUNK: usize = 500;
