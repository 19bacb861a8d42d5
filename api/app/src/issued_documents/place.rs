//! Positions in printed form: in WGS 84 degrees, and in the grid that the jurisdiction uses for its
//! dossiers.

use domain::place::Shape;
use geo::{BoundingRect, Coord, Geometry, Point};
use policies::letterhead::{GridSystem, Letterhead};
use serde_json::{Value, json};

use api_geo::crs::Crs;

/// A point, the two ends of a line, or the south-western and north-eastern corners of a polygon.
pub(super) fn places(shape: &Shape, letterhead: &Letterhead) -> Vec<Value> {
    let grid = letterhead.grid.as_ref().map(|grid| system(grid.system));
    ends(shape.geometry()).into_iter().map(|at| printed(at, grid)).collect()
}

fn system(grid: GridSystem) -> Crs {
    match grid {
        GridSystem::Epsg5899 => Crs::Epsg5899,
    }
}

fn ends(geometry: &Geometry<f64>) -> Vec<Coord<f64>> {
    match geometry {
        Geometry::Point(point) => vec![point.0],
        Geometry::LineString(line) => line.0.first().into_iter().chain(line.0.last()).copied().collect(),
        Geometry::Line(_)
        | Geometry::Polygon(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::MultiPolygon(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => geometry.bounding_rect().map(|all| vec![all.min(), all.max()]).unwrap_or_default(),
    }
}

/// Degrees to a tenth of a metre. A datum shift is accurate to about a metre, so grid coordinates
/// have no decimals either.
fn printed(at: Coord<f64>, grid: Option<Crs>) -> Value {
    let there = grid.and_then(|grid| match grid.from_register(&Geometry::Point(Point(at))) {
        Ok(Geometry::Point(there)) => Some(there.0),
        Ok(_) | Err(_) => None,
    });
    json!({
        "lat": format!("{:.6}", at.y.abs()), "lon": format!("{:.6}", at.x.abs()),
        "is_north": at.y >= 0.0, "is_east": at.x >= 0.0,
        "grid": there.map(|there| json!({"north": format!("{:.1}", there.y), "east": format!("{:.1}", there.x)})),
    })
}
