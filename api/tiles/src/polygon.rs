//! Polygons on a tile: clipped to the tile with its buffer, rounded to a grid shared by neighbours,
//! and valid afterwards: no ring crosses itself or another, and outer rings and holes have opposite
//! directions, as the standard requires.

use geo::{Coord, Geometry, LineString, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::{BUFFER, EXTENT, Pixel, pixel};

/// Corners are on every second unit: an eighth of a screen pixel, and half as many corners.
const GRAIN: i32 = 2;

/// The polygons of a geometry that a tile shows, each an outer ring and its holes, not closed. The
/// geometry is in units of the tile and may extend beyond it.
#[must_use]
pub fn areas(geometry: &Geometry<f64>) -> Vec<Vec<Vec<Pixel>>> {
    let polygons: &[Polygon<f64>] = match geometry {
        Geometry::Polygon(area) => std::slice::from_ref(area),
        Geometry::MultiPolygon(areas) => &areas.0,
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::LineString(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => &[],
    };
    // A ring that touches itself becomes two rings.
    let mut overlay = Overlay::new_custom(0, IntOverlayOptions::ogc(), Solver::default());
    for polygon in polygons {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let corners = corners(ring);
            if corners.len() > 2 {
                overlay.add_contour(&corners, ShapeType::Subject);
            }
        }
    }
    overlay.overlay(OverlayRule::Subject, FillRule::EvenOdd).into_iter().map(turned).collect()
}

/// The outer ring in the direction of the standard, with a positive area in units of the tile, and
/// the holes in the other direction.
fn turned(shape: Vec<Vec<IntPoint>>) -> Vec<Vec<Pixel>> {
    let mut rings: Vec<Vec<Pixel>> =
        shape.into_iter().map(|ring| ring.into_iter().map(|at| Coord { x: at.x, y: at.y }).collect()).collect();
    for (place, ring) in rings.iter_mut().enumerate() {
        if (doubled(ring) > 0) != (place == 0) {
            ring.reverse();
        }
    }
    rings
}

/// Twice the area of a ring, by the shoelace formula.
fn doubled(ring: &[Pixel]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y)).sum()
}

/// The corners of a ring, clipped and rounded to the grid of [`GRAIN`].
fn corners(ring: &LineString<f64>) -> Vec<IntPoint> {
    let mut corners: Vec<IntPoint> = within(ring)
        .into_iter()
        .map(pixel)
        .map(|at| IntPoint { x: at.x.div_euclid(GRAIN) * GRAIN, y: at.y.div_euclid(GRAIN) * GRAIN })
        .collect();
    corners.dedup();
    corners
}

/// A ring clipped to the buffer, one edge after another (Sutherland and Hodgman 1974). Pieces may
/// connect along the edges; the overlay separates them.
fn within(ring: &LineString<f64>) -> Vec<Coord<f64>> {
    let (low, high) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
    let mut kept: Vec<Coord<f64>> = ring.0.clone();
    kept.pop();
    let east: fn(Coord<f64>) -> f64 = |at| at.x;
    let south: fn(Coord<f64>) -> f64 = |at| at.y;
    for (axis, edge, sign) in [(east, low, 1.0), (east, high, -1.0), (south, low, 1.0), (south, high, -1.0)] {
        let capacity = |at: Coord<f64>| (axis(at) - edge) * sign;
        let mut next = Vec::with_capacity(kept.len());
        let Some(mut before) = kept.last().copied() else { return Vec::new() };
        for at in kept {
            let (here, there) = (capacity(at), capacity(before));
            if (here >= 0.0) != (there >= 0.0) {
                let share = there / (there - here);
                next.push(Coord { x: before.x + (at.x - before.x) * share, y: before.y + (at.y - before.y) * share });
            }
            if here >= 0.0 {
                next.push(at);
            }
            before = at;
        }
        kept = next;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{areas, doubled};
    use crate::{BUFFER, EXTENT, Pixel};
    use geo::{Geometry, LineString, Polygon, Validation};
    use proptest::prelude::*;

    fn polygon(ring: &[(f64, f64)], hole: &[(f64, f64)]) -> Geometry<f64> {
        let holes = if hole.is_empty() { Vec::new() } else { vec![LineString::from(hole.to_vec())] };
        Geometry::Polygon(Polygon::new(LineString::from(ring.to_vec()), holes))
    }

    #[test]
    fn a_land_around_the_tile_fills_it() {
        let far = 1e12;
        let found = areas(&polygon(&[(-far, -far), (far, -far), (far, far), (-far, far)], &[]));
        let side = i64::from(EXTENT + 2 * BUFFER);
        assert_eq!(found.len(), 1);
        assert_eq!(doubled(&found[0][0]), 2 * side * side);
    }

    #[test]
    fn an_outer_ring_is_positive_and_a_hole_negative() {
        let outer = [(0.0, 0.0), (0.0, 1_000.0), (1_000.0, 1_000.0), (1_000.0, 0.0)];
        let hole = [(100.0, 100.0), (100.0, 200.0), (200.0, 200.0), (200.0, 100.0)];
        let found = areas(&polygon(&outer, &hole));
        assert_eq!(found[0].iter().map(|ring| doubled(ring)).collect::<Vec<_>>(), [2_000_000, -20_000]);
    }

    #[test]
    fn what_is_smaller_than_a_grain_is_not_drawn() {
        assert!(areas(&polygon(&[(10.1, 10.1), (10.9, 10.2), (10.5, 10.9)], &[])).is_empty());
    }

    proptest! {
        #[test]
        fn whatever_comes_in_what_goes_out_is_valid(
            ring in prop::collection::vec((-9_000.0_f64..9_000.0, -9_000.0_f64..9_000.0), 3..40),
            hole in prop::collection::vec((0.0_f64..4_000.0, 0.0_f64..4_000.0), 3..10),
        ) {
            for shape in areas(&polygon(&ring, &hole)) {
                let line = |ring: &Vec<Pixel>| ring.iter().map(|at| (f64::from(at.x), f64::from(at.y))).collect::<LineString<f64>>();
                let outer = shape.first().map(line).unwrap();
                let drawn = Polygon::new(outer, shape.iter().skip(1).map(line).collect());
                prop_assert!(drawn.is_valid(), "{:?}", drawn.validation_errors());
                prop_assert!(doubled(&shape[0]) > 0 && shape.iter().skip(1).all(|ring| doubled(ring) < 0));
            }
        }
    }
}
