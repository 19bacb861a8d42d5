//! The application without its transport: commands, queries, background jobs, mail, imports,
//! exports and backup.

pub(crate) mod acting_organization;
pub mod app;
pub mod background;
pub mod backup;
pub mod calendars;
pub mod cases;
pub mod command_pipeline;
pub mod compute_pool;
pub mod config;
pub mod demo;
pub mod documents;
pub mod error;
pub mod exports;
pub mod files;
pub mod imports;
pub mod issued_documents;
pub mod job;
pub mod lease;
pub mod located;
pub mod log_writer;
pub mod mail;
pub mod mail_address;
pub mod mergers;
pub mod messages;
pub mod metrics;
mod notify;
pub mod ogc;
pub mod people;
pub mod planning;
pub mod quality;
pub mod read_scope;
pub mod readiness;
pub mod register;
pub mod register_cases;
pub mod reorganization;
pub mod scratch;
pub mod services;
pub mod startup;
pub mod subscriptions;
pub mod tasks;
pub mod tile_service;
pub mod verify;
pub mod wake_signal;

/// The queries of the store that a transport uses, and their row types. Changes are commands.
pub mod reads {
    pub use api_store::{
        Connection, StoreError,
        areas::{area_list, calendar_changes},
        assets::{
            self, asset_corrections, asset_counts, asset_past, asset_photos, asset_search, asset_transfers,
            asset_versions, imports, labels, occupancies, quality,
        },
        cases::{
            self, case_counts, case_history, case_list, case_search, documents, merging, messages, published,
            task_queue, tasks,
        },
        change_versions,
        database::{clock, idempotency},
        entities,
        maps::tiles,
        notices::{notifications, outbox, outbox_retry, sequencer, subscriptions},
        people::{absences, delegations, mergers, organizations, preferences, sessions, succession, users},
        planning::{along_route, nearby},
        visibility,
    };
}

pub use api_diagram as diagram;
pub use policies::packs::Pack;

#[cfg(test)]
mod test_support;
