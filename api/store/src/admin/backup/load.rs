//! Loads rows into the database, as many per statement as possible.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, Value};

use super::column_sets::{ColumnSet, Way};
use super::{Cell, Column, Kind, Row};
use crate::{StoreResult, Tx, database::dialect};

/// Values per statement; both databases permit more than thirty thousand.
const VALUES: usize = 16_000;

/// Loads rows with these columns. The columns may be fewer than those of the column set if the
/// backup has an older schema.
///
/// # Errors
/// If the database rejects a row.
pub async fn rows(tx: &Tx, column_set: &ColumnSet, columns: &[Column], rows: Vec<Row>) -> StoreResult<()> {
    match &column_set.way {
        Way::Made => make(tx, column_set, columns, rows).await,
        Way::Mended(own) => mend(tx, column_set, columns, own, rows).await,
    }
}

async fn make(tx: &Tx, column_set: &ColumnSet, columns: &[Column], rows: Vec<Row>) -> StoreResult<()> {
    let at_once = VALUES.checked_div(columns.len()).unwrap_or(1).max(1);
    let mut rows = rows.into_iter();
    loop {
        let mut insert = Query::insert();
        insert.into_table(column_set.table).columns(columns.iter().map(|column| column.name.clone()));
        let mut some = false;
        for row in rows.by_ref().take(at_once) {
            let values = row.into_iter().zip(columns).map(|(cell, column)| value(tx, cell, column.kind));
            insert.values(values).map_err(|why| sea_orm::DbErr::Custom(why.to_string()))?;
            some = true;
        }
        if !some {
            return Ok(());
        }
        tx.execute(&insert).await?;
    }
}

async fn mend(tx: &Tx, column_set: &ColumnSet, columns: &[Column], own: &str, rows: Vec<Row>) -> StoreResult<()> {
    for row in rows {
        let mut update = Query::update();
        update.table(column_set.table);
        for (cell, column) in row.into_iter().zip(columns) {
            let value = value(tx, cell, column.kind);
            if column.name == own {
                update.value(column.name.clone(), value);
            } else {
                update.and_where(Expr::col(column.name.clone()).eq(value));
            }
        }
        tx.execute(&update).await?;
    }
    Ok(())
}

fn value(tx: &Tx, cell: Cell, kind: Kind) -> Expr {
    match cell {
        Cell::Null => Expr::value(nothing(kind)),
        Cell::Json(text) => dialect::json(tx.get_database_backend(), text),
        cell @ (Cell::Uuid(_)
        | Cell::Text(_)
        | Cell::Integer(_)
        | Cell::Long(_)
        | Cell::Double(_)
        | Cell::Flag(_)
        | Cell::Day(_)
        | Cell::Instant(_)
        | Cell::Bytes(_)) => Expr::value(cell),
    }
}

/// A null value with its type: PostgreSQL requires the type.
fn nothing(kind: Kind) -> Value {
    match kind {
        Kind::Uuid => Value::Uuid(None),
        Kind::Text => Value::String(None),
        Kind::Integer => Value::Int(None),
        Kind::Long => Value::BigInt(None),
        Kind::Double => Value::Double(None),
        Kind::Flag => Value::Bool(None),
        Kind::Day => Value::ChronoDate(None),
        Kind::Instant => Value::ChronoDateTimeUtc(None),
        Kind::Json => Value::Json(None),
        Kind::Bytes => Value::Bytes(None),
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::String(None),
            Cell::Uuid(id) => id.into(),
            Cell::Text(text) | Cell::Json(text) => text.into(),
            Cell::Integer(number) => number.into(),
            Cell::Long(number) => number.into(),
            Cell::Double(number) => number.into(),
            Cell::Flag(flag) => flag.into(),
            Cell::Day(day) => day.into(),
            Cell::Instant(instant) => instant.into(),
            Cell::Bytes(bytes) => bytes.into(),
        }
    }
}
