//! The share of a shape within a unit, computed with an index over the edges of both.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Area, BooleanOps, Coord, CoordsIter, Geodesic, Geometry, Length, Line, LineString, MultiPolygon};

use crate::place::{BudgetExceeded, IndexedShape, Side, StepBudget, metres};

/// The most crossings among the edges of an area that the code accepts before it cuts the area.
const MOST_CROSSINGS: usize = 10_000;
/// The cost of cutting an area, in steps per edge and crossing.
const STEPS_OF_CUT: usize = 40;

/// The share of a shape within a unit; `None` when the two do not touch.
pub(super) fn share(
    unit: &IndexedShape,
    land: &MultiPolygon<f64>,
    shape: &IndexedShape,
    budget: &mut StepBudget,
) -> Result<Option<f64>, BudgetExceeded> {
    match shape.shape().geometry() {
        Geometry::Point(at) => Ok((unit.side(at.0, budget)? != Side::Outside).then_some(1.0)),
        Geometry::LineString(line) => share_of_line(unit, line, budget),
        Geometry::Polygon(plot) => share_of_area(unit, land, shape, &MultiPolygon(vec![plot.clone()]), budget),
        Geometry::MultiPolygon(plots) => share_of_area(unit, land, shape, plots, budget),
        Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => Ok(None),
    }
}

/// The metres of a line within a unit, edges of the unit included.
fn share_of_line(
    unit: &IndexedShape,
    line: &LineString<f64>,
    budget: &mut StepBudget,
) -> Result<Option<f64>, BudgetExceeded> {
    let (mut inside_metres, mut touches) = (0.0, false);
    // The side on which the last edge ended, as long as no edge of the unit came near.
    let mut known: Option<bool> = None;
    for edge in line.lines() {
        let cuts = cuts(unit, edge, budget)?;
        if cuts.is_empty() {
            let inside = match known {
                Some(inside) => inside,
                None => unit.side(edge.start, budget)? != Side::Outside,
            };
            known = Some(inside);
            if inside {
                touches = true;
                inside_metres += metres(edge.start, edge.end);
            }
            continue;
        }
        (touches, known) = (true, None);
        let mut inside = 0.0;
        let ends = std::iter::once(0.0).chain(cuts.iter().copied());
        for (from, to) in ends.zip(cuts.iter().copied().chain([1.0])).filter(|(from, to)| to > from) {
            let middle = edge.start + (edge.end - edge.start) * f64::midpoint(from, to);
            if unit.side(middle, budget)? != Side::Outside {
                inside += to - from;
            }
        }
        if inside > 0.0 {
            inside_metres += metres(edge.start, edge.end) * inside;
        }
    }
    Ok(touches.then_some(inside_metres))
}

/// The intersections of an edge with edges of the unit, as ordered fractions of its length.
fn cuts(unit: &IndexedShape, edge: Line<f64>, budget: &mut StepBudget) -> Result<Vec<f64>, BudgetExceeded> {
    let way = edge.end - edge.start;
    let square = way.x.powi(2) + way.y.powi(2);
    let place = |at: Coord<f64>| {
        let to = at - edge.start;
        if square > 0.0 { ((to.x * way.x + to.y * way.y) / square).clamp(0.0, 1.0) } else { 0.0 }
    };
    let mut cuts = Vec::new();
    unit.edges().touching(
        crate::place::Bounds::around([edge.start, edge.end]),
        budget,
        |other| match line_intersection(edge, other.line) {
            Some(LineIntersection::SinglePoint { intersection, .. }) => cuts.push(place(intersection)),
            Some(LineIntersection::Collinear { intersection }) => {
                cuts.extend([place(intersection.start), place(intersection.end)]);
            }
            None => {}
        },
    )?;
    cuts.sort_by(f64::total_cmp);
    Ok(cuts)
}

/// The square metres of an area within a unit.
fn share_of_area(
    unit: &IndexedShape,
    land: &MultiPolygon<f64>,
    shape: &IndexedShape,
    plots: &MultiPolygon<f64>,
    budget: &mut StepBudget,
) -> Result<Option<f64>, BudgetExceeded> {
    if !unit.touches(shape, budget)? {
        return Ok(None);
    }
    let crossings = unit.meetings(shape, MOST_CROSSINGS, budget)?;
    if crossings == 0 {
        let square_degrees = nested(unit, shape, budget)? + nested(shape, unit, budget)?;
        return Ok(Some(square_metres(square_degrees, shape)));
    }
    let edges = unit.edges().edges().len().saturating_add(shape.edges().edges().len());
    budget.spend(edges.saturating_add(crossings).saturating_mul(STEPS_OF_CUT))?;
    let cut = land.intersection(plots);
    Ok(Some(square_metres(cut.unsigned_area(), shape)))
}

/// Checks that the edges of an area do not cross each other so often that a cut costs too much.
///
/// # Errors
/// When the edges cross too often, or the budget is exceeded.
pub(super) fn check_crossings(shape: &IndexedShape, budget: &mut StepBudget) -> Result<(), BudgetExceeded> {
    // Each edge meets itself and its two neighbours; the search finds each pair twice.
    let neighbours = shape.edges().edges().len().saturating_mul(3);
    shape.meetings(shape, neighbours.saturating_add(MOST_CROSSINGS.saturating_mul(2)), budget).map(drop)
}

/// The part of an area that the rings of another area enclose, where no edges of the two meet:
/// outer rings add, holes subtract.
fn nested(outer: &IndexedShape, inner: &IndexedShape, budget: &mut StepBudget) -> Result<f64, BudgetExceeded> {
    let mut sum = 0.0;
    for (ring, line) in crate::place::lines(inner.shape().geometry()).into_iter().enumerate() {
        let Some(start) = line.0.first() else { continue };
        if outer.side(*start, budget)? == Side::Outside {
            continue;
        }
        let enclosed = geo::Polygon::new(line.clone(), Vec::new()).unsigned_area();
        sum += if inner.outer(ring) == ring { enclosed } else { -enclosed };
    }
    Ok(sum)
}

/// Metres of a line, square metres of an area, 1 for a point.
pub(super) fn measure(shape: &IndexedShape) -> f64 {
    match shape.shape().geometry() {
        Geometry::LineString(line) => Geodesic.length(line),
        Geometry::Polygon(plot) => square_metres(plot.unsigned_area(), shape),
        Geometry::MultiPolygon(plots) => square_metres(plots.unsigned_area(), shape),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => 1.0,
    }
}

/// An approximation that is precise enough to compare pieces of one shape.
fn square_metres(square_degrees: f64, shape: &IndexedShape) -> f64 {
    let degree = 111_320.0_f64;
    let at = shape.shape().geometry().coords_iter().next();
    at.map_or(0.0, |at| square_degrees * degree.powi(2) * at.y.to_radians().cos())
}
