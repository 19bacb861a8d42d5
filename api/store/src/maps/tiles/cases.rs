//! Published cases from afar, as a tile counts them: of which kind, and in which box.

use domain::place::Bounds;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::cases::published::Published;
use crate::entities::cases::{self, Column};
use crate::{StoreResult, database::dialect};

type Row = (String, f64, f64, f64, f64);

/// The kind of each published case that touches a box, and the box around it.
///
/// # Errors
/// When the database fails.
pub async fn boxes<C: ConnectionTrait>(db: &C, what: Published, within: Bounds) -> StoreResult<Vec<(String, Bounds)>> {
    let rows: Vec<Row> = cases::Entity::find()
        .select_only()
        .columns([Column::Kind, Column::MinLon, Column::MinLat, Column::MaxLon, Column::MaxLat])
        .filter(what.filter())
        .filter(dialect::touching("cases", within))
        .into_tuple()
        .all(db)
        .await?;
    let boxed = |(kind, west, south, east, north)| (kind, Bounds { west, south, east, north });
    Ok(rows.into_iter().map(boxed).collect())
}
