//! Pages of rows that a step fills in, so that no statement and no answer grows with the table.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Uuid;
use sea_orm_migration::sea_orm::{ConnectionTrait, QueryResult};

/// Rows that are filled in at once.
const PAGE: u64 = 500;

/// The next rows of a table after an id, in the order of ids; none at the end.
pub(crate) async fn next_page<C: ConnectionTrait>(
    connection: &C,
    table: &'static str,
    columns: &[&'static str],
    after: Uuid,
) -> Result<Vec<QueryResult>, DbErr> {
    let page = Query::select()
        .columns(columns.iter().copied())
        .from(table)
        .and_where(Expr::col("id").gt(after))
        .order_by("id", Order::Asc)
        .limit(PAGE)
        .take();
    connection.query_all(&page).await
}
