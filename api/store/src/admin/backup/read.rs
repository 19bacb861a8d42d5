//! Reads rows from the database, a page at a time in the order of their keys.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, TryGetable};

use super::column_sets::{ColumnSet, Way};
use super::{Cell, Column, Kind, Row};
use crate::{StoreResult, database::dialect};

/// Up to `limit` rows after the row with the key `after`.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    column_set: &ColumnSet,
    after: Option<&[Cell]>,
    limit: u64,
) -> StoreResult<Vec<Row>> {
    let backend = db.get_database_backend();
    let mut query = Query::select();
    query.from(column_set.table).limit(limit);
    for column in &column_set.columns {
        query.expr_as(dialect::as_kept(backend, column), column.name.clone());
    }
    for part in &column_set.key {
        query.order_by((column_set.table, part.clone()), Order::Asc);
    }
    if let Way::Mended(own) = &column_set.way {
        query.and_where(Expr::col(own.clone()).is_not_null());
    }
    if let Some(after) = after {
        let key = Expr::tuple(column_set.key.iter().map(|part| Expr::col((column_set.table, part.clone()))));
        query.and_where(key.gt(Expr::tuple(after.iter().map(|cell| Expr::value(cell.clone())))));
    }
    let found = db.query_all(&query).await?;
    found.iter().map(|row| Ok(taken(row, &column_set.columns)?)).collect()
}

#[must_use]
pub fn key(column_set: &ColumnSet, row: &Row) -> Vec<Cell> {
    let of = |part: &String| column_set.columns.iter().zip(row).find(|(column, _)| column.name == *part);
    column_set.key.iter().filter_map(of).map(|(_, cell)| cell.clone()).collect()
}

/// The number of rows.
pub async fn count<C: ConnectionTrait>(db: &C, column_set: &ColumnSet) -> StoreResult<u64> {
    let mut query = Query::select();
    query.from(column_set.table).expr_as(Expr::cust("COUNT(*)"), "rows_there");
    if let Way::Mended(own) = &column_set.way {
        query.and_where(Expr::col(own.clone()).is_not_null());
    }
    let row = db.query_one(&query).await?.ok_or_else(|| DbErr::RecordNotFound("a count".to_owned()))?;
    let count: i64 = row.try_get("", "rows_there")?;
    Ok(u64::try_from(count).unwrap_or_default())
}

fn taken(row: &QueryResult, columns: &[Column]) -> Result<Row, DbErr> {
    columns.iter().map(|column| cell(row, column)).collect()
}

fn cell(row: &QueryResult, column: &Column) -> Result<Cell, DbErr> {
    fn get<T: TryGetable>(row: &QueryResult, name: &str, cell: impl FnOnce(T) -> Cell) -> Result<Cell, DbErr> {
        Ok(row.try_get::<Option<T>>("", name)?.map_or(Cell::Null, cell))
    }
    let name = column.name.as_str();
    match column.kind {
        Kind::Uuid => get(row, name, Cell::Uuid),
        Kind::Text => get(row, name, Cell::Text),
        Kind::Integer => get(row, name, Cell::Integer),
        Kind::Long => get(row, name, Cell::Long),
        Kind::Double => get(row, name, Cell::Double),
        Kind::Flag => get(row, name, Cell::Flag),
        Kind::Day => get(row, name, Cell::Day),
        Kind::Instant => get(row, name, Cell::Instant),
        Kind::Json => get(row, name, Cell::Json),
        Kind::Bytes => get(row, name, Cell::Bytes),
    }
}
