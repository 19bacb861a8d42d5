//! A change is counted wherever what changed reaches. Until now it was counted in the cell in which the middle of an asset lies; a duct
//! under a street reaches into the cells beside it, and a tile there was shown as it had been.
//!
//! An asset that lies in more than one cell of level 12 counts in each of them, up to [`SIDE`] by [`SIDE`]; one that reaches farther
//! counts in the cell (-1, -1), which every part of the map asks for too. Who is on an asset counts as well: what is
//! hidden shows to its tenants. A change of room was counted in one cell by a trigger of `m0017_tiles`, which goes: it counts wherever the
//! asset reaches. And the names of organisations have a number of their own, for pages that show them.

use sea_orm_migration::prelude::*;

use crate::m0017_tiles::{postgres as before_postgres, sqlite as before_sqlite};
use crate::step::run;

/// The step.
pub(crate) struct Reach;

/// Of so many cells side by side each is counted by itself: some 36 km.
const SIDE: i64 = 4;
/// The edges of an asset, in cells of level 12, of which there are so many to a degree.
const CELLS: &str = "4096.0 / 360";
/// Whether an asset is more than a point.
const WIDE: &str = "min_lon < max_lon OR min_lat < max_lat";

impl MigrationName for Reach {
    fn name(&self) -> &'static str {
        "m0022_reach"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reach {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &postgres_up(), &sqlite_up()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &postgres_down(), &sqlite_down()).await
    }
}

/// Table, event, the rows that are seen of it, and how it is counted.
fn postgres() -> [(&'static str, &'static str, &'static str, String); 6] {
    // What lies in one cell was counted there when it was counted as an asset.
    let wide = |rows: &str| format!("SELECT * FROM {rows} WHERE {WIDE}");
    let beside = "SELECT assets.* FROM assets JOIN added ON assets.id = added.asset_id";
    let both = format!("{} UNION ALL {}", wide("gone"), wide("added"));
    let names = "INSERT INTO tile_notes VALUES (pg_current_xact_id(), true, 'names', 0, 0, '', false, 0, 0, 0)";
    [
        ("assets", "insert", "NEW TABLE AS added", noted(&wide("added"))),
        ("assets", "update", "OLD TABLE AS gone NEW TABLE AS added", noted(&both)),
        ("assets", "delete", "OLD TABLE AS gone", noted(&wide("gone"))),
        ("asset_capacity", "update", "NEW TABLE AS added", noted(beside)),
        ("occupancies", "update", "NEW TABLE AS added", noted(beside)),
        ("organizations", "update", "NEW TABLE AS added", names.to_owned()),
    ]
}

fn postgres_up() -> Vec<String> {
    let gone = before_postgres::no_trigger("asset_capacity_tile_update", "asset_capacity");
    let triggers = postgres().into_iter().flat_map(|(table, verb, seen, counted)| {
        let event = format!("{verb} ON {table} REFERENCING {seen}");
        before_postgres::trigger(&format!("{table}_reach_{verb}"), &event, &counted)
    });
    gone.into_iter().chain(triggers).collect()
}

/// Notes all cells that these assets reach; of a note's cell, which is of level 17, only the cell of level 12 around it counts.
fn noted(assets: &str) -> String {
    let cells =
        reached(assets, |degrees| format!("least(floor(({degrees}) * ({CELLS}::double precision))::bigint, 4095)"));
    format!(
        "INSERT INTO tile_notes \
         SELECT pg_current_xact_id(), row_number() OVER () = 1, 'assets', x << 5, y << 5, '', false, 0, 0, 0 FROM ({cells}) AS cells"
    )
}

fn postgres_down() -> Vec<String> {
    let triggers = postgres()
        .into_iter()
        .flat_map(|(table, verb, ..)| before_postgres::no_trigger(&format!("{table}_reach_{verb}"), table));
    triggers.chain(FORGOTTEN.map(str::to_owned)).chain(before_postgres::room()).collect()
}

/// Numbers that nobody counts on any more.
const FORGOTTEN: [&str; 2] =
    ["DELETE FROM tile_versions WHERE layer = 'names'", "DELETE FROM tile_versions WHERE layer = 'assets' AND x < 0"];

/// Name and event of each trigger, and how it counts one row.
fn sqlite() -> [(&'static str, &'static str, String); 6] {
    let of = |rows: &str, which: &str| format!("SELECT min_lon, max_lon, min_lat, max_lat FROM {rows} WHERE {which}");
    let line = |row: &str| {
        let edges = ["min_lon", "max_lon", "min_lat", "max_lat"].map(|edge| format!("{row}.{edge} AS {edge}"));
        counted(&of(&format!("(SELECT {})", edges.join(", ")), WIDE))
    };
    let beside = || counted(&of("assets", "id = new.asset_id"));
    let names = "INSERT INTO tile_versions VALUES ('names', 0, 0, 1) \
         ON CONFLICT (layer, x, y) DO UPDATE SET version = version + 1";
    [
        ("assets_reach_insert", "INSERT ON assets", line("new")),
        ("assets_reach_update", "UPDATE ON assets", format!("{}; {}", line("old"), line("new"))),
        ("assets_reach_delete", "DELETE ON assets", line("old")),
        ("asset_capacity_reach_update", "UPDATE ON asset_capacity", beside()),
        ("occupancies_reach_update", "UPDATE ON occupancies", beside()),
        ("organizations_reach_update", "UPDATE ON organizations", names.to_owned()),
    ]
}

fn sqlite_up() -> Vec<String> {
    let triggers =
        sqlite().map(|(name, event, counted)| format!("CREATE TRIGGER {name} AFTER {event} BEGIN {counted}; END"));
    std::iter::once("DROP TRIGGER asset_capacity_tile_update".to_owned()).chain(triggers).collect()
}

/// Counts in all cells that an asset with these edges reaches. `CAST` cuts off what follows the point, which for numbers
/// above nought is the same as `floor`.
fn counted(edges: &str) -> String {
    let cells = reached(edges, |degrees| format!("min(CAST(({degrees}) * ({CELLS}) AS INTEGER), 4095)"));
    format!(
        "INSERT INTO tile_versions SELECT 'assets', x, y, 1 FROM ({cells}) WHERE true \
         ON CONFLICT (layer, x, y) DO UPDATE SET version = version + 1"
    )
}

fn sqlite_down() -> Vec<String> {
    let triggers = sqlite().into_iter().map(|(name, ..)| format!("DROP TRIGGER {name}"));
    triggers.chain(FORGOTTEN.map(str::to_owned)).chain([before_sqlite::room()]).collect()
}

/// The cells that what has these edges reaches, each once, where `cell` counts degrees in cells. The steps from one to the next are written
/// out: what PostgreSQL believes of `generate_series` makes it compile the statement at each change.
fn reached(edges: &str, cell: impl Fn(&str) -> String) -> String {
    let (west, east) = (cell("min_lon + 180"), cell("max_lon + 180"));
    let (south, north) = (cell("min_lat + 90"), cell("max_lat + 90"));
    let steps = (0..SIDE).map(|step| format!("({step})")).collect::<Vec<_>>().join(", ");
    format!(
        "SELECT DISTINCT CASE WHEN near THEN west + across.column1 ELSE -1 END AS x, \
         CASE WHEN near THEN south + up.column1 ELSE -1 END AS y \
         FROM (SELECT *, east - west < {SIDE} AND north - south < {SIDE} AS near \
         FROM (SELECT {west} AS west, {east} AS east, {south} AS south, {north} AS north FROM ({edges}) AS assets) AS edges) AS reach \
         CROSS JOIN (VALUES {steps}) AS across CROSS JOIN (VALUES {steps}) AS up \
         WHERE CASE WHEN near THEN west + across.column1 <= east AND south + up.column1 <= north \
         ELSE across.column1 = 0 AND up.column1 = 0 END"
    )
}
