//! Tiles of administrative units: their boundaries, and one label for each unit.

use chrono::NaiveDate;
use domain::place::Shape;
use geo::{Area, Geometry, InteriorPoint, Point, Polygon};

use crate::app::App;
use crate::error::AppError;
use api_store::entities::areas::Model;
use api_store::maps::tiles::areas;
use api_tiles::address::Address;
use api_tiles::mvt::{Feature, Layer, Tag, TileGeometry};
use api_tiles::{BUFFER, pixel};

use super::tile_geometry;

/// The number of pixels along the edge of a tile.
const EXTENT: f64 = 4_096.0;

pub(super) async fn draw(app: &App, tile: Address, today: NaiveDate) -> Result<Vec<Layer>, AppError> {
    let found = areas::in_box(app.store.read(), today, tile.bounds(BUFFER)).await?;
    let labels = found.iter().filter_map(|(row, shape)| {
        Some(Feature { id: tile_geometry::number(row.id), mark: label(shape, tile)?, tags: tags(row) })
    });
    let labels = Layer { name: "labels", features: labels.collect() };
    let boundaries = found.iter().filter_map(|(row, shape)| {
        Some(Feature { id: tile_geometry::number(row.id), mark: tile_geometry::of(shape, tile)?, tags: tags(row) })
    });
    Ok(vec![Layer { name: "areas", features: boundaries.collect() }, labels])
}

fn tags(row: &Model) -> Vec<(&'static str, Tag)> {
    vec![
        ("code", Tag::Word(row.code.clone())),
        ("name", Tag::Word(row.name_vi.clone())),
        ("level", Tag::Word(row.level.clone())),
    ]
}

/// The place of a unit's name: a point inside its largest part, so that an archipelago has one name
/// and a bent unit carries it on its own ground. `None` when another tile has the point.
fn label(shape: &Shape, tile: Address) -> Option<TileGeometry> {
    let at = tile.place(inside(shape.geometry())?.0);
    let is_here = (0.0..EXTENT).contains(&at.x) && (0.0..EXTENT).contains(&at.y);
    is_here.then(|| TileGeometry::Point(pixel(at)))
}

fn inside(geometry: &Geometry) -> Option<Point> {
    let largest = match geometry {
        Geometry::Polygon(polygon) => Some(polygon),
        Geometry::MultiPolygon(parts) => parts.iter().max_by(|one, other| size(one).total_cmp(&size(other))),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::LineString(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => None,
    };
    largest.and_then(InteriorPoint::interior_point)
}

fn size(polygon: &Polygon) -> f64 {
    polygon.unsigned_area()
}
