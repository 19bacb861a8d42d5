//! Converts a shape of the register to tile geometry.

use domain::place::Shape;
use geo::{Geometry, MapCoords};
use uuid::Uuid;

use api_tiles::address::Address;
use api_tiles::mvt::TileGeometry;
use api_tiles::{line, pixel, polygon};

/// The tile geometry of a shape; `None` where nothing of the shape is visible.
pub(super) fn of(shape: &Shape, tile: Address) -> Option<TileGeometry> {
    match shape.geometry() {
        Geometry::Point(at) => Some(TileGeometry::Point(pixel(tile.place(at.0)))),
        Geometry::LineString(line) => {
            let pieces = line::pieces(&line.map_coords(|at| tile.place(at)));
            (!pieces.is_empty()).then_some(TileGeometry::Line(pieces))
        }
        area @ (Geometry::Polygon(_) | Geometry::MultiPolygon(_)) => {
            let areas = polygon::areas(&area.map_coords(|at| tile.place(at)));
            (!areas.is_empty()).then_some(TileGeometry::Polygon(areas))
        }
        Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => None,
    }
}

/// The number of a feature: the random low bits of its id, as many as browsers keep in whole
/// numbers.
pub(super) fn number(id: Uuid) -> Option<u64> {
    u64::try_from(id.as_u128() & 0xffff_ffff_ffff).ok()
}
