//! Reads `GeoPackage`: an untrusted `SQLite` file.
//!
//! The code copies the file and opens it read-only and immutable, with the file's own functions,
//! views and triggers untrusted. It queries plain tables by quoted names, some rows at a time by
//! their row id, and limits every value before loading it. Outside of `store`, only this module
//! uses SQL: the file is foreign, and `store` does not know it.

use std::collections::VecDeque;
use std::io::Read;

use geo::Geometry;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sea_orm::sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row as _, SqliteConnection, TypeInfo, ValueRef, query};
use serde_json::{Map, Number, Value};
use tempfile::NamedTempFile;
use tokio::runtime::{Builder, Runtime};

use super::binary;
use super::crs::Crs;
use super::features::Features;
use super::input::{Opening, SourceError};
use super::limits::Limits;
use super::row::{Cells, Row, RowError};
use super::shape::{Unplaced, settled};
use super::spool::lay_aside;

mod blob;
mod layers;

use layers::Layer;

/// The number of rows per query.
const PAGE_ROWS: usize = 64;

fn broken(why: &impl ToString) -> SourceError {
    SourceError::Broken { format: "GeoPackage", what: why.to_string() }
}

/// The features of all layers.
pub(super) struct GeopackageRows {
    runtime: Runtime,
    /// Present until the rows are dropped.
    file: Option<SqliteConnection>,
    aside: NamedTempFile,
    waiting: VecDeque<Layer>,
    after: Option<i64>,
    page: VecDeque<SqliteRow>,
    number: u64,
    /// The number of rows of all layers, for progress.
    total: u64,
    bytes: u64,
    limits: Limits,
}

impl GeopackageRows {
    pub(super) fn new(file: impl Read, opening: &Opening) -> Result<Self, SourceError> {
        let aside = lay_aside(file, &opening.scratch, opening.limits.spool_bytes)?;
        let bytes = aside.as_file().metadata()?.len();
        let runtime = Builder::new_current_thread().build()?;
        let options = SqliteConnectOptions::new()
            .filename(aside.path())
            .read_only(true)
            .immutable(true)
            .create_if_missing(false)
            .pragma("trusted_schema", "OFF")
            .pragma("cell_size_check", "ON")
            .pragma("query_only", "ON")
            .pragma("mmap_size", "0")
            .disable_statement_logging();
        let mut file = runtime.block_on(SqliteConnection::connect_with(&options)).map_err(|why| broken(&why))?;
        let layers = runtime.block_on(layers::read(&mut file, opening))?;
        let total = layers.iter().map(|layer| layer.rows).fold(0, u64::saturating_add);
        Ok(Self {
            runtime,
            file: Some(file),
            aside,
            waiting: layers.into(),
            after: None,
            page: VecDeque::new(),
            number: 0,
            total,
            bytes,
            limits: opening.limits,
        })
    }
}

/// Reads a row: the row id, whether the row is too long, the geometry, and the other columns.
fn cells(row: &SqliteRow, layer: &Layer, limits: &Limits) -> Result<Cells, RowError> {
    let unreadable = |what: String| RowError::Broken { what };
    let is_long: i64 = row.try_get_unchecked(1).map_err(|why| unreadable(why.to_string()))?;
    if is_long != 0 {
        return Err(RowError::TooLong { limit: limits.row_bytes });
    }
    let shape: Option<Vec<u8>> = row.try_get_unchecked(2).map_err(|why| unreadable(why.to_string()))?;
    let mut properties = Map::new();
    for (column, place) in layer.columns.iter().zip(3_usize..) {
        let value = value(row, place, column.is_flag).map_err(|fault| match fault {
            NoValue::NotUtf8 => RowError::NotUtf8 { column: Some(column.name.clone()) },
            NoValue::Zero => RowError::ZeroCharacter,
            NoValue::Other(what) => unreadable(what),
        })?;
        if !value.is_null() {
            properties.insert(column.name.clone(), value);
        }
    }
    let geometry = shape.and_then(|bytes| placed(&bytes, layer.crs, limits).transpose());
    Ok(Cells::Feature { properties, geometry })
}

fn placed(bytes: &[u8], crs: Crs, limits: &Limits) -> Result<Option<Geometry<f64>>, Unplaced> {
    match blob::well_known(bytes)? {
        None => Ok(None),
        Some(bytes) => binary::read(bytes, limits)?.map(|geometry| settled(geometry, crs, limits)).transpose(),
    }
}

enum NoValue {
    NotUtf8,
    Zero,
    Other(String),
}

fn value(row: &SqliteRow, place: usize, is_flag: bool) -> Result<Value, NoValue> {
    let other = |why: sea_orm::sqlx::Error| NoValue::Other(why.to_string());
    let raw = row.try_get_raw(place).map_err(other)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" => {
            let number: i64 = row.try_get_unchecked(place).map_err(other)?;
            if is_flag { Value::Bool(number != 0) } else { Value::from(number) }
        }
        "REAL" => {
            let number: f64 = row.try_get_unchecked(place).map_err(other)?;
            Number::from_f64(number).map_or(Value::Null, Value::Number)
        }
        "TEXT" => {
            let bytes: Vec<u8> = row.try_get_unchecked(place).map_err(other)?;
            let text = String::from_utf8(bytes).map_err(|_not_utf8| NoValue::NotUtf8)?;
            if text.contains('\0') {
                return Err(NoValue::Zero);
            }
            Value::String(text)
        }
        // Blobs such as pictures have no value for a mapping.
        _ => Value::Null,
    })
}

impl Drop for GeopackageRows {
    fn drop(&mut self) {
        // The connection belongs to the runtime and closes on it, before the file is deleted.
        if let Some(file) = self.file.take() {
            self.page.clear();
            if let Err(why) = self.runtime.block_on(file.close()) {
                tracing::debug!(%why, file = %self.aside.path().display(), "a GeoPackage was not closed in order");
            }
        }
    }
}

impl Features for GeopackageRows {
    fn row(&mut self) -> Result<Option<Row>, SourceError> {
        while self.page.is_empty() {
            let (Some(layer), Some(file)) = (self.waiting.front(), self.file.as_mut()) else { return Ok(None) };
            let statement = layer.page(self.after, PAGE_ROWS, self.limits.row_bytes);
            let rows = self.runtime.block_on(query(AssertSqlSafe(statement)).fetch_all(file));
            self.page = rows.map_err(|why| broken(&why))?.into();
            if self.page.is_empty() {
                self.waiting.pop_front();
                self.after = None;
            }
        }
        let (Some(row), Some(layer)) = (self.page.pop_front(), self.waiting.front()) else { return Ok(None) };
        let id: i64 = row.try_get_unchecked(0).map_err(|why| broken(&why))?;
        // Row ids that do not increase would cause an endless loop.
        if self.after.is_some_and(|after| id <= after) {
            return Err(broken(&"its row ids are out of order"));
        }
        self.after = Some(id);
        let cells = cells(&row, layer, &self.limits);
        self.number = self.number.saturating_add(1);
        let part = u128::from(self.bytes).saturating_mul(self.number.into()).checked_div(self.total.max(1).into());
        let read_bytes = part.and_then(|part| u64::try_from(part).ok()).unwrap_or(self.bytes).min(self.bytes);
        Ok(Some(Row::of_feature(self.number, read_bytes, cells, &self.limits)))
    }
}
