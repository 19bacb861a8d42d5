//! One sea-orm entity per table, and nothing else: rows know no rules.
#![expect(missing_docs, reason = "a row's fields are its columns; the migrations say what they are for")]

pub mod area_offices;
pub mod areas;
pub mod asset_capacity;
pub mod asset_owners;
pub mod asset_transfer_items;
pub mod asset_transfers;
pub mod asset_versions;
pub mod assets;
pub mod audit;
pub mod calendar_changes;
pub mod capacity_entries;
pub mod case_elements;
pub mod case_history;
pub mod case_keys;
pub mod case_parties;
pub mod case_referrals;
pub mod case_timers;
pub mod cases;
pub mod code_counters;
pub mod documents;
pub mod idempotency_keys;
pub mod import_errors;
pub mod import_mappings;
pub mod imports;
pub mod leases;
pub mod memberships;
pub mod messages;
pub mod notifications;
pub mod occupancies;
pub mod organizations;
pub mod outbox;
pub mod sessions;
pub mod tasks;
pub mod users;
pub mod wait_list;
