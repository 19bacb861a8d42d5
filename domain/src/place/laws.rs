//! Tests that the edge index agrees with a comparison of all pairs of vertices, and that its cost
//! has a limit.

use geo::{Area, BooleanOps, Coord, Distance, Euclidean, Geometry, Intersects, LineString, Polygon};
use proptest::prelude::*;

use super::{IndexedShape, Shape, Side, StepBudget};
use crate::area::{Boundary, Territory};
use crate::ids::AreaId;

/// A ring without crossings: corners around a centre, each at its own distance.
fn star(middle: (f64, f64), radii: &[f64]) -> Polygon<f64> {
    let step = std::f64::consts::TAU / f64::from(u32::try_from(radii.len()).unwrap());
    let corners = (0_u32..).zip(radii).map(|(n, radius)| {
        let angle = step * f64::from(n);
        Coord { x: middle.0 + radius * angle.cos(), y: middle.1 + radius * angle.sin() }
    });
    Polygon::new(LineString(corners.collect()), Vec::new())
}

fn radii() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.02_f64..0.1, 3..60)
}

fn indexed(geometry: impl Into<Geometry<f64>>) -> IndexedShape {
    IndexedShape::new(Shape::new(geometry.into()).unwrap())
}

/// A line back and forth over a box, so that the boxes of all edges overlap.
fn zigzag(edges: u32, width: f64) -> Shape {
    let at = |n: u32| Coord {
        x: 107.0 + width * f64::from(n) / f64::from(edges),
        y: if n.is_multiple_of(2) { 20.9 } else { 21.2 },
    };
    Shape::new(Geometry::LineString(LineString((0..=edges).map(at).collect()))).unwrap()
}

proptest! {
    #[test]
    fn a_position_lies_on_the_same_side(radii in radii(), x in 106.9_f64..107.1, y in 20.9_f64..21.1) {
        let area = star((107.0, 21.0), &radii);
        let side = indexed(area.clone()).side(Coord { x, y }, &mut StepBudget::unlimited()).unwrap();
        prop_assert_eq!(side != Side::Outside, area.intersects(&Coord { x, y }));
    }

    #[test]
    fn the_way_between_two_shapes_is_the_shortest(one in radii(), other in radii(), x in 106.9_f64..107.4) {
        let (one, other) = (star((107.0, 21.0), &one), star((x, 21.0), &other));
        let budget = &mut StepBudget::unlimited();
        let metres = indexed(one.clone()).metres_to(&indexed(other.clone()), budget).unwrap();
        prop_assert_eq!(metres <= 0.0, one.intersects(&other));
        let degrees = Euclidean.distance(&one, &other);
        prop_assert!(metres >= degrees * 100_000.0 && metres <= degrees * 111_700.0, "{} {}", metres, degrees);
    }

    #[test]
    fn the_share_of_an_area_is_the_area_of_the_cut(
        unit in radii(), plot in radii(), x in 106.9_f64..107.1, y in 20.9_f64..21.1,
    ) {
        let (unit, plot) = (star((107.0, 21.0), &unit), star((x, y), &plot));
        let shape = Shape::new(Geometry::Polygon(unit.clone())).unwrap();
        let boundary = Boundary::new(AreaId::new(uuid::Uuid::nil()), String::new(), shape).unwrap();
        let plot_shape = Shape::new(Geometry::Polygon(plot.clone())).unwrap();
        let units = Territory::new(vec![boundary]);
        let (_, shares) = units.locate_within(&plot_shape, &mut StepBudget::unlimited()).unwrap().unwrap();
        let cut = unit.intersection(&plot).unsigned_area() * 111_320.0_f64.powi(2) * y.to_radians().cos();
        let found = shares.first().map_or(0.0, |share| share.amount);
        prop_assert!((found - cut).abs() <= cut * 0.02 + 1.0, "{} {}", found, cut);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_zigzag_over_a_boundary_is_located_within_the_budget_or_refused(edges in 2_u32..5_000) {
        let radii: Vec<f64> = (0..2_000_u32).map(|n| if n.is_multiple_of(2) { 0.08 } else { 0.1 }).collect();
        let shape = Shape::new(Geometry::Polygon(star((107.05, 21.05), &radii))).unwrap();
        let boundary = Boundary::new(AreaId::new(uuid::Uuid::nil()), String::new(), shape).unwrap();
        let units = Territory::new(vec![boundary]);
        let mut budget = StepBudget::of(2_000_000);
        // The line passes through the unit and outside it, for any number of edges.
        if let Ok(located) = units.locate_within(&zigzag(edges, 0.1), &mut budget) {
            prop_assert_eq!(located.map(|(located, _)| located.area), Some(AreaId::new(uuid::Uuid::nil())));
        }
    }
}

#[test]
fn a_route_costs_little_and_crossings_without_number_are_refused() {
    let radii: Vec<f64> = (0..2_000_u32).map(|n| if n.is_multiple_of(2) { 0.095 } else { 0.1 }).collect();
    let shape = Shape::new(Geometry::Polygon(star((107.05, 21.05), &radii))).unwrap();
    let boundary = Boundary::new(AreaId::new(uuid::Uuid::nil()), String::new(), shape).unwrap();
    let units = Territory::new(vec![boundary]);
    let route = (0..5_000_u32).map(|n| Coord { x: 106.8 + f64::from(n) * 1e-4, y: 21.05 + f64::from(n % 7) * 1e-5 });
    let route = Shape::new(Geometry::LineString(LineString(route.collect()))).unwrap();
    let mut budget = StepBudget::of(1_000_000);
    let (located, _) = units.locate_within(&route, &mut budget).unwrap().unwrap();
    assert_eq!(located.area, AreaId::new(uuid::Uuid::nil()));

    let corner = |n: u32| {
        let angle = std::f64::consts::TAU * f64::from(n * 1_000 % 2_001) / 2_001.0;
        Coord { x: 107.05 + 0.1 * angle.cos(), y: 21.05 + 0.1 * angle.sin() }
    };
    let crossed = Polygon::new(LineString((0..2_001).map(corner).collect()), Vec::new());
    let crossed = Shape::new(Geometry::Polygon(crossed)).unwrap();
    assert!(units.locate_within(&crossed, &mut StepBudget::of(u64::MAX - 1)).is_err());
}
