//! Tiles of the register: counts by kind and place at low zoom, single assets at high zoom.

use domain::registry::kind::ShapeForm;

use crate::app::App;
use crate::error::AppError;
use api_store::maps::tiles::assets::{self, TileAsset};
use api_store::maps::tiles::cells;
use api_store::visibility::AssetVisibility;
use api_tiles::BUFFER;
use api_tiles::address::Address;
use api_tiles::grid::{self, Cell, Cluster, Range};
use api_tiles::mvt::{Feature, Layer, Tag, TileGeometry};

use super::layer::ONE_BY_ONE;
use super::tile_geometry;

pub(super) async fn draw(app: &App, tile: Address, visibility: &AssetVisibility) -> Result<Vec<Layer>, AppError> {
    let db = app.store.read();
    let around = tile.bounds(BUFFER);
    if tile.zoom() >= ONE_BY_ONE
        && let Some(found) = assets::in_box(db, around, visibility, &app.policies.kinds.bands()).await?
    {
        let features = found.into_iter().filter_map(|seen| feature(seen, tile)).collect();
        return Ok(vec![Layer { name: "assets", features }]);
    }
    let counts = cells::seen(db, Range::shown(tile), visibility).await?;
    let courses = tile.zoom() < ONE_BY_ONE && lines(app, &counts) <= assets::MOST_LINES;
    let features = grid::clusters(tile, counts).into_iter().map(cluster).collect();
    let mut layers = vec![Layer { name: "assets", features }];
    if courses && let Some(found) = assets::lines_in_box(db, around, visibility).await? {
        layers.push(Layer { name: "lines", features: found.into_iter().filter_map(|seen| line(seen, tile)).collect() });
    }
    Ok(layers)
}

/// The number of assets whose kinds are not points only.
fn lines(app: &App, counts: &[Cell]) -> u64 {
    let kinds = &app.policies.kinds;
    let is_point = |kind: &str| kinds.kind(kind).is_some_and(|kind| kind.shapes == [ShapeForm::Point]);
    let found = counts.iter().filter(|cell| !is_point(&cell.kind)).map(|cell| u64::try_from(cell.count).unwrap_or(0));
    found.fold(0, u64::saturating_add)
}

/// A feature that represents several assets.
pub(super) fn cluster(cluster: Cluster) -> Feature {
    let tags = vec![("kind", Tag::Word(cluster.kind)), ("count", Tag::Count(cluster.count))];
    Feature { id: None, mark: TileGeometry::Point(cluster.at), tags }
}

fn line(seen: TileAsset, tile: Address) -> Option<Feature> {
    let tags = vec![("kind", Tag::Word(seen.kind)), ("id", Tag::Word(seen.id.to_string()))];
    Some(Feature { id: tile_geometry::number(seen.id), mark: tile_geometry::of(&seen.shape, tile)?, tags })
}

fn feature(seen: TileAsset, tile: Address) -> Option<Feature> {
    let mark = tile_geometry::of(&seen.shape, tile)?;
    let mut tags = vec![
        ("kind", Tag::Word(seen.kind)),
        ("id", Tag::Word(seen.id.to_string())),
        ("code", Tag::Word(seen.code)),
        ("owner", Tag::Word(seen.owner.to_string())),
        ("lifecycle", Tag::Word(seen.lifecycle)),
        ("shareable", Tag::Flag(seen.shareable)),
    ];
    tags.extend(seen.band.map(|band| ("free_band", Tag::Word(band.as_str().to_owned()))));
    Some(Feature { id: tile_geometry::number(seen.id), mark, tags })
}
