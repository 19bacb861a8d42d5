//! How often a part of the map has changed, or who sits where: numbers that grow in the transaction of each change
//! (`migrations/src/m0017_tiles`, `m0021_roster`, `m0022_reach`).

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, QueryResult};

use crate::database::within::within;
use crate::entities::{calendar_changes, status::CalendarChangeStatus};
use crate::{StoreResult, database::dialect};
use api_tiles::grid::Range;

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
    pub(crate) fn of_people() -> Self {
        Self::of_layer("people")
    }

    /// Of the calendars: how many changes of them were approved.
    #[must_use]
    pub(crate) fn of_calendars() -> Self {
        use calendar_changes::{Column, Entity};
        let approved = Query::select()
            .expr(Expr::cust("CAST(COUNT(*) AS bigint)"))
            .from(Entity)
            .and_where(Column::Status.eq(CalendarChangeStatus::Approved))
            .take();
        Self(approved.into())
    }

    /// Of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.add(other.0))
    }

    /// The version as it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read<C: ConnectionTrait>(self, db: &C) -> StoreResult<Version> {
        let mut query = Query::select();
        ask(&mut query, db.get_database_backend(), [("changes", self)]);
        let row = db.query_one(&query).await?.ok_or_else(|| DbErr::RecordNotFound("a number".to_owned()))?;
        Version::of(&row, "changes")
    }
}

/// How often something had changed, and in which epoch of the database that was counted. What was made of the database under a version is
/// true for as long as the version is the same: a number alone can go back (failover to a standby that had not everything, restore of an
/// older state) and be reached a second time with other content.
///
/// It is only ever read from the database, together with its epoch and in one statement, and compared as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    epoch: String,
    number: i64,
}

impl Version {
    /// As a statement told it that was asked by [`ask`] under this name.
    ///
    /// # Errors
    /// When it was not asked.
    pub(crate) fn of(row: &QueryResult, name: &str) -> StoreResult<Self> {
        Ok(Self { epoch: row.try_get("", EPOCH)?, number: row.try_get("", name)? })
    }
}

const EPOCH: &str = "epoch";

/// Asks for versions, each under a name, beside whatever a statement asks.
pub(crate) fn ask(
    query: &mut SelectStatement,
    backend: DbBackend,
    versions: impl IntoIterator<Item = (&'static str, Changes)>,
) {
    query.expr_as(dialect::epoch(backend), EPOCH);
    for (name, Changes(number)) in versions {
        query.expr_as(number, name);
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
