//! The map in vector tiles: that it shows what is there, to those who may see it, once; that a change shows at once on every
//! node; and that other people's programs read it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod changes;
mod counts;
mod foreign;
mod near;
mod open;
mod reader;
mod world;
