//! The map in vector tiles: that it shows what is there, to those who may see it, once; that a change shows at once on every
//! node; and that other people's programs read it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "tiles/changes.rs"]
mod changes;
#[path = "tiles/counts.rs"]
mod counts;
#[path = "tiles/foreign.rs"]
mod foreign;
#[path = "tiles/near.rs"]
mod near;
#[path = "tiles/open.rs"]
mod open;
#[path = "tiles/reader.rs"]
mod reader;
#[path = "tiles/world.rs"]
mod world;
