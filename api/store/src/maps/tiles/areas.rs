//! Administrative units with a boundary, for tiles.

use chrono::NaiveDate;
use domain::place::{Bounds, Shape};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::areas::area_map::in_force;
use crate::entities::areas;
use crate::{StoreError, StoreResult, database::dialect};
use api_geo::wkb;

/// The areas in force on a day whose box touches a box, with their boundaries.
pub async fn in_box<C: ConnectionTrait>(
    db: &C,
    on: NaiveDate,
    bounds: Bounds,
) -> StoreResult<Vec<(areas::Model, Shape)>> {
    let rows = areas::Entity::find()
        .filter(in_force(on))
        .filter(areas::Column::Geometry.is_not_null())
        .filter(dialect::touching("areas", bounds))
        .order_by_asc(areas::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let shape = wkb::read(row.geometry.as_deref().unwrap_or_default());
            shape.map(|shape| (row, shape)).map_err(|why| StoreError::undecodable("boundary", why))
        })
        .collect()
}
