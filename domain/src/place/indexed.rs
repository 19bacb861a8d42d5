//! A shape with an index over its edges, for shapes with many vertices.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, CoordsIter, Geometry};

use super::budget::{BudgetExceeded, StepBudget};
use super::edges::{Edge, EdgeTree, lines};
use super::nearest::Foot;
use super::{Bounds, Shape};

#[derive(Debug, Clone, PartialEq)]
pub struct IndexedShape {
    shape: Shape,
    bounds: Bounds,
    edges: EdgeTree,
    /// For each ring, the first ring of its area.
    outer: Vec<usize>,
    is_area: bool,
}

/// The location of a position relative to an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Inside, away from the edges.
    Inside,
    Edge,
    Outside,
}

impl IndexedShape {
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        let geometry = shape.geometry();
        let outer = outer_rings(geometry);
        let is_area = matches!(geometry, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
        let (bounds, edges) = (shape.bounds(), EdgeTree::of(geometry));
        Self { shape, bounds, edges, outer, is_area }
    }

    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    pub(crate) fn edges(&self) -> &EdgeTree {
        &self.edges
    }

    /// The first ring of the area of a ring: the ring itself, or the outer ring around a hole.
    pub(crate) fn outer(&self, ring: usize) -> usize {
        self.outer.get(ring).copied().unwrap_or(ring)
    }

    /// The shortest distance to another shape in metres; 0 when the two touch.
    pub fn metres_to(&self, other: &Self, budget: &mut StepBudget) -> Result<f64, BudgetExceeded> {
        if self.touches(other, budget)? {
            return Ok(0.0);
        }
        let there = other.nearest_to(&self.shape, None, budget)?;
        let back = self.nearest_to(&other.shape, there, budget)?;
        Ok(back.map_or(f64::INFINITY, |foot| foot.metres()))
    }

    /// Reports whether two shapes share a position.
    pub fn touches(&self, other: &Self, budget: &mut StepBudget) -> Result<bool, BudgetExceeded> {
        if !self.bounds.touches(&other.bounds) {
            return Ok(false);
        }
        let mut touched = false;
        self.edges.meeting(&other.edges, budget, |_, _| {
            touched = true;
            ControlFlow::Break(())
        })?;
        if touched {
            return Ok(true);
        }
        // Without a common edge, each part of one shape is wholly on one side of the other.
        Ok(self.holds_a_part_of(other, budget)? || other.holds_a_part_of(self, budget)?)
    }

    /// The number of intersections between the edges of two shapes.
    ///
    /// # Errors
    /// When the edges meet more than `most` times, or the budget is exceeded.
    pub fn meetings(&self, other: &Self, most: usize, budget: &mut StepBudget) -> Result<usize, BudgetExceeded> {
        let mut found = 0_usize;
        self.edges.meeting(&other.edges, budget, |_, _| {
            found = found.saturating_add(1);
            if found > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if found > most { Err(BudgetExceeded) } else { Ok(found) }
    }

    fn holds_a_part_of(&self, other: &Self, budget: &mut StepBudget) -> Result<bool, BudgetExceeded> {
        if !self.is_area {
            return Ok(false);
        }
        for start in other.starts() {
            if self.side(start, budget)? != Side::Outside {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The first position of each part.
    fn starts(&self) -> Vec<Coord<f64>> {
        let geometry = self.shape.geometry();
        match geometry {
            Geometry::Point(at) => vec![at.0],
            Geometry::LineString(_)
            | Geometry::Polygon(_)
            | Geometry::MultiPolygon(_)
            | Geometry::Line(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => lines(geometry).into_iter().filter_map(|line| line.0.first().copied()).collect(),
        }
    }

    /// The side of a position, by the edges that a ray to the east crosses.
    pub(crate) fn side(&self, at: Coord<f64>, budget: &mut StepBudget) -> Result<Side, BudgetExceeded> {
        if !self.is_area {
            return Ok(Side::Outside);
        }
        let ray = Bounds { west: at.x, south: at.y, east: 180.0_f64.max(at.x), north: at.y };
        let mut windings: BTreeMap<usize, i32> = BTreeMap::new();
        let mut is_on_edge = false;
        self.edges.touching(ray, budget, |edge| match passed(at, edge) {
            Passed::On => is_on_edge = true,
            Passed::By(turn) => *windings.entry(edge.ring).or_default() += turn,
        })?;
        if is_on_edge {
            return Ok(Side::Edge);
        }
        // In the outer ring of an area, and in none of its holes.
        let around: Vec<usize> = windings.into_iter().filter(|(_, turns)| *turns != 0).map(|(ring, _)| ring).collect();
        let inside = around.iter().any(|ring| {
            self.outer(*ring) == *ring && !around.iter().any(|hole| hole != ring && self.outer(*hole) == *ring)
        });
        Ok(if inside { Side::Inside } else { Side::Outside })
    }

    /// The point nearest to any vertex of a shape, if it is nearer than the best result so far.
    pub(super) fn nearest_to(
        &self,
        shape: &Shape,
        known: Option<Foot>,
        budget: &mut StepBudget,
    ) -> Result<Option<Foot>, BudgetExceeded> {
        let mut best = known;
        for at in shape.geometry().coords_iter() {
            let bound = best;
            let foot = self.edges.nearest(at, bound, budget)?;
            if let Some(foot) = foot.filter(|foot| best.is_none_or(|best| Foot::nearer(foot, &best).is_lt())) {
                best = Some(foot);
            }
        }
        Ok(best)
    }

    /// The point nearest to a position.
    pub(super) fn nearest(&self, at: Coord<f64>, budget: &mut StepBudget) -> Result<Option<Foot>, BudgetExceeded> {
        self.edges.nearest(at, None, budget)
    }
}

enum Passed {
    On,
    By(i32),
}

/// How an edge crosses the ray that goes east from a position.
fn passed(at: Coord<f64>, edge: Edge) -> Passed {
    let (start, end) = (edge.line.start, edge.line.end);
    let turn = RobustKernel::orient2d(start, end, at);
    let within = |low: f64, high: f64, value: f64| value >= low.min(high) && value <= low.max(high);
    if turn == Orientation::Collinear && within(start.x, end.x, at.x) && within(start.y, end.y, at.y) {
        return Passed::On;
    }
    match (start.y <= at.y, end.y <= at.y) {
        (true, false) if turn == Orientation::CounterClockwise => Passed::By(1),
        (false, true) if turn == Orientation::Clockwise => Passed::By(-1),
        (_, _) => Passed::By(0),
    }
}

fn outer_rings(geometry: &Geometry<f64>) -> Vec<usize> {
    let mut outer = Vec::new();
    let mut add = |rings: usize| {
        let first = outer.len();
        outer.extend(std::iter::repeat_n(first, rings));
    };
    match geometry {
        Geometry::Polygon(area) => add(area.interiors().len().saturating_add(1)),
        Geometry::MultiPolygon(areas) => {
            areas.iter().for_each(|area| add(area.interiors().len().saturating_add(1)));
        }
        Geometry::Point(_)
        | Geometry::LineString(_)
        | Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => {}
    }
    outer
}
