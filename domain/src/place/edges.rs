//! The edges of a geometry in a tree of boxes.
//!
//! Consecutive edges are close together, so groups of neighbours in their own order make good
//! boxes; the tree needs no sorting and takes one pass to build.

use std::ops::ControlFlow;

use geo::{Coord, Geometry, Intersects, Line, LineString, Polygon};

use super::Bounds;
use super::budget::{BudgetExceeded, StepBudget};
use super::nearest::{Foot, on_edge};

/// The number of children of a box in the tree.
const CHILDREN: usize = 8;

/// An edge, and the ring or line that contains it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    pub(crate) line: Line<f64>,
    /// The index of the ring within the whole geometry.
    pub(crate) ring: usize,
}

/// The edges of a geometry; a point is an edge of length zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct EdgeTree {
    edges: Vec<Edge>,
    /// The boxes around groups: groups of edges on the first level, groups of boxes of the level
    /// below on the others.
    levels: Vec<Vec<Bounds>>,
}

/// A box of the tree; `level` 0 is an edge.
#[derive(Debug, Clone, Copy)]
struct Node {
    level: usize,
    place: usize,
}

impl EdgeTree {
    pub(crate) fn of(geometry: &Geometry<f64>) -> Self {
        let mut edges = Vec::new();
        for (ring, line) in lines(geometry).into_iter().enumerate() {
            edges.extend(line.lines().map(|line| Edge { line, ring }));
        }
        if let Geometry::Point(at) = geometry {
            edges.push(Edge { line: Line::new(at.0, at.0), ring: 0 });
        }
        let mut levels: Vec<Vec<Bounds>> = Vec::new();
        let mut below: Vec<Bounds> = edges.iter().map(|edge| around(edge.line)).collect();
        while below.len() > 1 || (levels.is_empty() && !below.is_empty()) {
            let level: Vec<Bounds> = below.chunks(CHILDREN).map(joined).collect();
            below.clone_from(&level);
            levels.push(level);
        }
        Self { edges, levels }
    }

    pub(crate) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    fn root(&self) -> Option<Node> {
        (!self.edges.is_empty()).then_some(Node { level: self.levels.len(), place: 0 })
    }

    fn bounds(&self, node: Node) -> Option<Bounds> {
        match node.level.checked_sub(1) {
            None => self.edges.get(node.place).map(|edge| around(edge.line)),
            Some(level) => self.levels.get(level)?.get(node.place).copied(),
        }
    }

    fn children(&self, node: Node) -> impl Iterator<Item = Node> + use<> {
        let level = node.level.saturating_sub(1);
        let count = match level.checked_sub(1) {
            None => self.edges.len(),
            Some(below) => self.levels.get(below).map_or(0, Vec::len),
        };
        let first = node.place.saturating_mul(CHILDREN);
        (first..first.saturating_add(CHILDREN).min(count)).map(move |place| Node { level, place })
    }

    /// Visits the edges whose box touches another box.
    pub(crate) fn touching(
        &self,
        bounds: Bounds,
        budget: &mut StepBudget,
        mut visit: impl FnMut(Edge),
    ) -> Result<(), BudgetExceeded> {
        let mut open: Vec<Node> = self.root().into_iter().collect();
        while let Some(node) = open.pop() {
            budget.spend(1)?;
            if !self.bounds(node).is_some_and(|own| own.touches(&bounds)) {
                continue;
            }
            match self.edges.get(node.place).filter(|_| node.level == 0) {
                Some(edge) => visit(*edge),
                None => open.extend(self.children(node)),
            }
        }
        Ok(())
    }

    /// The point of the edges nearest to a position, on the first of equally near edges; `nearest`
    /// is the best result so far.
    pub(super) fn nearest(
        &self,
        at: Coord<f64>,
        mut nearest: Option<Foot>,
        budget: &mut StepBudget,
    ) -> Result<Option<Foot>, BudgetExceeded> {
        let squeeze = at.y.to_radians().cos();
        let away = |bounds: Bounds| {
            let x = (bounds.west - at.x).max(at.x - bounds.east).max(0.0) * squeeze;
            let y = (bounds.south - at.y).max(at.y - bounds.north).max(0.0);
            x.powi(2) + y.powi(2)
        };
        let mut open: Vec<(f64, Node)> = self.root().map(|root| (0.0, root)).into_iter().collect();
        while let Some((square, node)) = open.pop() {
            budget.spend(1)?;
            if nearest.is_some_and(|best| square > best.square()) {
                continue;
            }
            if let Some(edge) = self.edges.get(node.place).filter(|_| node.level == 0) {
                let foot = on_edge(at, edge.line, node.place);
                if nearest.is_none_or(|best| foot.is_before(&best)) {
                    nearest = Some(foot);
                }
                continue;
            }
            let first = open.len();
            open.extend(self.children(node).filter_map(|child| Some((away(self.bounds(child)?), child))));
            // The search visits the nearest child first.
            open.get_mut(first..).unwrap_or_default().sort_by(|one, other| other.0.total_cmp(&one.0));
        }
        Ok(nearest)
    }

    /// Visits pairs of edges of two trees that share a position, until the visitor stops the
    /// search.
    pub(crate) fn meeting(
        &self,
        other: &Self,
        budget: &mut StepBudget,
        mut visit: impl FnMut(Edge, Edge) -> ControlFlow<()>,
    ) -> Result<(), BudgetExceeded> {
        let mut open: Vec<(Node, Node)> = self.root().zip(other.root()).into_iter().collect();
        while let Some((one, two)) = open.pop() {
            budget.spend(1)?;
            let near = self.bounds(one).zip(other.bounds(two)).is_some_and(|(one, two)| one.touches(&two));
            if !near {
                continue;
            }
            match (one.level, two.level) {
                (0, 0) => {
                    let pair = self.edges.get(one.place).zip(other.edges.get(two.place));
                    if let Some((one, two)) = pair.filter(|(one, two)| one.line.intersects(&two.line))
                        && visit(*one, *two).is_break()
                    {
                        return Ok(());
                    }
                }
                (upper, lower) if upper >= lower => open.extend(self.children(one).map(|child| (child, two))),
                (_, _) => open.extend(other.children(two).map(|child| (one, child))),
            }
        }
        Ok(())
    }
}

/// The lines and rings of a geometry, the outer ring of an area before its holes.
#[must_use]
pub fn lines(geometry: &Geometry<f64>) -> Vec<&LineString<f64>> {
    match geometry {
        Geometry::LineString(line) => vec![line],
        Geometry::Polygon(area) => rings_of(area).collect(),
        Geometry::MultiPolygon(areas) => areas.iter().flat_map(rings_of).collect(),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => Vec::new(),
    }
}

fn rings_of(area: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(area.exterior()).chain(area.interiors())
}

fn around(edge: Line<f64>) -> Bounds {
    Bounds::around([edge.start, edge.end])
}

fn joined(boxes: &[Bounds]) -> Bounds {
    let corners = |one: &Bounds| [Coord { x: one.west, y: one.south }, Coord { x: one.east, y: one.north }];
    Bounds::around(boxes.iter().flat_map(corners))
}
