//! All differences between SQLite and PostgreSQL.
//!
//! Conditions refer to the table `assets` by its own name, unless they name another table. On
//! PostgreSQL distances are exact (on the spheroid). On SQLite they are boxes around every possible
//! match, and the caller filters further: see `sorts_out_distance`.

use std::path::Path;
use std::time::UNIX_EPOCH;

use domain::place::Bounds;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{DbBackend, Statement};

use crate::Side;
use crate::database::column::{Column, Kind};
use crate::filter::{Pattern, Piece};

/// A text that changes when the database may have returned to an earlier state. Counters of
/// different epochs are not comparable.
///
/// On PostgreSQL the text names the timeline of the server (new after each promotion), the start
/// time of the server (different on every server and after each restore of its files), the database
/// (dropped and created again) and the table of the counters (restored from a dump). A following
/// standby has no timeline of its own. Every user may read all of these. On SQLite the text names
/// the file that the connection has open: see `create_epoch_view`.
#[must_use]
pub fn epoch(backend: DbBackend) -> Expr {
    if backend == DbBackend::Postgres {
        Expr::cust(
            "concat_ws('/', CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END, \
             extract(epoch FROM pg_postmaster_start_time()), \
             (SELECT oid FROM pg_database WHERE datname = current_database()), 'tile_versions'::regclass::oid)",
        )
    } else {
        Expr::cust("(SELECT name FROM temp.open_file)")
    }
}

/// The statement that tells a new SQLite connection the identity of its file. Another file under
/// the same path has another identity.
#[must_use]
pub(crate) fn create_epoch_view(file: &Path, side: Side) -> String {
    use std::os::unix::fs::MetadataExt;
    let name = std::fs::metadata(file).map_or_else(
        |_not_there| String::new(),
        |file| {
            let made = file.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
            format!("{}/{}/{}", file.dev(), file.ino(), made.as_nanos())
        },
    );
    let view = format!("CREATE TEMP VIEW open_file AS SELECT '{name}' AS name");
    match side {
        Side::Write => view,
        // A read-only connection may not create even a temporary view.
        Side::Read => format!("PRAGMA query_only = OFF; {view}; PRAGMA query_only = ON"),
    }
}

/// Whether the database itself measures distances; otherwise the caller must filter by distance.
#[must_use]
pub(crate) fn sorts_out_distance(backend: DbBackend) -> bool {
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
    index.and(touching("assets", bounds))
}

/// Rows of a table with box columns whose box touches `bounds`. The indexes over assets have single
/// precision, so these columns also decide there.
#[must_use]
pub fn touching(table: &'static str, bounds: Bounds) -> Expr {
    Expr::col((table, "max_lon"))
        .gte(bounds.west)
        .and(Expr::col((table, "max_lat")).gte(bounds.south))
        .and(Expr::col((table, "min_lon")).lte(bounds.east))
        .and(Expr::col((table, "min_lat")).lte(bounds.north))
}

/// Lines among the assets whose own box touches `bounds`.
#[must_use]
pub fn lines_in_box(backend: DbBackend, bounds: Bounds) -> Expr {
    let edges = [bounds.west, bounds.south, bounds.east, bounds.north];
    if backend == DbBackend::Postgres {
        // PostgreSQL uses the index over lines only if the condition repeats the index predicate.
        in_box(backend, bounds).and(Expr::cust("(min_lon < max_lon OR min_lat < max_lat)"))
    } else {
        let index = Expr::cust_with_values(
            "assets.id IN (SELECT n.asset_id FROM asset_lines b JOIN asset_numbers n ON n.number = b.number \
             WHERE b.max_lon >= ? AND b.max_lat >= ? AND b.min_lon <= ? AND b.min_lat <= ?)",
            edges,
        );
        touching("assets", bounds).and(index)
    }
}

/// Assets within `metres` of a shape given as WKB with its box.
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

/// Assets within `metres` of a line given as WKB, with the boxes around its parts: the box of a
/// long diagonal line covers half a province.
#[must_use]
pub fn along(backend: DbBackend, wkb: &[u8], parts: &[Bounds], metres: f64) -> Expr {
    if backend == DbBackend::Postgres {
        return within(backend, wkb, Bounds::around([]), metres);
    }
    let touched = "SELECT n.asset_id FROM asset_boxes b JOIN asset_numbers n ON n.number = b.number \
                   WHERE b.max_lon >= ? AND b.max_lat >= ? AND b.min_lon <= ? AND b.min_lat <= ?";
    let all = vec![touched; parts.len().max(1)].join(" UNION ");
    let edges =
        parts.iter().map(|part| part.grown(metres)).flat_map(|part| [part.west, part.south, part.east, part.north]);
    let edges: Vec<f64> = if parts.is_empty() { vec![f64::MAX; 4] } else { edges.collect() };
    Expr::cust_with_values(format!("assets.id IN ({all})"), edges)
}

/// The text of an asset to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SearchText {
    /// Everything known about the asset.
    Full,
    /// The public part only.
    Public,
}

/// Assets whose search text has, for each word, a word with that prefix. The words are folded and
/// consist of letters and digits only.
#[must_use]
pub(crate) fn has_words(backend: DbBackend, text: SearchText, words: &[String]) -> Expr {
    let (column, index) = match text {
        SearchText::Full => ("search_text", "asset_words"),
        SearchText::Public => ("public_text", "asset_public_words"),
    };
    if backend == DbBackend::Postgres {
        let query: Vec<String> = words.iter().map(|word| format!("'{word}':*")).collect();
        Expr::cust_with_values(
            format!("to_tsvector('simple', assets.{column}) @@ to_tsquery('simple', $1)"),
            [query.join(" & ")],
        )
    } else {
        let query: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
        Expr::cust_with_values(
            format!(
                "assets.id IN (SELECT n.asset_id FROM {index} \
                 JOIN asset_numbers n ON n.number = {index}.rowid WHERE {index} MATCH ?)"
            ),
            [query.join(" ")],
        )
    }
}

/// A text in the sort order of both databases: by code point, independent of the machine's locale.
#[must_use]
pub(crate) fn by_characters(backend: DbBackend, text: Expr) -> Expr {
    if backend == DbBackend::Postgres { Expr::cust_with_exprs("$1 COLLATE \"C\"", [text]) } else { text }
}

/// A text that matches a pattern, case-sensitive. On SQLite this is GLOB, because its LIKE ignores
/// case.
#[must_use]
pub fn is_like(backend: DbBackend, text: Expr, Pattern(pieces): &Pattern) -> Expr {
    if backend == DbBackend::Postgres {
        let written = pieces.iter().map(|piece| match piece {
            Piece::Character(character @ ('%' | '_' | '\\')) => format!("\\{character}"),
            Piece::Character(character) => character.to_string(),
            Piece::One => "_".to_owned(),
            Piece::Some => "%".to_owned(),
        });
        let pattern: String = written.collect();
        text.like(LikeExpr::new(pattern).escape('\\'))
    } else {
        let written = pieces.iter().map(|piece| match piece {
            Piece::Character(character @ ('*' | '?' | '[')) => format!("[{character}]"),
            Piece::Character(character) => character.to_string(),
            Piece::One => "?".to_owned(),
            Piece::Some => "*".to_owned(),
        });
        let pattern: String = written.collect();
        Expr::cust_with_exprs("? GLOB ?", [text, Expr::value(pattern)])
    }
}

/// An attribute of an asset, if it is a number.
#[must_use]
pub(crate) fn number_of(backend: DbBackend, attribute: &str) -> Expr {
    if backend == DbBackend::Postgres {
        Expr::cust_with_values(
            "CASE WHEN jsonb_typeof(assets.attributes -> $1) = 'number' THEN (assets.attributes ->> $2)::float8 END",
            [attribute, attribute],
        )
    } else {
        let path = path_of(attribute);
        Expr::cust_with_values(
            "CASE WHEN json_type(assets.attributes, ?) IN ('integer', 'real') THEN json_extract(assets.attributes, ?) END",
            [path.clone(), path],
        )
    }
}

/// An attribute of an asset, if it is a text.
#[must_use]
pub(crate) fn text_of(backend: DbBackend, attribute: &str) -> Expr {
    if backend == DbBackend::Postgres {
        Expr::cust_with_values(
            "CASE WHEN jsonb_typeof(assets.attributes -> $1) = 'string' THEN assets.attributes ->> $2 END",
            [attribute, attribute],
        )
    } else {
        let path = path_of(attribute);
        Expr::cust_with_values(
            "CASE WHEN json_type(assets.attributes, ?) = 'text' THEN json_extract(assets.attributes, ?) END",
            [path.clone(), path],
        )
    }
}

fn path_of(attribute: &str) -> String {
    format!("$.\"{}\"", attribute.replace('"', ""))
}

/// The stored value of a column. PostgreSQL needs a cast to return a JSON document as text.
#[must_use]
pub(crate) fn as_kept(backend: DbBackend, column: &Column) -> Expr {
    let plain = Expr::col(column.name.clone());
    if backend == DbBackend::Postgres && column.kind == Kind::Json { plain.cast_as("text") } else { plain }
}

/// A document as a value for a JSON column.
#[must_use]
pub fn json(backend: DbBackend, text: String) -> Expr {
    let plain = Expr::value(text);
    if backend == DbBackend::Postgres { plain.cast_as("jsonb") } else { plain }
}

/// Begins a writing transaction. On SQLite it takes the write lock at once; a deferred lock could
/// fail at the first write.
#[must_use]
pub(crate) fn begin_writing(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres { "BEGIN" } else { "BEGIN IMMEDIATE" }
}

/// Begins a writing transaction without the time limits of its connection.
#[must_use]
pub fn begin_loading(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres {
        "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
    } else {
        "BEGIN IMMEDIATE"
    }
}

/// Removes the limit on the idle time between statements of a transaction. SQLite has no such
/// limit.
#[must_use]
pub(crate) fn stay_open(backend: DbBackend) -> Option<&'static str> {
    (backend == DbBackend::Postgres).then_some("SET LOCAL idle_in_transaction_session_timeout = 0")
}

/// Begins a read transaction on one snapshot, without a limit on the idle time between statements.
#[must_use]
pub(crate) fn begin_snapshot(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres {
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0"
    } else {
        "BEGIN"
    }
}

/// Blocks other writers of these tables until the transaction ends. SQLite has a single writer
/// anyway.
#[must_use]
pub(crate) fn lock_tables(backend: DbBackend, tables: &[&str]) -> Option<String> {
    (backend == DbBackend::Postgres && !tables.is_empty())
        .then(|| format!("LOCK TABLE {} IN EXCLUSIVE MODE", tables.join(", ")))
}

/// The mode of an advisory lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockMode {
    /// Compatible with other shared locks.
    Shared,
    /// Incompatible with every other lock.
    Exclusive,
}

/// Takes an advisory lock until the transaction ends. On SQLite a writing transaction is exclusive
/// anyway.
#[must_use]
pub(crate) fn advisory_lock(backend: DbBackend, name: &str, mode: LockMode) -> Option<Statement> {
    let sql = match mode {
        LockMode::Shared => "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
        LockMode::Exclusive => "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
    };
    (backend == DbBackend::Postgres).then(|| Statement::from_sql_and_values(backend, sql, [name.into()]))
}

/// The database's clock in microseconds since 1970, at the time of the call and not at the
/// beginning of the transaction.
#[must_use]
pub(crate) fn clock_in_microseconds(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres {
        "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)"
    } else {
        "CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)"
    }
}

/// Checks deferred constraints at once instead of at the end of the transaction. SQLite has none.
#[must_use]
pub(crate) fn set_constraints_immediate(backend: DbBackend) -> Option<&'static str> {
    (backend == DbBackend::Postgres).then_some("SET CONSTRAINTS ALL IMMEDIATE")
}

/// Updates the statistics of the query planner. SQLite plans well without them.
#[must_use]
pub fn analyze(backend: DbBackend) -> Option<&'static str> {
    (backend == DbBackend::Postgres).then_some("ANALYZE")
}

/// Begins a transaction that changes the schema: without time limits, and one such transaction at a
/// time. SQLite has a single writer anyway.
#[must_use]
pub(crate) fn lock_schema(backend: DbBackend) -> &'static [&'static str] {
    if backend == DbBackend::Postgres {
        &[
            "SET LOCAL statement_timeout = 0",
            "SET LOCAL lock_timeout = 0",
            "SET LOCAL idle_in_transaction_session_timeout = 0",
            // An arbitrary number: "hatang" in ASCII.
            "SELECT pg_advisory_xact_lock(114767773658727)",
        ]
    } else {
        &[]
    }
}

/// The `name`s of all tables, without the internal tables of an R*Tree or a text index.
#[must_use]
pub fn tables(backend: DbBackend) -> Statement {
    let sql = if backend == DbBackend::Postgres {
        "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()"
    } else {
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    };
    Statement::from_string(backend, sql)
}

/// The `name`s of the columns of a table, without computed columns.
#[must_use]
pub fn columns(backend: DbBackend, table: &str) -> Statement {
    let sql = if backend == DbBackend::Postgres {
        "SELECT column_name::text AS name FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'"
    } else {
        "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0"
    };
    Statement::from_sql_and_values(backend, sql, [table.into()])
}
