//! On SQLite, where one writes at a time.

use super::{HIDDEN, LAYER_OF_CASE, LEVELS, PUBLISHED};

pub(super) fn up() -> Vec<String> {
    let mut all = vec![
        // `CAST` cuts off what follows the point, which for numbers above nought is the same as `floor`.
        "ALTER TABLE assets ADD COLUMN grid_x INTEGER GENERATED ALWAYS AS \
         (min(CAST(((min_lon + max_lon) / 2 + 180) * (1073741824.0 / 360) AS INTEGER), 1073741823)) VIRTUAL"
            .to_owned(),
        "ALTER TABLE assets ADD COLUMN grid_y INTEGER GENERATED ALWAYS AS \
         (CAST(((min_lat + max_lat) / 2 + 90) * (1073741824.0 / 360) AS INTEGER)) VIRTUAL"
            .to_owned(),
        format!("CREATE INDEX assets_hidden ON assets (grid_x, grid_y) WHERE {HIDDEN} AND deleted_at IS NULL"),
        "CREATE VIRTUAL TABLE asset_lines USING rtree(number, min_lon, max_lon, min_lat, max_lat)".to_owned(),
        "CREATE TABLE tile_cells (level INTEGER, x INTEGER, y INTEGER, kind TEXT, hidden BOOLEAN, \
         count INTEGER NOT NULL, sum_x INTEGER NOT NULL, sum_y INTEGER NOT NULL, \
         PRIMARY KEY (level, x, y, kind, hidden)) WITHOUT ROWID"
            .to_owned(),
        "CREATE TABLE tile_versions (layer TEXT, x INTEGER, y INTEGER, version INTEGER NOT NULL, \
         PRIMARY KEY (layer, x, y)) WITHOUT ROWID"
            .to_owned(),
        format!(
            "INSERT INTO tile_cells SELECT column1, grid_x >> (30 - column1), grid_y >> (30 - column1), kind, {HIDDEN}, \
             count(*), sum(grid_x), sum(grid_y) \
             FROM assets CROSS JOIN {LEVELS} WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5"
        ),
        "INSERT INTO asset_lines SELECT number, min_lon, max_lon, min_lat, max_lat \
         FROM assets JOIN asset_numbers ON asset_id = id WHERE min_lon < max_lon OR min_lat < max_lat"
            .to_owned(),
    ];
    all.extend(cells());
    all.extend(lines());
    all.extend(others());
    all
}

/// Counts follow each row of the assets.
fn cells() -> Vec<String> {
    let (in_cells, out_of_cells) = (counted("new", ""), counted("old", "-"));
    let (there, gone) = (
        changed("assets", "new.grid_x >> 18", "new.grid_y >> 18"),
        changed("assets", "old.grid_x >> 18", "old.grid_y >> 18"),
    );
    vec![
        format!("CREATE TRIGGER assets_tile_insert AFTER INSERT ON assets BEGIN {in_cells}; {there}; END"),
        format!(
            "CREATE TRIGGER assets_tile_update AFTER UPDATE ON assets \
             WHEN new.grid_x <> old.grid_x OR new.grid_y <> old.grid_y OR new.kind <> old.kind \
             OR new.critical <> old.critical OR new.visibility <> old.visibility OR new.deleted_at IS NOT old.deleted_at \
             BEGIN {out_of_cells}; {in_cells}; {gone}; END"
        ),
        format!("CREATE TRIGGER assets_tile_version AFTER UPDATE ON assets BEGIN {there}; END"),
        format!("CREATE TRIGGER assets_tile_delete AFTER DELETE ON assets BEGIN {out_of_cells}; {gone}; END"),
    ]
}

fn counted(row: &str, sign: &str) -> String {
    format!(
        "INSERT INTO tile_cells SELECT column1, {row}.grid_x >> (30 - column1), {row}.grid_y >> (30 - column1), {row}.kind, \
         ({row}.critical OR {row}.visibility = 'secret'), {sign}1, {sign}{row}.grid_x, {sign}{row}.grid_y \
         FROM {LEVELS} WHERE {row}.deleted_at IS NULL \
         ON CONFLICT (level, x, y, kind, hidden) DO UPDATE SET count = count + excluded.count, \
         sum_x = sum_x + excluded.sum_x, sum_y = sum_y + excluded.sum_y"
    )
}

fn changed(layer: &str, x: &str, y: &str) -> String {
    format!(
        "INSERT INTO tile_versions VALUES ('{layer}', {x}, {y}, 1) \
         ON CONFLICT (layer, x, y) DO UPDATE SET version = version + 1"
    )
}

/// The boxes of lines, apart from the many points.
fn lines() -> [String; 3] {
    let line = "(new.min_lon < new.max_lon OR new.min_lat < new.max_lat)";
    let number = |row: &str| format!("(SELECT number FROM asset_numbers WHERE asset_id = {row}.id)");
    let out = format!("DELETE FROM asset_lines WHERE number = {}", number("old"));
    let within = format!(
        "INSERT INTO asset_lines SELECT {}, new.min_lon, new.max_lon, new.min_lat, new.max_lat WHERE {line}",
        number("new")
    );
    [
        // A new asset gets its number from another trigger; its line is written once that is there.
        "CREATE TRIGGER asset_numbers_lines AFTER INSERT ON asset_numbers BEGIN \
         INSERT INTO asset_lines SELECT new.number, min_lon, max_lon, min_lat, max_lat FROM assets \
         WHERE id = new.asset_id AND (min_lon < max_lon OR min_lat < max_lat); END"
            .to_owned(),
        format!(
            "CREATE TRIGGER assets_lines_update AFTER UPDATE OF min_lon, max_lon, min_lat, max_lat ON assets \
             WHEN {line} OR old.min_lon < old.max_lon OR old.min_lat < old.max_lat BEGIN {out}; {within}; END"
        ),
        "CREATE TRIGGER asset_numbers_lines_delete AFTER DELETE ON asset_numbers BEGIN \
         DELETE FROM asset_lines WHERE number = old.number; END"
            .to_owned(),
    ]
}

/// The trigger that counts changes of the room of an asset.
pub(crate) fn room() -> String {
    "CREATE TRIGGER asset_capacity_tile_update AFTER update ON asset_capacity BEGIN \
     INSERT INTO tile_versions SELECT 'assets', grid_x >> 18, grid_y >> 18, 1 FROM assets WHERE id = new.asset_id \
     ON CONFLICT (layer, x, y) DO UPDATE SET version = version + 1; END"
        .to_owned()
}

/// What else is drawn, and the room of assets.
fn others() -> Vec<String> {
    let cases = format!(
        "INSERT INTO tile_versions SELECT {LAYER_OF_CASE}, 0, 0, 1 FROM cases WHERE id = new.id AND {PUBLISHED} \
         ON CONFLICT (layer, x, y) DO UPDATE SET version = version + 1"
    );
    let areas = changed("areas", "0", "0");
    // Published cases show who applied by name.
    let names = format!("{}; {}", changed("permits", "0", "0"), changed("planned-works", "0", "0"));
    let others = [
        ("cases", "insert", cases.as_str()),
        ("cases", "update", cases.as_str()),
        ("areas", "insert", areas.as_str()),
        ("areas", "update", areas.as_str()),
        ("areas", "delete", areas.as_str()),
        ("organizations", "update", names.as_str()),
    ]
    .map(|(table, verb, sql)| format!("CREATE TRIGGER {table}_tile_{verb} AFTER {verb} ON {table} BEGIN {sql}; END"));
    others.into_iter().chain([room()]).collect()
}

pub(super) fn down() -> Vec<String> {
    let triggers = [
        "assets_tile_insert",
        "assets_tile_update",
        "assets_tile_version",
        "assets_tile_delete",
        "asset_numbers_lines",
        "assets_lines_update",
        "asset_numbers_lines_delete",
        "asset_capacity_tile_update",
        "cases_tile_insert",
        "cases_tile_update",
        "areas_tile_insert",
        "areas_tile_update",
        "areas_tile_delete",
        "organizations_tile_update",
    ];
    let rest = [
        "DROP TABLE tile_versions",
        "DROP TABLE tile_cells",
        "DROP TABLE asset_lines",
        "DROP INDEX assets_hidden",
        "ALTER TABLE assets DROP COLUMN grid_y",
        "ALTER TABLE assets DROP COLUMN grid_x",
    ];
    triggers.into_iter().map(|name| format!("DROP TRIGGER {name}")).chain(rest.map(str::to_owned)).collect()
}
