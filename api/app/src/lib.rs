//! The application without its transport: commands, queries, background jobs, mail, imports, exports and backup.

pub mod act;
pub mod active_leases;
pub mod ask;
pub mod atlas;
pub mod background;
pub mod backup;
pub mod calendars;
pub mod cases;
pub mod compute_pool;
pub mod config;
pub mod demo;
pub mod documents;
pub mod exports;
pub mod failure;
pub mod files;
pub mod house;
pub mod imports;
pub(crate) mod in_whose_name;
pub mod job;
pub mod located;
pub mod log_writer;
pub mod mail_address;
pub mod mergers;
pub mod messages;
pub mod metrics;
pub mod ogc;
pub mod papers;
pub mod people;
pub mod planning;
pub mod post;
pub mod quality;
pub mod readiness;
pub mod register;
pub mod register_cases;
pub mod reorganisation;
pub mod rooms;
pub mod scratch;
pub mod startup;
pub mod subscriptions;
pub mod tasks;
mod telling;
pub mod verify;
pub mod wake_signal;

#[cfg(test)]
mod test_support;
