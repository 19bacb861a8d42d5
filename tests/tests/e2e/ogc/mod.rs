//! The map service: what it declares holds, nobody sees more than elsewhere, both databases say the same, and programs of others
//! read all of it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod ask;
mod clients;
mod cql2;
mod data;
mod features;
mod filters;
mod oracle;
mod origins;
mod page_cache;
mod systems;
mod visibility;
