//! Finding things by place and by word: the one step where the databases differ.
//!
//! PostgreSQL: a stored PostGIS column made from the WKB, with `GiST` indexes for the plane
//! (boxes) and the spheroid (distances), and a GIN index over the words.
//! SQLite: an R*Tree and an FTS5 table, both keyed by a number of the asset and kept by
//! triggers, so no writer can forget them.

use sea_orm_migration::prelude::*;

use crate::step::run;

/// The step.
pub(crate) struct Spatial;

impl MigrationName for Spatial {
    fn name(&self) -> &'static str {
        "m0010_spatial"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Spatial {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, POSTGRES_UP, SQLITE_UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, POSTGRES_DOWN, SQLITE_DOWN).await
    }
}

const POSTGRES_UP: &[&str] = &[
    "CREATE EXTENSION IF NOT EXISTS postgis",
    "ALTER TABLE assets ADD COLUMN place geometry(Geometry, 4326) \
     GENERATED ALWAYS AS (ST_GeomFromWKB(geometry, 4326)) STORED",
    "CREATE INDEX assets_place ON assets USING gist (place)",
    "CREATE INDEX assets_place_on_earth ON assets USING gist ((place::geography))",
    "CREATE INDEX assets_words ON assets USING gin (to_tsvector('simple', search_text))",
    "ALTER TABLE areas ADD COLUMN place geometry(Geometry, 4326) \
     GENERATED ALWAYS AS (ST_GeomFromWKB(geometry, 4326)) STORED",
    "CREATE INDEX areas_place ON areas USING gist (place)",
];

const POSTGRES_DOWN: &[&str] = &[
    "ALTER TABLE areas DROP COLUMN place",
    "DROP INDEX assets_words",
    "DROP INDEX assets_place_on_earth",
    "ALTER TABLE assets DROP COLUMN place",
];

const SQLITE_UP: &[&str] = &[
    "CREATE TABLE asset_numbers (number INTEGER PRIMARY KEY AUTOINCREMENT, \
     asset_id BLOB NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE asset_boxes USING rtree(number, min_lon, max_lon, min_lat, max_lat)",
    "CREATE VIRTUAL TABLE asset_words USING fts5(words, content='', contentless_delete=1, \
     tokenize='unicode61', prefix='2 3')",
    "CREATE TRIGGER assets_find_insert AFTER INSERT ON assets BEGIN \
     INSERT INTO asset_numbers (asset_id) VALUES (new.id); \
     INSERT INTO asset_boxes SELECT number, new.min_lon, new.max_lon, new.min_lat, new.max_lat \
     FROM asset_numbers WHERE asset_id = new.id; \
     INSERT INTO asset_words (rowid, words) SELECT number, new.search_text \
     FROM asset_numbers WHERE asset_id = new.id; END",
    "CREATE TRIGGER assets_find_place AFTER UPDATE OF min_lon, max_lon, min_lat, max_lat \
     ON assets BEGIN \
     UPDATE asset_boxes SET min_lon = new.min_lon, max_lon = new.max_lon, \
     min_lat = new.min_lat, max_lat = new.max_lat \
     WHERE number = (SELECT number FROM asset_numbers WHERE asset_id = new.id); END",
    "CREATE TRIGGER assets_find_words AFTER UPDATE OF search_text ON assets \
     WHEN new.search_text <> old.search_text BEGIN \
     DELETE FROM asset_words \
     WHERE rowid = (SELECT number FROM asset_numbers WHERE asset_id = new.id); \
     INSERT INTO asset_words (rowid, words) SELECT number, new.search_text \
     FROM asset_numbers WHERE asset_id = new.id; END",
    "CREATE TRIGGER assets_find_delete AFTER DELETE ON assets BEGIN \
     DELETE FROM asset_boxes \
     WHERE number = (SELECT number FROM asset_numbers WHERE asset_id = old.id); \
     DELETE FROM asset_words \
     WHERE rowid = (SELECT number FROM asset_numbers WHERE asset_id = old.id); \
     DELETE FROM asset_numbers WHERE asset_id = old.id; END",
];

const SQLITE_DOWN: &[&str] = &[
    "DROP TRIGGER assets_find_delete",
    "DROP TRIGGER assets_find_words",
    "DROP TRIGGER assets_find_place",
    "DROP TRIGGER assets_find_insert",
    "DROP TABLE asset_words",
    "DROP TABLE asset_boxes",
    "DROP TABLE asset_numbers",
];
