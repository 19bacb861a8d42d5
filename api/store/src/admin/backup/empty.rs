//! Whether there is anything in a server.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};

use super::column_sets;
use crate::{StoreResult, Tx, database::dialect};

/// The tables that travel and have rows here. A server that was migrated, or served and never used, has none.
///
/// # Errors
/// When the database fails.
pub async fn tables_in_use<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<&'static str>> {
    let mut used = Vec::new();
    for table in travelling(db).await? {
        let query = Query::select().expr_as(Expr::value(1), "one").from(table).limit(1).take();
        if db.query_one(&query).await?.is_some() {
            used.push(table);
        }
    }
    Ok(used)
}

/// Keeps everybody else from writing into the tables that travel, until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn alone(tx: &Tx) -> StoreResult<()> {
    if let Some(sql) = dialect::lock_tables(tx.get_database_backend(), &travelling(tx).await?) {
        tx.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Names of all tables that are there.
///
/// # Errors
/// When the database fails.
pub async fn tables<C: ConnectionTrait>(db: &C) -> StoreResult<BTreeSet<String>> {
    let rows = db.query_all_raw(dialect::tables(db.get_database_backend())).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// Names of the columns of a table that are written, not computed.
///
/// # Errors
/// When the database fails.
pub async fn columns<C: ConnectionTrait>(db: &C, table: &str) -> StoreResult<BTreeSet<String>> {
    let rows = db.query_all_raw(dialect::columns(db.get_database_backend(), table)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// Those that travel, and are there: a database can be some steps behind.
async fn travelling<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<&'static str>> {
    let there = tables(db).await?;
    let mut names: Vec<_> =
        column_sets::all().iter().map(|sheet| sheet.table).filter(|name| there.contains(*name)).collect();
    names.dedup();
    Ok(names)
}
