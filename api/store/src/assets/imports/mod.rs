//! Import batches: the batch and its worker, its findings, its rows in the register, and the
//! roll-back.

pub mod batches;
pub mod findings;
pub mod mappings;
pub mod names;
pub mod registered;
pub mod roll_back;
pub mod write_chunk;

/// The number of rows per statement: with the widest table this stays below the parameter limit of
/// SQLite.
const CHUNK: usize = 1_000;
