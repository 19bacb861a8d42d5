//! Tiles of administrative units.

use chrono::NaiveDate;

use crate::app::App;
use crate::error::AppError;
use api_store::maps::tiles::areas;
use api_tiles::BUFFER;
use api_tiles::address::Address;
use api_tiles::mvt::{Feature, Layer, Tag};

use super::tile_geometry;

pub(super) async fn draw(app: &App, tile: Address, today: NaiveDate) -> Result<Vec<Layer>, AppError> {
    let found = areas::in_box(app.store.read(), today, tile.bounds(BUFFER)).await?;
    let feature = |(row, shape)| {
        let row: api_store::entities::areas::Model = row;
        let tags =
            vec![("code", Tag::Word(row.code)), ("name", Tag::Word(row.name_vi)), ("level", Tag::Word(row.level))];
        Some(Feature { id: tile_geometry::number(row.id), mark: tile_geometry::of(&shape, tile)?, tags })
    };
    Ok(vec![Layer { name: "areas", features: found.into_iter().filter_map(feature).collect() }])
}
