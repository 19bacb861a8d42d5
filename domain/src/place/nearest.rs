//! The point of a geometry nearest to a position.
//!
//! The search runs in a plane through the position and measures only the result on the spheroid:
//! boundaries have thousands of edges.

use std::cmp::Ordering;

use geo::{Contains, Coord, Geometry, Line, LineString, Polygon};

use super::metres;

/// The nearest point of a geometry to a position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Foot {
    from: Coord<f64>,
    to: Coord<f64>,
    edge: usize,
    /// The squared distance in the plane; useful only for comparisons.
    square: f64,
}

impl Foot {
    pub(super) fn nearer(one: &Self, other: &Self) -> Ordering {
        one.square.total_cmp(&other.square)
    }

    /// Reports whether the point is nearer than another, or equally near and on an earlier edge.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        Self::nearer(self, other).then(self.edge.cmp(&other.edge)).is_lt()
    }

    /// The squared distance in the plane.
    pub(super) fn square(&self) -> f64 {
        self.square
    }

    /// The distance on the spheroid.
    pub(super) fn metres(&self) -> f64 {
        metres(self.from, self.to)
    }

    pub(super) fn place(&self) -> Coord<f64> {
        self.to
    }

    /// The index of the edge within its line.
    pub(super) fn edge(&self) -> usize {
        self.edge
    }
}

/// The nearest point of a geometry; `None` when the geometry has no edges.
pub(super) fn foot(at: Coord<f64>, geometry: &Geometry<f64>) -> Option<Foot> {
    match geometry {
        Geometry::Point(point) => Some(landed(at, point.0, 0)),
        Geometry::LineString(line) => on_line(at, line),
        Geometry::Polygon(land) => on_land(at, land),
        Geometry::MultiPolygon(lands) => lands.iter().filter_map(|land| on_land(at, land)).min_by(Foot::nearer),
        Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => None,
    }
}

fn on_land(at: Coord<f64>, land: &Polygon<f64>) -> Option<Foot> {
    if land.contains(&at) {
        return Some(landed(at, at, 0));
    }
    let rings = std::iter::once(land.exterior()).chain(land.interiors());
    rings.filter_map(|ring| on_line(at, ring)).min_by(Foot::nearer)
}

fn on_line(at: Coord<f64>, line: &LineString<f64>) -> Option<Foot> {
    let feet = line.lines().enumerate().map(|(place, edge)| on_edge(at, edge, place));
    feet.min_by(Foot::nearer)
}

/// The nearest point of one edge.
pub(super) fn on_edge(at: Coord<f64>, edge: Line<f64>, place: usize) -> Foot {
    let squeeze = at.y.to_radians().cos().powi(2);
    let (way, to) = (edge.end - edge.start, at - edge.start);
    let square = way.x.powi(2) * squeeze + way.y.powi(2);
    let dot = to.x * way.x * squeeze + to.y * way.y;
    let share = if square > 0.0 { (dot / square).clamp(0.0, 1.0) } else { 0.0 };
    landed(at, edge.start + way * share, place)
}

fn landed(from: Coord<f64>, to: Coord<f64>, edge: usize) -> Foot {
    let gap = to - from;
    let squeeze = from.y.to_radians().cos();
    Foot { from, to, edge, square: (gap.x * squeeze).powi(2) + gap.y.powi(2) }
}
