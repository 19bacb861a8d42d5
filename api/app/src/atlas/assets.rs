//! The register on the map: counted by kind and place where it is seen from afar, one by one where it is seen from near.

use domain::registry::kind::ShapeForm;

use crate::error::AppError;
use crate::house::House;
use api_store::maps::tiles::assets::{self, Seen};
use api_store::maps::tiles::cells;
use api_store::sight::Sight;
use api_tiles::BUFFER;
use api_tiles::address::Address;
use api_tiles::grid::{self, Cell, Cluster, Range};
use api_tiles::ink::{Feature, Layer, Mark, Tag};

use super::layer::ONE_BY_ONE;
use super::mark;

pub(super) async fn draw(house: &House, tile: Address, sight: &Sight) -> Result<Vec<Layer>, AppError> {
    let db = house.store.read();
    let around = tile.bounds(BUFFER);
    if tile.zoom() >= ONE_BY_ONE
        && let Some(found) = assets::in_box(db, around, sight, &house.policies.kinds.bands()).await?
    {
        let features = found.into_iter().filter_map(|seen| feature(seen, tile)).collect();
        return Ok(vec![Layer { name: "assets", features }]);
    }
    let counts = cells::seen(db, Range::shown(tile), sight).await?;
    let courses = tile.zoom() < ONE_BY_ONE && lines(house, &counts) <= assets::MOST_LINES;
    let features = grid::clusters(tile, counts).into_iter().map(cluster).collect();
    let mut layers = vec![Layer { name: "assets", features }];
    if courses && let Some(found) = assets::lines_in_box(db, around, sight).await? {
        layers.push(Layer { name: "lines", features: found.into_iter().filter_map(|seen| line(seen, tile)).collect() });
    }
    Ok(layers)
}

/// How many there are of the kinds that are more than points.
fn lines(house: &House, counts: &[Cell]) -> u64 {
    let kinds = &house.policies.kinds;
    let is_point = |kind: &str| kinds.kind(kind).is_some_and(|kind| kind.shapes == [ShapeForm::Point]);
    let found = counts.iter().filter(|cell| !is_point(&cell.kind)).map(|cell| u64::try_from(cell.count).unwrap_or(0));
    found.fold(0, u64::saturating_add)
}

/// Several as one.
pub(super) fn cluster(cluster: Cluster) -> Feature {
    let tags = vec![("kind", Tag::Word(cluster.kind)), ("count", Tag::Count(cluster.count))];
    Feature { id: None, mark: Mark::Point(cluster.at), tags }
}

fn line(seen: Seen, tile: Address) -> Option<Feature> {
    let tags = vec![("kind", Tag::Word(seen.kind)), ("id", Tag::Word(seen.id.to_string()))];
    Some(Feature { id: mark::number(seen.id), mark: mark::of(&seen.shape, tile)?, tags })
}

fn feature(seen: Seen, tile: Address) -> Option<Feature> {
    let mark = mark::of(&seen.shape, tile)?;
    let mut tags = vec![
        ("kind", Tag::Word(seen.kind)),
        ("id", Tag::Word(seen.id.to_string())),
        ("code", Tag::Word(seen.code)),
        ("owner", Tag::Word(seen.owner.to_string())),
        ("lifecycle", Tag::Word(seen.lifecycle)),
        ("shareable", Tag::Flag(seen.shareable)),
    ];
    tags.extend(seen.band.map(|band| ("free_band", Tag::Word(band.as_str().to_owned()))));
    Some(Feature { id: mark::number(seen.id), mark, tags })
}
