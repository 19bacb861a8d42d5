//! The geometries of a query, and their spatial relations to features.

use domain::messages::FilterProblem;
use domain::place::{Bounds, BudgetExceeded, IndexedShape, Shape, StepBudget};
use geo::{Contains, Coord, CoordsIter, Geometry, Intersects, LineString, MultiPolygon, Polygon, Relate, Validation};
use geojson::GeometryValue;
use serde_json::Value;

use api_geo::crs::{Axes, Crs, ProjectionError, turned};
use api_store::filter::{Relation, SpatialOperand};

/// The number of pieces into which each edge of a box is cut: a straight edge in a projection is
/// not straight in degrees.
const PIECES: u32 = 16;

/// Converts a geometry from a coordinate system, in that system's axis order, to longitude and
/// latitude.
///
/// # Errors
/// The defect of the geometry: empty, not on earth, not valid.
pub fn placed(drawn: &Geometry<f64>, crs: Crs) -> Result<SpatialOperand, FilterProblem> {
    let eastward = match crs.axes() {
        Axes::EastNorth => drawn.clone(),
        Axes::NorthEast => turned(drawn),
    };
    let there = crs.to_register(&eastward).map_err(|why| no_place(&why))?;
    if there.coords_iter().next().is_none() {
        return Err(FilterProblem::EmptyPlace);
    }
    if let Some(at) = there.coords_iter().find(|at| !(at.x.abs() <= 180.0 && at.y.abs() <= 90.0)) {
        return Err(FilterProblem::NotOnEarthInSystem { lon: at.x, lat: at.y, crs: crs.name().to_owned() });
    }
    there.check_validation().map_err(|_why| FilterProblem::NotValid)?;
    let bounds = Bounds::around(there.coords_iter());
    Ok(SpatialOperand::Drawn(std::sync::Arc::new(there), bounds))
}

/// Converts a box of four numbers, or six with ignored heights, from a coordinate system. In
/// degrees the box may cross the antimeridian.
///
/// # Errors
/// The defect of the box.
pub fn boxed(numbers: &[f64], crs: Crs) -> Result<SpatialOperand, FilterProblem> {
    let (low, high) = match numbers {
        [a, b, c, d] | [a, b, _, c, d, _] => ((*a, *b), (*c, *d)),
        _ => return Err(FilterProblem::FourNumbers),
    };
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(FilterProblem::NumberWithoutEnd);
    }
    let ((west, south), (east, north)) = match crs.axes() {
        Axes::EastNorth => (low, high),
        Axes::NorthEast => ((low.1, low.0), (high.1, high.0)),
    };
    if south > north {
        return Err(FilterProblem::SouthOfNorth);
    }
    let in_degrees = matches!(crs, Crs::Crs84 | Crs::Epsg4326);
    let pieces = match (in_degrees, west <= east) {
        (true, true) => vec![rectangle(west, south, east, north, 1)],
        (true, false) => vec![rectangle(west, south, 180.0, north, 1), rectangle(-180.0, south, east, north, 1)],
        (false, true) => vec![rectangle(west, south, east, north, PIECES)],
        (false, false) => return Err(FilterProblem::WestOfEast),
    };
    let drawn = Geometry::MultiPolygon(MultiPolygon(pieces));
    let there = crs.to_register(&drawn).map_err(|why| no_place(&why))?;
    if let Some(at) = there.coords_iter().find(|at| !(at.x.abs() <= 180.0 && at.y.abs() <= 90.0)) {
        return Err(FilterProblem::NotOnEarth { lon: at.x, lat: at.y });
    }
    let bounds = Bounds::around(there.coords_iter());
    Ok(SpatialOperand::Drawn(std::sync::Arc::new(there), bounds))
}

fn no_place(why: &ProjectionError) -> FilterProblem {
    FilterProblem::NoPlaceInSystem { x: why.x, y: why.y, crs: why.into.name().to_owned() }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64, pieces: u32) -> Polygon<f64> {
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    let mut ring = Vec::new();
    for pair in corners.windows(2) {
        if let [from, to] = pair {
            for piece in 0..pieces {
                let part = f64::from(piece) / f64::from(pieces);
                ring.push(Coord { x: from.0 + (to.0 - from.0) * part, y: from.1 + (to.1 - from.1) * part });
            }
        }
    }
    ring.push(Coord { x: west, y: south });
    Polygon::new(LineString(ring), Vec::new())
}

/// The cost of relating two shapes, in steps for each vertex.
const STEPS_OF_RELATION: usize = 20;
/// Shapes with fewer pairs of vertices than this are related without counting the intersections of
/// their edges first.
const PAIRS_UNCOUNTED: usize = 20_000;
/// Shapes whose edges intersect more often than this are not related.
const MOST_MEETINGS: usize = 10_000;

/// Whether a feature has a spatial relation to a geometry.
///
/// # Errors
/// When the budget is exceeded.
pub fn lies(
    shape: &Shape,
    relation: Relation,
    place: &SpatialOperand,
    budget: &mut StepBudget,
) -> Result<bool, BudgetExceeded> {
    let own = shape.geometry();
    let other = match place {
        SpatialOperand::Own => own,
        SpatialOperand::Drawn(other, bounds) => {
            if !bounds.touches(&shape.bounds()) {
                return Ok(relation == Relation::Disjoint);
            }
            other.as_ref()
        }
    };
    spend(shape, other, budget)?;
    Ok(match relation {
        Relation::Intersects => own.intersects(other),
        Relation::Disjoint => !own.intersects(other),
        Relation::Within if matches!(own, Geometry::Point(_)) => other.contains(own),
        Relation::Within => own.relate(other).is_within(),
        Relation::Contains => own.relate(other).is_contains(),
        Relation::Equals => own.relate(other).is_equal_topo(),
        Relation::Touches => own.relate(other).is_touches(),
        Relation::Overlaps => own.relate(other).is_overlaps(),
        Relation::Crosses => own.relate(other).is_crosses(),
    })
}

/// Whether the distance between a feature and a geometry is at most `metres`.
///
/// # Errors
/// When the budget is exceeded.
pub fn is_near(own: &Shape, place: &Shape, metres: f64, budget: &mut StepBudget) -> Result<bool, BudgetExceeded> {
    if !own.bounds().touches(&place.bounds().grown(metres)) {
        return Ok(false);
    }
    if let (Geometry::Point(_), Geometry::Point(_)) = (own.geometry(), place.geometry()) {
        return Ok(own.metres_to(place) <= metres);
    }
    let (own, place) = (IndexedShape::new(own.clone()), IndexedShape::new(place.clone()));
    Ok(own.metres_to(&place, budget)? <= metres)
}

/// Charges the cost of a relation to the budget: a fixed cost for each vertex and for each
/// intersection of edges.
fn spend(shape: &Shape, other: &Geometry<f64>, budget: &mut StepBudget) -> Result<(), BudgetExceeded> {
    let (one, two) = (shape.geometry().coords_count(), other.coords_count());
    let pairs = one.saturating_mul(two);
    budget.spend(one.saturating_add(two).saturating_mul(STEPS_OF_RELATION).saturating_add(pairs / 8))?;
    if pairs <= PAIRS_UNCOUNTED {
        return Ok(());
    }
    // Points and collections have no index; within the budget of pairs they have few vertices.
    let Ok(other) = Shape::new(other.clone()) else { return budget.spend(pairs) };
    let (one, two) = (IndexedShape::new(shape.clone()), IndexedShape::new(other));
    let meetings = one.meetings(&two, MOST_MEETINGS, budget)?;
    budget.spend(meetings.saturating_mul(STEPS_OF_RELATION))
}

/// A shape as GeoJSON in a coordinate system, in that system's axis order; `None` when the shape
/// has no position there.
#[must_use]
pub fn written(shape: &Shape, crs: Crs) -> Option<Value> {
    if crs == Crs::Crs84 {
        return Some(shape.to_geojson());
    }
    let there = crs.from_register(shape.geometry()).ok()?;
    let there = match crs.axes() {
        Axes::EastNorth => there,
        Axes::NorthEast => turned(&there),
    };
    serde_json::to_value(geojson::Geometry::new(GeometryValue::from(&there))).ok()
}

#[cfg(test)]
mod tests {
    use api_store::filter::{Filter, PlaceWork, Relation, SpatialOperand, Truth};
    use domain::place::{Shape, StepBudget};
    use geo::{Geometry, Point, polygon};
    use serde_json::json;

    use super::{boxed, lies, placed, written};
    use api_geo::crs::Crs;

    fn at(lon: f64, lat: f64) -> Shape {
        Shape::point(lon, lat).unwrap()
    }

    #[test]
    fn a_box_has_the_axes_of_its_system_and_may_pass_the_antimeridian() {
        let pole = at(107.08, 20.95);
        let inside = |numbers: &[f64], crs| {
            let budget = &mut StepBudget::unlimited();
            lies(&pole, Relation::Intersects, &boxed(numbers, crs).unwrap(), budget).unwrap()
        };
        assert!(inside(&[107.0, 20.9, 107.1, 21.0], Crs::Crs84));
        assert!(inside(&[107.0, 20.9, -5.0, 107.1, 21.0, 90.0], Crs::Crs84));
        assert!(inside(&[20.9, 107.0, 21.0, 107.1], Crs::Epsg4326));
        assert!(inside(&[107.0, 20.9, -170.0, 21.0], Crs::Crs84));
        assert!(!inside(&[107.1, 20.9, -170.0, 21.0], Crs::Crs84));
        assert!(inside(&[430_000.0, 2_317_000.0, 431_000.0, 2_319_000.0], Crs::Epsg5899));
        assert!(inside(&[11_919_000.0, 2_385_000.0, 11_921_000.0, 2_388_000.0], Crs::Epsg3857));
        for wrong in
            [&[1.0, 2.0, 3.0][..], &[107.0, 21.0, 107.1, 20.9], &[0.0, 0.0, 181.0, 1.0], &[0.0, f64::NAN, 1.0, 1.0]]
        {
            assert!(boxed(wrong, Crs::Crs84).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_not_valid_is_no_place() {
        let bow = Geometry::Polygon(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0)]);
        assert!(placed(&bow, Crs::Crs84).is_err());
        assert!(placed(&Geometry::Point(Point::new(20.0, 107.0)), Crs::Crs84).is_err());
        assert!(placed(&Geometry::Point(Point::new(20.0, 107.0)), Crs::Epsg4326).is_ok());
        assert!(placed(&Geometry::GeometryCollection(geo::GeometryCollection(Vec::new())), Crs::Crs84).is_err());
    }

    #[test]
    fn latitude_comes_first_where_the_system_says_so() {
        assert_eq!(
            written(&at(107.0, 21.0), Crs::Epsg4326),
            Some(json!({"type": "Point", "coordinates": [21.0, 107.0]}))
        );
        assert_eq!(written(&at(107.0, 21.0), Crs::Crs84), Some(json!({"type": "Point", "coordinates": [107.0, 21.0]})));
    }

    #[test]
    fn only_meeting_a_box_is_little_work_with_places() {
        let drawn = boxed(&[107.0, 20.9, 107.1, 21.0], Crs::Crs84).unwrap();
        let lies = |relation: Relation| Filter::Lies(relation, drawn.clone());
        let known = || Filter::Known(Truth::True);
        assert_eq!(Filter::All(Vec::new()).place_work(), PlaceWork::Nothing);
        assert_eq!(Filter::All(vec![known(), lies(Relation::Intersects)]).place_work(), PlaceWork::Boxes);
        let both = Filter::Any(vec![lies(Relation::Touches), known(), lies(Relation::Intersects)]);
        assert_eq!(Filter::Not(Box::new(both)).place_work(), PlaceWork::Relations);
        assert_eq!(Filter::Lies(Relation::Intersects, SpatialOperand::Own).place_work(), PlaceWork::Relations);
        // The edges of a projected box are curved in degrees, and cut into pieces.
        let projected = boxed(&[430_000.0, 2_317_000.0, 431_000.0, 2_319_000.0], Crs::Epsg5899).unwrap();
        assert_eq!(Filter::Lies(Relation::Intersects, projected).place_work(), PlaceWork::Relations);
    }
}
