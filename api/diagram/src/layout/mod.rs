//! A layered layout: the positions of boxes, labels and lines of a drawing, in whole pixels.
//!
//! The steps are those of Sugiyama, Tagawa and Toda (1981): break cycles, assign layers, order each
//! layer, assign places, route lines. The layout is pure and deterministic; each step has limited
//! work and cannot panic. Labels are vertices of their own, in layers between those of the nodes,
//! so that no label overlaps a node, another label or another line.

mod acyclic;
mod component;
mod layers;
mod order;
mod place;
mod ports;
mod route;
mod simplex;
mod table;

#[cfg(test)]
mod tests;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: i64,
    pub(crate) height: i64,
}

/// A line to draw from one node to another, or back to the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Index of a node.
    pub(crate) from: usize,
    /// Index of a node.
    pub(crate) to: usize,
    /// The size of the label; zero for no label.
    pub(crate) label: Size,
    /// The importance of a short, straight line, compared with other edges.
    pub(crate) weight: i64,
}

/// A rectangle; `left` and `top` are its least coordinates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) left: i64,
    pub(crate) top: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
}

impl Rect {
    pub(crate) fn right(self) -> i64 {
        self.left + self.width
    }

    pub(crate) fn bottom(self) -> i64 {
        self.top + self.height
    }

    fn moved(self, x: i64, y: i64) -> Self {
        Self { left: self.left + x, top: self.top + y, ..self }
    }
}

/// A vertical run of a line. Between two runs the line is a curve with vertical ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) x: i64,
    /// The coordinate at which the line enters.
    pub(crate) start: i64,
    /// The coordinate at which the line leaves.
    pub(crate) end: i64,
}

/// The route of an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// From the border of one node to that of another.
    Runs(Vec<Run>),
    /// Out of the right side of a node and back into it.
    Loop {
        /// The right side of the node.
        x: i64,
        /// The extent of the line to the right of the node.
        reach: i64,
        /// The coordinate at which the line leaves.
        start: i64,
        /// The coordinate at which the line returns.
        end: i64,
    },
}

/// The position of a drawn edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EdgePlace {
    pub(crate) route: Route,
    pub(crate) label: Rect,
}

/// A finished layout; no coordinate is less than zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// By index of the node.
    pub(crate) nodes: Vec<Rect>,
    /// By index of the edge; `None` for an edge with an invalid node index.
    pub(crate) edges: Vec<Option<EdgePlace>>,
    pub(crate) size: Size,
}

/// The largest accepted width or height, so that no sum overflows.
const LONGEST: i64 = 1_000_000;

impl Size {
    fn bounded(self) -> Self {
        Self { width: self.width.clamp(0, LONGEST), height: self.height.clamp(0, LONGEST) }
    }
}

/// Computes the layout of a graph: lays out the connected components one by one, then packs them.
pub(crate) fn lay_out(nodes: &[Size], edges: &[Edge]) -> Layout {
    let nodes: Vec<Size> = nodes.iter().map(|size| size.bounded()).collect();
    let edges: Vec<Edge> = edges
        .iter()
        .map(|edge| Edge { label: edge.label.bounded(), weight: edge.weight.clamp(1, 100), ..*edge })
        .collect();
    component::pack(&nodes, &edges)
}
