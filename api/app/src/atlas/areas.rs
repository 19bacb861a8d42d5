//! Administrative units on the map.

use chrono::NaiveDate;

use crate::error::AppError;
use crate::house::House;
use api_store::maps::tiles::areas;
use api_tiles::BUFFER;
use api_tiles::address::Address;
use api_tiles::ink::{Feature, Layer, Tag};

use super::mark;

pub(super) async fn draw(house: &House, tile: Address, today: NaiveDate) -> Result<Vec<Layer>, AppError> {
    let found = areas::in_box(house.store.read(), today, tile.bounds(BUFFER)).await?;
    let feature = |(row, shape)| {
        let row: api_store::entities::areas::Model = row;
        let tags =
            vec![("code", Tag::Word(row.code)), ("name", Tag::Word(row.name_vi)), ("level", Tag::Word(row.level))];
        Some(Feature { id: mark::number(row.id), mark: mark::of(&shape, tile)?, tags })
    };
    Ok(vec![Layer { name: "areas", features: found.into_iter().filter_map(feature).collect() }])
}
