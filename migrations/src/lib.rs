//! How it is kept: the tables, one set for SQLite and PostgreSQL.
//!
//! A `step::Step` is plain data (tables and indexes written with sea-query), so both
//! databases are built from one text. Only three places know that there are two databases:
//! `spatial` (geometry and text search), `append_only` and `m0017_tiles` (triggers).
//!
//! To add a step: a new numbered file, one line in [`Migrator::migrations`]. A step that was
//! released is never edited again. Every step runs in one transaction (`atomic`), so a step must not
//! rely on what SQLite ignores inside a transaction (`PRAGMA foreign_keys`, `VACUUM`).

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

mod append_only;
mod atomic;
mod columns;
mod m0001_people;
mod m0002_areas;
mod m0003_imports;
mod m0004_register;
mod m0005_cases;
mod m0006_ledger;
mod m0007_desk;
mod m0008_letters;
mod m0009_trail;
mod m0012_calendars;
mod m0013_case_keys;
mod m0014_cover;
mod m0015_subscriptions;
mod m0016_absence;
mod m0017_tiles;
mod m0018_exports;
mod m0019_quality;
mod m0020_mergers;
mod m0021_roster;
mod m0022_reach;
mod m0023_case_boxes;
mod m0024_room_index;
mod m0025_stream_positions;
mod m0026_public_view;
mod m0027_clean_text;
mod m0028_account;
mod m0029_case_search;
mod m0030_drafts;
mod pages;
mod spatial;
mod step;

pub use m0027_clean_text::{NAME as CLEAN_TEXT, NULL_STAND_IN, RESOURCE as STORED_TEXT, replacement_hash};
pub use sea_orm_migration;

/// All steps, in the order in which they are taken.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        atomic::all(vec![
            Box::new(m0001_people::STEP),
            Box::new(m0002_areas::STEP),
            Box::new(m0003_imports::STEP),
            Box::new(m0004_register::STEP),
            Box::new(m0005_cases::STEP),
            Box::new(m0006_ledger::STEP),
            Box::new(m0007_desk::STEP),
            Box::new(m0008_letters::STEP),
            Box::new(m0009_trail::STEP),
            Box::new(spatial::Spatial),
            Box::new(append_only::AppendOnly),
            Box::new(m0012_calendars::STEP),
            Box::new(m0013_case_keys::STEP),
            Box::new(m0014_cover::STEP),
            Box::new(m0015_subscriptions::STEP),
            Box::new(m0016_absence::Absence),
            Box::new(m0017_tiles::Tiles),
            Box::new(m0018_exports::STEP),
            Box::new(m0019_quality::STEP),
            Box::new(m0020_mergers::STEP),
            Box::new(m0021_roster::Roster),
            Box::new(m0022_reach::Reach),
            Box::new(m0023_case_boxes::CaseBoxes),
            Box::new(m0024_room_index::RoomIndex),
            Box::new(m0025_stream_positions::StreamPositions),
            Box::new(m0026_public_view::PublicView),
            Box::new(m0027_clean_text::CleanText),
            Box::new(m0028_account::STEP),
            Box::new(m0029_case_search::CaseSearch),
            Box::new(m0030_drafts::Drafts),
        ])
    }
}
