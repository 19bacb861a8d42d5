//! The map service conforms to its declared classes, shows no more than other operations, gives the
//! same answers on both databases, and serves third-party programs.
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
