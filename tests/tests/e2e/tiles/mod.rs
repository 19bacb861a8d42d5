//! The map in vector tiles: each asset appears once and only to viewers who may see it, a change
//! appears at once on every node, and third-party programs can read the tiles.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod cases;
mod changes;
mod counts;
mod foreign;
mod near;
mod open;
mod reader;
mod world;
