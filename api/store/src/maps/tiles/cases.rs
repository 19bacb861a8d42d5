//! Published cases for tiles at low zoom: the kind and the box of each.

use domain::place::Bounds;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::cases::published::Published;
use crate::entities::cases::{self, Column};
use crate::{StoreResult, database::dialect};

type Row = (String, f64, f64, f64, f64);

/// The kind and the box of each published case that touches a box.
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
