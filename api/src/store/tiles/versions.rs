//! How often a part of the map has changed, or who sits where: numbers that grow in the transaction of each change
//! (`migrations/src/m0017_tiles`, `m0021_roster`, `m0022_reach`).

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DbErr};

use crate::store::Stored;
use crate::store::tiles::within::within;
use crate::tiles::grid::Range;

/// A number that grows with every change of something: what is drawn of it is true for as long as the number is the same. It can be
/// asked by itself, or beside what a statement asks anyway.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes(Expr);

impl Changes {
    /// Of the assets that reach into these cells: what they are, the room they have, who is on them.
    #[must_use]
    pub fn of_assets(cells: Range) -> Self {
        let near = sum("assets", within(cells.x, cells.y));
        // What reaches farther than cells do is counted apart, and concerns every part of the map.
        Self(near.add(sum("assets", within((-1, -1), (-1, -1)))))
    }

    /// Of a layer that has one number for the whole of it.
    #[must_use]
    pub fn of_layer(layer: &str) -> Self {
        Self(sum(layer, Expr::value(true)))
    }

    /// Of who people are and where they sit.
    #[must_use]
    pub fn of_people() -> Self {
        Self::of_layer("people")
    }

    /// Of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.add(other.0))
    }

    /// As a column of a statement.
    #[must_use]
    pub fn asked(self) -> Expr {
        self.0
    }

    /// The number as it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read<C: ConnectionTrait>(self, db: &C) -> Stored<i64> {
        let query = Query::select().expr_as(self.0, "changes").take();
        let row = db.query_one(&query).await?.ok_or_else(|| DbErr::RecordNotFound("a number".to_owned()))?;
        Ok(row.try_get("", "changes")?)
    }
}

fn sum(layer: &str, within: Expr) -> Expr {
    let numbers = Query::select()
        .expr(Expr::cust("CAST(COALESCE(SUM(version), 0) AS bigint)"))
        .from("tile_versions")
        .and_where(Expr::col("layer").eq(layer))
        .and_where(within)
        .take();
    numbers.into()
}
