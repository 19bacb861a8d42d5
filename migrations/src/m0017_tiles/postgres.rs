//! On PostgreSQL.

use super::{HIDDEN, LAYER_OF_CASE, LEVELS, PUBLISHED};

const STEP: &str = "(1073741824.0::double precision / 360)";

pub(super) fn up() -> Vec<String> {
    let mut all = vec![
        format!(
            "ALTER TABLE assets \
             ADD COLUMN grid_x bigint GENERATED ALWAYS AS (least(floor(((min_lon + max_lon) / 2 + 180) * {STEP})::bigint, 1073741823)) STORED, \
             ADD COLUMN grid_y bigint GENERATED ALWAYS AS (floor(((min_lat + max_lat) / 2 + 90) * {STEP})::bigint) STORED"
        ),
        format!("CREATE INDEX assets_hidden ON assets (grid_x, grid_y) WHERE {HIDDEN} AND deleted_at IS NULL"),
        "CREATE INDEX assets_lines ON assets USING gist (place) WHERE min_lon < max_lon OR min_lat < max_lat"
            .to_owned(),
        // Rows that change often leave room for their next version beside them.
        "CREATE TABLE tile_cells (level bigint, x bigint, y bigint, kind text, hidden boolean, \
         count bigint NOT NULL, sum_x bigint NOT NULL, sum_y bigint NOT NULL, \
         PRIMARY KEY (level, x, y, kind, hidden)) WITH (fillfactor = 70)"
            .to_owned(),
        "CREATE TABLE tile_versions (layer text, x bigint, y bigint, version bigint NOT NULL, \
         PRIMARY KEY (layer, x, y)) WITH (fillfactor = 70)"
            .to_owned(),
        // Notes of a transaction to itself: none is left when it commits, so the log need not have them.
        "CREATE UNLOGGED TABLE tile_notes (tx xid8 NOT NULL, first boolean NOT NULL, layer text NOT NULL, \
         x bigint NOT NULL, y bigint NOT NULL, kind text NOT NULL, hidden boolean NOT NULL, \
         count bigint NOT NULL, sum_x bigint NOT NULL, sum_y bigint NOT NULL)"
            .to_owned(),
        "CREATE INDEX tile_notes_of ON tile_notes (tx)".to_owned(),
    ];
    all.extend(notes());
    all.push(fold());
    all.push(
        "CREATE CONSTRAINT TRIGGER tile_fold AFTER INSERT ON tile_notes DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW WHEN (new.first) EXECUTE FUNCTION tile_fold()"
            .to_owned(),
    );
    all.push(format!(
        "INSERT INTO tile_cells SELECT level, grid_x >> (30 - level), grid_y >> (30 - level), kind, {HIDDEN}, \
         count(*), sum(grid_x)::bigint, sum(grid_y)::bigint \
         FROM assets CROSS JOIN {LEVELS} AS levels(level) WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5"
    ));
    all
}

/// Triggers that note what a statement changed.
fn notes() -> Vec<String> {
    let row = |table: &str, sign: &str| {
        format!(
            "SELECT grid_x, grid_y, kind, {HIDDEN} AS hidden, CASE WHEN deleted_at IS NULL THEN {sign}1 ELSE 0 END AS n FROM {table}"
        )
    };
    let assets = |rows: &str| {
        format!(
            "INSERT INTO tile_notes SELECT pg_current_xact_id(), row_number() OVER () = 1, 'assets', x, y, kind, hidden, n, sx, sy \
             FROM (SELECT grid_x >> 13 AS x, grid_y >> 13 AS y, kind, hidden, sum(n) AS n, sum(n * grid_x) AS sx, \
             sum(n * grid_y) AS sy FROM ({rows}) AS rows GROUP BY 1, 2, 3, 4) AS cells"
        )
    };
    let cases = format!(
        "INSERT INTO tile_notes SELECT pg_current_xact_id(), row_number() OVER () = 1, layer, 0, 0, '', false, 0, 0, 0 \
         FROM (SELECT DISTINCT {LAYER_OF_CASE} AS layer FROM added WHERE {PUBLISHED}) AS layers"
    );
    let areas =
        "INSERT INTO tile_notes VALUES (pg_current_xact_id(), true, 'areas', 0, 0, '', false, 0, 0, 0)".to_owned();
    // Published cases show who applied by name.
    let names = "INSERT INTO tile_notes VALUES \
         (pg_current_xact_id(), true, 'permits', 0, 0, '', false, 0, 0, 0), \
         (pg_current_xact_id(), false, 'planned-works', 0, 0, '', false, 0, 0, 0)"
        .to_owned();
    let both = format!("{} UNION ALL {}", row("added", ""), row("gone", "-"));
    let others = [
        ("assets", "insert", "NEW TABLE AS added", assets(&row("added", ""))),
        ("assets", "update", "OLD TABLE AS gone NEW TABLE AS added", assets(&both)),
        ("assets", "delete", "OLD TABLE AS gone", assets(&row("gone", "-"))),
        ("cases", "insert", "NEW TABLE AS added", cases.clone()),
        ("cases", "update", "NEW TABLE AS added", cases),
        ("areas", "insert", "NEW TABLE AS added", areas.clone()),
        ("areas", "update", "NEW TABLE AS added", areas.clone()),
        ("areas", "delete", "OLD TABLE AS gone", areas),
        ("organizations", "update", "NEW TABLE AS added", names),
    ];
    let others = others.into_iter().flat_map(|(table, verb, seen, sql)| {
        trigger(&format!("{table}_tile_{verb}"), &format!("{verb} ON {table} REFERENCING {seen}"), &sql)
    });
    others.chain(room()).collect()
}

/// The trigger that notes the room of assets.
pub(crate) fn room() -> [String; 2] {
    let sql = "INSERT INTO tile_notes \
         SELECT pg_current_xact_id(), row_number() OVER () = 1, 'assets', x, y, '', false, 0, 0, 0 \
         FROM (SELECT DISTINCT a.grid_x >> 13 AS x, a.grid_y >> 13 AS y FROM added JOIN assets a ON a.id = added.asset_id) AS cells";
    trigger("asset_capacity_tile_update", "update ON asset_capacity REFERENCING NEW TABLE AS added", sql)
}

/// A trigger that looks at statements, with its function of the same name.
pub(crate) fn trigger(name: &str, event: &str, sql: &str) -> [String; 2] {
    [
        format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {sql}; RETURN NULL; END $$"),
        format!("CREATE TRIGGER {name} AFTER {event} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"),
    ]
}

/// The same taken away.
pub(crate) fn no_trigger(name: &str, table: &str) -> [String; 2] {
    [format!("DROP TRIGGER {name} ON {table}"), format!("DROP FUNCTION {name}()")]
}

/// Folds the notes of this transaction; the first to be asked finds all of them, the others none.
fn fold() -> String {
    format!(
        "CREATE FUNCTION tile_fold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         WITH notes AS (DELETE FROM tile_notes WHERE tx = pg_current_xact_id() RETURNING *), \
         cells AS (INSERT INTO tile_cells AS kept \
         SELECT level, x >> (17 - level), y >> (17 - level), kind, hidden, sum(count)::bigint, sum(sum_x)::bigint, sum(sum_y)::bigint \
         FROM notes CROSS JOIN {LEVELS} AS levels(level) WHERE layer = 'assets' \
         GROUP BY 1, 2, 3, 4, 5 HAVING sum(count) <> 0 OR sum(sum_x) <> 0 OR sum(sum_y) <> 0 ORDER BY 1, 2, 3, 4, 5 \
         ON CONFLICT (level, x, y, kind, hidden) DO UPDATE SET count = kept.count + excluded.count, \
         sum_x = kept.sum_x + excluded.sum_x, sum_y = kept.sum_y + excluded.sum_y) \
         INSERT INTO tile_versions AS kept SELECT layer, x >> 5, y >> 5, 1 FROM notes GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 \
         ON CONFLICT (layer, x, y) DO UPDATE SET version = kept.version + 1; \
         RETURN NULL; END $$"
    )
}

pub(super) fn down() -> Vec<String> {
    let triggers = [
        "assets_tile_insert ON assets",
        "assets_tile_update ON assets",
        "assets_tile_delete ON assets",
        "asset_capacity_tile_update ON asset_capacity",
        "cases_tile_insert ON cases",
        "cases_tile_update ON cases",
        "areas_tile_insert ON areas",
        "areas_tile_update ON areas",
        "areas_tile_delete ON areas",
        "organizations_tile_update ON organizations",
        "tile_fold ON tile_notes",
    ];
    let triggers = triggers.into_iter().filter_map(|trigger| trigger.split_once(" ON "));
    let gone = triggers.flat_map(|(name, table)| no_trigger(name, table));
    let rest = [
        "DROP TABLE tile_notes, tile_versions, tile_cells",
        "DROP INDEX assets_lines",
        "DROP INDEX assets_hidden",
        "ALTER TABLE assets DROP COLUMN grid_y, DROP COLUMN grid_x",
    ];
    gone.chain(rest.map(str::to_owned)).collect()
}
