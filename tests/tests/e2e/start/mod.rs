//! The start of servers: the log, migrations, and refused configurations.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod import_owner;
mod logs;
mod migrations;
mod refusals;
