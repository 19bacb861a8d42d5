//! How many assets there are in each cell of the grid: the counts that are kept, and those made for one reader.

use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::store::Stored;
use crate::store::rows::assets;
use crate::store::sight::{HIDDEN, Sight};
use crate::tiles::grid::{Cell, Range};

#[derive(FromQueryResult)]
struct Row {
    x: i64,
    y: i64,
    kind: String,
    count: i64,
    sum_x: i64,
    sum_y: i64,
}

/// What a reader sees in these cells, as cells of the level that is given back with them. What everybody sees is counted already, however much
/// it is; what only this reader sees is added to it.
///
/// # Errors
/// When the database fails.
pub async fn seen<C: ConnectionTrait>(db: &C, cells: Range, sight: &Sight) -> Stored<(u8, Vec<Cell>)> {
    let Some(kept) = cells.kept() else { return Ok((cells.level, counted(db, cells, sight.filter()).await?)) };
    let mut found = match sight {
        Sight::Everything => read(db, &counts(kept, Condition::all())).await?,
        Sight::Concern(_) => read(db, &counts(kept, Condition::all().add(Expr::col("hidden").eq(false)))).await?,
        // Nobody's counts but the reader's own.
        Sight::OnlyConcern(_) => return Ok((kept.level, counted(db, kept, sight.filter()).await?)),
    };
    if let Some(own) = sight.of_the_hidden() {
        let hidden = Condition::all().add(Expr::cust(HIDDEN)).add(Expr::col("deleted_at").is_null()).add(own);
        found.extend(counted(db, kept, hidden).await?);
    }
    Ok((kept.level, found))
}

fn counts(cells: Range, seen: Condition) -> SelectStatement {
    let mut query = Query::select();
    query.columns(["x", "y", "kind", "count", "sum_x", "sum_y"]);
    query
        .from("tile_cells")
        .and_where(Expr::col("level").eq(i64::from(cells.level)))
        .and_where(Expr::col("x").between(cells.x.0, cells.x.1))
        .and_where(Expr::col("y").between(cells.y.0, cells.y.1))
        .and_where(Expr::col("count").gt(0))
        .cond_where(seen)
        .take()
}

/// Counts the assets in these cells that fit, one by one.
async fn counted<C: ConnectionTrait>(db: &C, cells: Range, which: Condition) -> Stored<Vec<Cell>> {
    let steps = cells.steps();
    let cell = |axis: &str| Expr::cust(format!("({axis} >> {})", cells.shift()));
    let total = |axis: &str| Expr::cust(format!("CAST(SUM({axis}) AS bigint)"));
    let query = Query::select()
        .expr_as(cell("grid_x"), "x")
        .expr_as(cell("grid_y"), "y")
        .column("kind")
        .expr_as(Expr::cust("COUNT(*)"), "count")
        .expr_as(total("grid_x"), "sum_x")
        .expr_as(total("grid_y"), "sum_y")
        .from(assets::Entity)
        .and_where(Expr::col("grid_x").between(steps.x.0, steps.x.1))
        .and_where(Expr::col("grid_y").between(steps.y.0, steps.y.1))
        .cond_where(which)
        .add_group_by([Expr::col(Alias::new("x")), Expr::col(Alias::new("y")), Expr::col("kind")])
        .take();
    read(db, &query).await
}

async fn read<C: ConnectionTrait>(db: &C, query: &SelectStatement) -> Stored<Vec<Cell>> {
    let rows = db.query_all(query).await?;
    rows.iter()
        .map(|row| {
            let Row { x, y, kind, count, sum_x, sum_y } = Row::from_query_result(row, "")?;
            Ok(Cell { x, y, kind, count, sum_x, sum_y })
        })
        .collect()
}
