//! Reads what `hatang verify` compares, in pages. Everything that is compared with each other comes from one snapshot.

pub mod cases;
pub mod files;
pub mod ledgers;
pub mod letters;
pub mod replacements;

/// How many values go into one list of a statement.
const CHUNK: usize = 500;
