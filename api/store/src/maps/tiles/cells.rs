//! The number of assets per cell of the grid: stored counts, and counts for one reader.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::StoreResult;
use crate::database::within::within;
use crate::entities::assets;
use crate::visibility::{AssetVisibility, HIDDEN};
use api_tiles::grid::{Cell, Range};

#[derive(FromQueryResult)]
struct Row {
    cell_x: i64,
    cell_y: i64,
    kind: String,
    count: i64,
    sum_x: i64,
    sum_y: i64,
}

/// The assets that a reader sees in these cells. Stored counts cover the assets visible to
/// everyone, at any scale; the assets visible only to this reader are added.
pub async fn seen<C: ConnectionTrait>(db: &C, cells: Range, visibility: &AssetVisibility) -> StoreResult<Vec<Cell>> {
    let Some(kept) = cells.kept() else { return counted(db, cells, visibility.filter()).await };
    let everybodys = match visibility {
        AssetVisibility::Everything => counts(cells, kept, Condition::all()),
        AssetVisibility::Concern(_) => counts(cells, kept, Condition::all().add(Expr::col("hidden").eq(false))),
        // Only the reader's own assets count.
        AssetVisibility::OnlyConcern(_) => return counted(db, cells, visibility.filter()).await,
    };
    let Some(own) = visibility.of_the_hidden() else { return read(db, &everybodys).await };
    let hidden = Condition::all().add(Expr::cust(HIDDEN)).add(Expr::col("deleted_at").is_null()).add(own);
    let (mut found, hidden) = tokio::try_join!(read(db, &everybodys), counted(db, cells, hidden))?;
    found.extend(hidden);
    Ok(found)
}

/// Stored counts of finer cells, summed in the database: at every other zoom there are four times
/// as many rows as cells shown.
fn counts(cells: Range, kept: Range, seen: Condition) -> SelectStatement {
    let cell = |axis: &str| Expr::cust(format!("({axis} >> {})", kept.level.saturating_sub(cells.level)));
    let mut query = grouped([cell("x"), cell("y")], ["count", "sum_x", "sum_y"].map(total));
    query
        .from("tile_cells")
        .and_where(Expr::col("level").eq(i64::from(kept.level)))
        .and_where(within(kept.x, kept.y))
        .and_where(Expr::col("count").gt(0))
        .cond_where(seen)
        .take()
}

/// Counts the matching assets in these cells one by one.
async fn counted<C: ConnectionTrait>(db: &C, cells: Range, which: Condition) -> StoreResult<Vec<Cell>> {
    let steps = cells.steps();
    let cell = |axis: &str| Expr::cust(format!("({axis} >> {})", cells.shift()));
    let sums = [Expr::cust("COUNT(*)"), total("grid_x"), total("grid_y")];
    let query = grouped([cell("grid_x"), cell("grid_y")], sums)
        .from(assets::Entity)
        .and_where(Expr::col("grid_x").between(steps.x.0, steps.x.1))
        .and_where(Expr::col("grid_y").between(steps.y.0, steps.y.1))
        .cond_where(which)
        .take();
    read(db, &query).await
}

/// One row per kind and cell.
fn grouped([x, y]: [Expr; 2], [count, sum_x, sum_y]: [Expr; 3]) -> SelectStatement {
    Query::select()
        .expr_as(x, "cell_x")
        .expr_as(y, "cell_y")
        .column("kind")
        .expr_as(count, "count")
        .expr_as(sum_x, "sum_x")
        .expr_as(sum_y, "sum_y")
        .add_group_by([Expr::col("cell_x"), Expr::col("cell_y"), Expr::col("kind")])
        .take()
}

fn total(of: &str) -> Expr {
    Expr::cust(format!("CAST(SUM({of}) AS bigint)"))
}

async fn read<C: ConnectionTrait>(db: &C, query: &SelectStatement) -> StoreResult<Vec<Cell>> {
    let rows = db.query_all(query).await?;
    rows.iter()
        .map(|row| {
            let Row { cell_x: x, cell_y: y, kind, count, sum_x, sum_y } = Row::from_query_result(row, "")?;
            Ok(Cell { x, y, kind, count, sum_x, sum_y })
        })
        .collect()
}
