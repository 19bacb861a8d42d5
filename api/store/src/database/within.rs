//! Which rows of a table of cells lie in a part of the grid.

use std::iter;

use sea_orm::sea_query::{Expr, ExprTrait};

/// So many columns are named one by one.
const FEW: usize = 64;

/// The rows whose `x` and `y` lie between these, both included.
///
/// The keys of these tables begin with `x`. Between two columns a database reads all rows of each, from the southern end of the
/// register to the northern; of columns that are named it reads only what lies between the rows.
pub(crate) fn within((west, east): (i64, i64), (south, north): (i64, i64)) -> Expr {
    let wide = usize::try_from(east.saturating_sub(west)).map_or(1, |more| more.saturating_add(1));
    let column = if wide <= FEW {
        // The last one again and again, up to a power of two: so there are few statements, and the databases know them.
        Expr::col("x").is_in((west..=east).chain(iter::repeat(east)).take(wide.next_power_of_two()))
    } else {
        Expr::col("x").between(west, east)
    };
    column.and(Expr::col("y").between(south, north))
}
