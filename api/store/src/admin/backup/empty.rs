//! Whether a server has any data.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};

use super::column_sets;
use crate::{StoreResult, Tx, database::dialect};

/// The tables of a backup that have rows here. A migrated or served but unused server has none.
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

/// Blocks other writers of the tables of a backup, until the transaction ends.
pub async fn alone(tx: &Tx) -> StoreResult<()> {
    if let Some(sql) = dialect::lock_tables(tx.get_database_backend(), &travelling(tx).await?) {
        tx.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// The names of all existing tables.
pub async fn tables<C: ConnectionTrait>(db: &C) -> StoreResult<BTreeSet<String>> {
    let rows = db.query_all_raw(dialect::tables(db.get_database_backend())).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// The names of the columns of a table, without computed columns.
pub async fn columns<C: ConnectionTrait>(db: &C, table: &str) -> StoreResult<BTreeSet<String>> {
    let rows = db.query_all_raw(dialect::columns(db.get_database_backend(), table)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// The existing tables of a backup: a database can lack the latest migrations.
async fn travelling<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<&'static str>> {
    let there = tables(db).await?;
    let mut names: Vec<_> =
        column_sets::all().iter().map(|column_set| column_set.table).filter(|name| there.contains(*name)).collect();
    names.dedup();
    Ok(names)
}
