//! Batches of rows: the batch and who works on it, its findings, what it put into the register, and taking it out again.

pub mod batches;
pub mod findings;
pub mod mappings;
pub mod names;
pub mod registered;
pub mod roll_back;
pub mod write_chunk;

/// How many rows go into one statement: the widest table times this stays under the parameters SQLite allows.
const CHUNK: usize = 1_000;
