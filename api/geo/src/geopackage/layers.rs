//! Finds the feature tables of a `GeoPackage`, with their columns and coordinate systems.

use sea_orm::sqlx::sqlite::SqliteRow;
use sea_orm::sqlx::{AssertSqlSafe, Row as _, SqliteConnection, query};

use super::broken;
use crate::crs::Crs;
use crate::input::{Opening, SourceError};
use crate::prj;

/// The most tables considered.
const LAYERS: i64 = 100;

/// A table of features.
pub(super) struct Layer {
    table: String,
    geometry: String,
    pub(super) columns: Vec<Column>,
    pub(super) crs: Crs,
    pub(super) rows: u64,
}

/// A column without geometry.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) is_flag: bool,
}

/// A quoted name for a statement.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Layer {
    /// The statement that returns rows after a row id: the id, whether the row is too long, the
    /// geometry, the columns.
    pub(super) fn page(&self, after: Option<i64>, rows: usize, row_bytes: usize) -> String {
        let names: Vec<String> = std::iter::once(&self.geometry)
            .chain(self.columns.iter().map(|column| &column.name))
            .map(|name| quoted(name))
            .collect();
        let long = names.iter().map(|name| format!("ifnull(octet_length({name}), 0)")).collect::<Vec<_>>().join(" + ");
        // The statement loads values only from rows within the length limit.
        let values =
            names.iter().map(|name| format!("CASE WHEN hatang_long THEN NULL ELSE {name} END")).collect::<Vec<_>>();
        let after = after.map(|id| format!("WHERE rowid > {id} ")).unwrap_or_default();
        format!(
            "SELECT hatang_row, hatang_long, {} FROM (SELECT rowid AS hatang_row, \
             ({long}) > {row_bytes} AS hatang_long, * FROM {} {after}ORDER BY rowid LIMIT {rows})",
            values.join(", "),
            quoted(&self.table),
        )
    }
}

async fn ask(file: &mut SqliteConnection, statement: String) -> Result<Vec<SqliteRow>, SourceError> {
    query(AssertSqlSafe(statement)).fetch_all(file).await.map_err(|why| broken(&why))
}

fn text(row: &SqliteRow, place: usize) -> Result<String, SourceError> {
    let bytes: Vec<u8> = row.try_get_unchecked(place).map_err(|why| broken(&why))?;
    String::from_utf8(bytes).map_err(|why| broken(&why))
}

/// Checks that the file describes its tables in UTF-8: the library panics over a column type in
/// another encoding.
async fn described(file: &mut SqliteConnection) -> Result<(), SourceError> {
    let said = "SELECT CAST(ifnull(name, '') AS BLOB), CAST(ifnull(sql, '') AS BLOB) FROM sqlite_schema";
    for row in ask(file, said.to_owned()).await? {
        for place in 0..2 {
            text(&row, place).map_err(|_not_utf8| broken(&"its tables are not described in UTF-8"))?;
        }
    }
    Ok(())
}

/// The requested layers, sorted by name.
pub(super) async fn read(file: &mut SqliteConnection, opening: &Opening) -> Result<Vec<Layer>, SourceError> {
    described(file).await?;
    // Only real tables: the author of a view or a virtual table controls its behaviour, so the
    // reader does not touch it.
    let found = ask(
        file,
        format!(
            "SELECT g.table_name, g.column_name, CAST(g.srs_id AS INTEGER) FROM gpkg_geometry_columns g \
             JOIN sqlite_schema s ON s.name = g.table_name AND s.type = 'table' AND s.sql LIKE 'CREATE TABLE%' \
             AND s.rootpage > 0 ORDER BY g.table_name LIMIT {LAYERS}"
        ),
    )
    .await?;
    let mut layers = Vec::new();
    let mut names = Vec::new();
    for row in &found {
        let (table, geometry) = (text(row, 0)?, text(row, 1)?);
        names.push(table.clone());
        if opening.layer.as_ref().is_some_and(|wanted| *wanted != table) {
            continue;
        }
        let srs: i64 = row.try_get_unchecked(2).map_err(|why| broken(&why))?;
        layers.push(layer(file, table, geometry, srs, opening).await?);
    }
    match (&opening.layer, layers.is_empty()) {
        (_, false) => Ok(layers),
        (Some(wanted), true) => {
            Err(SourceError::NoLayer { wanted: wanted.clone(), has: opening.limits.excerpt(&names.join(", ")) })
        }
        (None, true) => Err(broken(&"no table of features is in it")),
    }
}

async fn layer(
    file: &mut SqliteConnection,
    table: String,
    geometry: String,
    srs: i64,
    opening: &Opening,
) -> Result<Layer, SourceError> {
    let crs = system(file, srs, opening).await?;
    // The reader skips tables without row ids and computed columns.
    let columns = ask(file, format!("PRAGMA table_xinfo({})", quoted(&table))).await?;
    if columns.len() > opening.limits.columns {
        return Err(SourceError::TooManyColumns { found: columns.len(), limit: opening.limits.columns });
    }
    let mut known = Vec::new();
    let mut has_geometry = false;
    for column in &columns {
        let (name, kind) = (text(column, 1)?, text(column, 2)?);
        let hidden: i64 = column.try_get_unchecked(6).map_err(|why| broken(&why))?;
        if name.eq_ignore_ascii_case("hatang_row") || name.eq_ignore_ascii_case("hatang_long") {
            return Err(broken(&format!("a column may not be called {name}")));
        }
        if name == geometry {
            has_geometry = hidden == 0;
        } else if hidden == 0 {
            known.push(Column { name, is_flag: kind.to_ascii_uppercase().starts_with("BOOL") });
        }
    }
    if !has_geometry {
        return Err(broken(&format!("table \"{table}\" has no column \"{geometry}\"")));
    }
    let counted = ask(file, format!("SELECT count(*) FROM {}", quoted(&table))).await?;
    let rows: i64 = match counted.first() {
        Some(row) => row.try_get_unchecked(0).map_err(|why| broken(&why))?,
        None => 0,
    };
    Ok(Layer { table, geometry, columns: known, crs, rows: u64::try_from(rows).unwrap_or_default() })
}

/// The system of a layer: by its number, or by its text.
async fn system(file: &mut SqliteConnection, srs: i64, opening: &Opening) -> Result<Crs, SourceError> {
    if srs <= 0 {
        return opening.crs.ok_or(SourceError::NoCrs("GeoPackage"));
    }
    let found = ask(
        file,
        format!(
            "SELECT ifnull(organization, ''), CAST(organization_coordsys_id AS TEXT), ifnull(definition, '') \
             FROM gpkg_spatial_ref_sys WHERE srs_id = {srs} LIMIT 1"
        ),
    )
    .await?;
    let Some(row) = found.first() else { return Err(SourceError::ForeignCrs(format!("srs_id {srs}"))) };
    let name = format!("{}:{}", text(row, 0)?, text(row, 1)?);
    let known =
        Crs::parse(&name).map_or_else(|| Ok::<_, SourceError>(prj::recognise(&text(row, 2)?)), |crs| Ok(Some(crs)))?;
    known.ok_or_else(|| SourceError::ForeignCrs(opening.limits.excerpt(&name)))
}
