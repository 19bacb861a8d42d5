//! Selection of the rows of a table of cells by a range of the grid.

use std::iter;

use sea_orm::sea_query::{Expr, ExprTrait};

/// Up to this number of columns, the query names each column.
const FEW: usize = 64;

/// The rows whose `x` and `y` are within these ranges, ends included.
///
/// The keys of these tables begin with `x`. For a range of columns a database reads all rows of
/// each column, from the southern end of the register to the northern. For named columns it reads
/// only the rows in the range.
pub(crate) fn within((west, east): (i64, i64), (south, north): (i64, i64)) -> Expr {
    let wide = usize::try_from(east.saturating_sub(west)).map_or(1, |more| more.saturating_add(1));
    let column = if wide <= FEW {
        // Repeats the last column up to a power of two: this keeps the number of distinct
        // statements small, and the databases cache them.
        Expr::col("x").is_in((west..=east).chain(iter::repeat(east)).take(wide.next_power_of_two()))
    } else {
        Expr::col("x").between(west, east)
    };
    column.and(Expr::col("y").between(south, north))
}
