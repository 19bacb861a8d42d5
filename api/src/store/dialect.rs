//! The differences between SQLite and PostgreSQL, all of them.
//!
//! Conditions are over the table `assets` under its own name. On PostgreSQL distances are
//! exact (on the spheroid); on SQLite they are boxes that hold everything that could be near,
//! and the caller sorts out the rest: see [`sorts_out_distance`].

use domain::place::Bounds;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait};

/// Whether the database itself has measured a distance, or the caller must still do it.
#[must_use]
pub fn sorts_out_distance(backend: DbBackend) -> bool {
    backend == DbBackend::Postgres
}

/// Assets whose own box touches `bounds`.
#[must_use]
pub fn in_box(backend: DbBackend, bounds: Bounds) -> Expr {
    let edges = [bounds.west, bounds.south, bounds.east, bounds.north];
    let index = if backend == DbBackend::Postgres {
        Expr::cust_with_values("assets.place && ST_MakeEnvelope($1, $2, $3, $4, 4326)", edges)
    } else {
        Expr::cust_with_values(
            "assets.id IN (SELECT n.asset_id FROM asset_boxes b \
             JOIN asset_numbers n ON n.number = b.number \
             WHERE b.max_lon >= ? AND b.max_lat >= ? AND b.min_lon <= ? AND b.min_lat <= ?)",
            edges,
        )
    };
    index.and(touching(bounds))
}

/// Both indexes keep single precision; the columns decide.
fn touching(bounds: Bounds) -> Expr {
    Expr::col(("assets", "max_lon"))
        .gte(bounds.west)
        .and(Expr::col(("assets", "max_lat")).gte(bounds.south))
        .and(Expr::col(("assets", "min_lon")).lte(bounds.east))
        .and(Expr::col(("assets", "min_lat")).lte(bounds.north))
}

/// Lines among the assets whose own box touches `bounds`.
#[must_use]
pub fn lines_in_box(backend: DbBackend, bounds: Bounds) -> Expr {
    let edges = [bounds.west, bounds.south, bounds.east, bounds.north];
    if backend == DbBackend::Postgres {
        // The index over lines is taken when its condition is said in its own words.
        in_box(backend, bounds).and(Expr::cust("(min_lon < max_lon OR min_lat < max_lat)"))
    } else {
        let index = Expr::cust_with_values(
            "assets.id IN (SELECT n.asset_id FROM asset_lines b JOIN asset_numbers n ON n.number = b.number \
             WHERE b.max_lon >= ? AND b.max_lat >= ? AND b.min_lon <= ? AND b.min_lat <= ?)",
            edges,
        );
        touching(bounds).and(index)
    }
}

/// Assets not farther than `metres` from a shape given as WKB with its box.
#[must_use]
pub fn within(backend: DbBackend, wkb: &[u8], bounds: Bounds, metres: f64) -> Expr {
    if backend == DbBackend::Postgres {
        Expr::cust_with_values(
            "ST_DWithin(assets.place::geography, ST_GeomFromWKB($1, 4326)::geography, $2)",
            [sea_orm::Value::from(wkb.to_vec()), sea_orm::Value::from(metres)],
        )
    } else {
        in_box(backend, bounds.grown(metres))
    }
}

/// Assets whose search text has, for each of the words, one that begins with it.
/// Words are folded and made of letters and digits only.
#[must_use]
pub fn has_words(backend: DbBackend, words: &[String]) -> Expr {
    if backend == DbBackend::Postgres {
        let query: Vec<String> = words.iter().map(|word| format!("'{word}':*")).collect();
        Expr::cust_with_values(
            "to_tsvector('simple', assets.search_text) @@ to_tsquery('simple', $1)",
            [query.join(" & ")],
        )
    } else {
        let query: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
        Expr::cust_with_values(
            "assets.id IN (SELECT n.asset_id FROM asset_words \
             JOIN asset_numbers n ON n.number = asset_words.rowid WHERE asset_words MATCH ?)",
            [query.join(" ")],
        )
    }
}
