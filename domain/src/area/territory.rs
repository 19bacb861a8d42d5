//! In which unit a place lies.
//!
//! The unit with the largest share of the shape is competent; among equal shares (a point on a boundary) the one with the lowest
//! code, so that two nodes never answer differently. A place outside all units (an islet, a pole in the sea) belongs to the nearest, and
//! the answer says so.

use geo::{Area, BooleanOps, Coord, CoordsIter, Geodesic, Geometry, Intersects, Length, MultiLineString, MultiPolygon};

use crate::{
    ids::AreaId,
    place::{Bounds, Shape},
    words::words,
};

/// Shares and distances that differ by less than a thousandth (of a metre, of a square metre) are equal.
const THOUSANDTHS: f64 = 1000.0;

/// The boundary of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    area: AreaId,
    code: String,
    bounds: Bounds,
    shape: Shape,
    land: MultiPolygon<f64>,
}

/// Units that share out the land on one day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Territory {
    /// In the order of their codes.
    boundaries: Vec<Boundary>,
}

/// How much of a shape lies in a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The unit.
    pub area: AreaId,
    /// Metres of a line, square metres of a piece of land, 1 for a point; 0 when it only touches.
    pub amount: f64,
}

/// The competent unit for a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The unit.
    pub area: AreaId,
    /// How the shape lies to it.
    pub lies: Lies,
    /// Why it is this one.
    pub decided_by: DecidedBy,
}

words! {
    /// Why a unit is the competent one.
    DecidedBy {
        /// The shape touches no other.
        OnlyUnit = "only_unit",
        /// It has the largest share.
        LargestShare = "largest_share",
        /// Others have as large a share, and it has the lowest code.
        LowestCode = "lowest_code",
        /// The shape lies in none; this is the nearest.
        Nearest = "nearest",
        /// The shape lies in none, several are as near, and this has the lowest code.
        NearestLowestCode = "nearest_lowest_code",
    }
}

/// How a shape lies to its competent unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Lies {
    /// In it, and in no other.
    Within,
    /// In it with the largest share, and in others, largest share first.
    Across(Vec<AreaId>),
    /// In no unit; this is the nearest.
    Outside {
        /// How far away.
        metres: f64,
    },
}

impl Boundary {
    /// The boundary of a unit; `None` when the shape is no piece of land.
    #[must_use]
    pub fn new(area: AreaId, code: String, shape: Shape) -> Option<Self> {
        let land = match shape.geometry() {
            Geometry::Polygon(land) => MultiPolygon(vec![land.clone()]),
            Geometry::MultiPolygon(land) => land.clone(),
            Geometry::Point(_)
            | Geometry::Line(_)
            | Geometry::LineString(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => return None,
        };
        Some(Self { area, code, bounds: shape.bounds(), shape, land })
    }
}

impl Territory {
    /// These units.
    #[must_use]
    pub fn new(mut boundaries: Vec<Boundary>) -> Self {
        boundaries.sort_by(|one, other| one.code.cmp(&other.code).then(one.area.cmp(&other.area)));
        Self { boundaries }
    }

    /// The units that a shape lies in or touches, largest share first, then by code.
    #[must_use]
    pub fn shares(&self, shape: &Shape) -> Vec<Share> {
        let bounds = shape.bounds();
        let touched = self.boundaries.iter().filter(|boundary| boundary.bounds.touches(&bounds));
        let mut shares: Vec<Share> = touched
            .filter_map(|boundary| {
                let amount = share(&boundary.land, shape, bounds)?;
                Some(Share { area: boundary.area, amount })
            })
            .collect();
        // The sort is stable, so of equal shares that of the lower code stays first.
        shares.sort_by(|one, other| thousandths(other.amount).total_cmp(&thousandths(one.amount)));
        shares
    }

    /// The competent unit; `None` only when there are no units.
    #[must_use]
    pub fn locate(&self, shape: &Shape) -> Option<Located> {
        let shares = self.shares(shape);
        let Some(largest) = shares.first() else {
            return self.nearest(shape);
        };
        let others: Vec<AreaId> =
            shares.iter().skip(1).filter(|share| share.amount > 0.0).map(|share| share.area).collect();
        let lies = if others.is_empty() { Lies::Within } else { Lies::Across(others) };
        let equal = |other: &Share| thousandths(other.amount).total_cmp(&thousandths(largest.amount)).is_eq();
        let decided_by = match shares.get(1) {
            None => DecidedBy::OnlyUnit,
            Some(second) if equal(second) => DecidedBy::LowestCode,
            Some(_) => DecidedBy::LargestShare,
        };
        Some(Located { area: largest.area, lies, decided_by })
    }

    fn nearest(&self, shape: &Shape) -> Option<Located> {
        let bounds = shape.bounds();
        let mut best: Option<(f64, AreaId, DecidedBy)> = None;
        for boundary in &self.boundaries {
            if best.is_some_and(|(least, ..)| !boundary.bounds.grown(least + 1.0).touches(&bounds)) {
                continue;
            }
            let metres = boundary.shape.metres_to(shape);
            match &mut best {
                Some((least, _, decided_by)) if thousandths(metres).total_cmp(&thousandths(*least)).is_eq() => {
                    *decided_by = DecidedBy::NearestLowestCode;
                }
                Some((least, ..)) if metres > *least => {}
                Some(_) | None => best = Some((metres, boundary.area, DecidedBy::Nearest)),
            }
        }
        best.map(|(metres, area, decided_by)| Located { area, lies: Lies::Outside { metres }, decided_by })
    }
}

fn thousandths(amount: f64) -> f64 {
    (amount * THOUSANDTHS).round()
}

/// How much of a shape lies in a unit; `None` when they do not touch.
fn share(land: &MultiPolygon<f64>, shape: &Shape, bounds: Bounds) -> Option<f64> {
    if !crosses(land, bounds) {
        // No edge comes near: the whole shape lies on one side.
        let inside = shape.geometry().coords_iter().next().is_some_and(|at| land.intersects(&at));
        return inside.then(|| measure(shape.geometry()));
    }
    let kept = match shape.geometry() {
        Geometry::LineString(line) => {
            Geometry::MultiLineString(land.clip(&MultiLineString::new(vec![line.clone()]), false))
        }
        Geometry::Polygon(plot) => Geometry::MultiPolygon(land.intersection(plot)),
        Geometry::MultiPolygon(plots) => Geometry::MultiPolygon(land.intersection(plots)),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => shape.geometry().clone(),
    };
    land.intersects(shape.geometry()).then(|| measure(&kept))
}

/// Whether an edge of the land comes into a box.
fn crosses(land: &MultiPolygon<f64>, bounds: Bounds) -> bool {
    land.iter()
        .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
        .any(|ring| ring.lines().any(|edge| Bounds::around([edge.start, edge.end]).touches(&bounds)))
}

/// Metres, square metres, or one for a point.
fn measure(geometry: &Geometry<f64>) -> f64 {
    match geometry {
        Geometry::LineString(line) => Geodesic.length(line),
        Geometry::MultiLineString(lines) => Geodesic.length(lines),
        Geometry::Polygon(plot) => square_metres(plot.unsigned_area(), plot.coords_iter().next()),
        Geometry::MultiPolygon(plots) => square_metres(plots.unsigned_area(), plots.coords_iter().next()),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => 1.0,
    }
}

/// Near enough to compare pieces of one shape.
fn square_metres(square_degrees: f64, at: Option<Coord<f64>>) -> f64 {
    let degree = 111_320.0_f64;
    at.map_or(0.0, |at| square_degrees * degree.powi(2) * at.y.to_radians().cos())
}
