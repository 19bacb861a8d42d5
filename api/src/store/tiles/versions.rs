//! How often a part of the map has changed, or who sits where: a number that grows in the transaction of each change
//! (`migrations/src/m0017_tiles`, `m0021_roster`).

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DbErr};

use crate::store::Stored;
use crate::tiles::grid::Range;

/// How often what lies in these cells has changed.
///
/// # Errors
/// When the database fails.
pub async fn of_assets<C: ConnectionTrait>(db: &C, cells: Range) -> Stored<i64> {
    let within = Expr::col("x").between(cells.x.0, cells.x.1).and(Expr::col("y").between(cells.y.0, cells.y.1));
    sum(db, "assets", within).await
}

/// How often a layer has changed that is kept as a whole.
///
/// # Errors
/// When the database fails.
pub async fn of_layer<C: ConnectionTrait>(db: &C, layer: &str) -> Stored<i64> {
    sum(db, layer, Expr::value(true)).await
}

/// How often it has changed who people are and where they sit, as an expression of any statement.
#[must_use]
pub fn of_people() -> Expr {
    Expr::cust("COALESCE((SELECT version FROM tile_versions WHERE layer = 'people' AND x = 0 AND y = 0), 0)")
}

async fn sum<C: ConnectionTrait>(db: &C, layer: &str, within: Expr) -> Stored<i64> {
    let query = Query::select()
        .expr_as(Expr::cust("CAST(COALESCE(SUM(version), 0) AS bigint)"), "version")
        .from("tile_versions")
        .and_where(Expr::col("layer").eq(layer))
        .and_where(within)
        .take();
    let row = db.query_one(&query).await?.ok_or_else(|| DbErr::RecordNotFound("a sum".to_owned()))?;
    Ok(row.try_get("", "version")?)
}
