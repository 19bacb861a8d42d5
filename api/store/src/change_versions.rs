//! Change counters of map areas, layers and people. The transaction of each change increments its
//! counter (`migrations/src/m0017_tiles`, `m0021_roster`, `m0022_reach`).

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, QueryResult};

use crate::database::within::within;
use crate::entities::{calendar_changes, status::CalendarChangeStatus};
use crate::{StoreResult, database::dialect};
use api_tiles::grid::Range;

/// A counter that grows with every change of its subject; content derived from the subject is valid
/// while the counter is unchanged. A query reads the counter alone or beside other columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes(Expr);

impl Changes {
    /// The counter of the assets in these cells: their data, their free capacity and their
    /// occupancies.
    #[must_use]
    pub fn of_assets(cells: Range) -> Self {
        let near = sum("assets", within(cells.x, cells.y));
        // Assets larger than a cell have a counter of their own, which counts for every part of the
        // map.
        Self(near.add(sum("assets", within((-1, -1), (-1, -1)))))
    }

    /// The counter of a layer with one number for the whole layer.
    #[must_use]
    pub fn of_layer(layer: &str) -> Self {
        Self(sum(layer, Expr::value(true)))
    }

    /// The counter of persons and their memberships.
    #[must_use]
    pub(crate) fn of_people() -> Self {
        Self::of_layer("people")
    }

    /// The counter of the calendars: the number of approved changes.
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

    /// The sum of both counters.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.add(other.0))
    }

    /// Reads the current version.
    pub async fn read<C: ConnectionTrait>(self, db: &C) -> StoreResult<Version> {
        let mut query = Query::select();
        ask(&mut query, db.get_database_backend(), [("changes", self)]);
        let row = db.query_one(&query).await?.ok_or_else(|| DbErr::RecordNotFound("a number".to_owned()))?;
        Version::of(&row, "changes")
    }
}

/// The value of a change counter, with the epoch of the database at the time of the count. Derived
/// content is valid while its version is the same. The number alone is not enough: a failover to a
/// lagging standby or a restore sets the number back, and the same number then means other content.
///
/// A version always comes from the database, together with its epoch and in one statement. Versions
/// are compared as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    epoch: String,
    number: i64,
}

impl Version {
    /// Reads a version from a row of a statement that [`ask`] extended under this name.
    ///
    /// # Errors
    /// If the statement does not contain the version.
    pub(crate) fn of(row: &QueryResult, name: &str) -> StoreResult<Self> {
        Ok(Self { epoch: row.try_get("", EPOCH)?, number: row.try_get("", name)? })
    }
}

const EPOCH: &str = "epoch";

/// Adds versions, each under a name, to the columns of a statement.
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
