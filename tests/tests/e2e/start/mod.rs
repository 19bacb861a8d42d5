//! How servers start, and what they live through from then on: the log, the steps of the schema, and what is refused.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod import_owner;
mod logs;
mod migrations;
mod refusals;
