//! The end-to-end tests as one executable, so that the server is linked and stored once. The name
//! of a module selects its tests: `cargo test --workspace --test e2e bands::`.
//!
//! The tests share a process. No test may change the environment, the current directory or other
//! process-wide state.

mod acceptance;
mod action_values;
mod backup;
mod bands;
mod browser_app;
mod connections;
mod contract;
mod contract_client;
mod contract_types;
mod cut;
mod demo;
mod diagrams;
mod downtime;
mod drafts;
mod failover;
mod files;
mod formats;
mod hidden;
mod killed;
mod limits;
mod lists;
mod mail;
mod mail_killed;
mod map_client;
mod meta;
mod ogc;
mod orphaned_files;
mod public_pages;
mod race;
mod repeated;
mod scope;
mod sessions;
mod start;
mod streams;
mod text;
mod tidy;
mod tiles;
mod verify;
mod work_queue;
mod worlds;
