//! Places: the column of each vertex and the band of each layer.

use super::layers::{Kind, Layered, Vertex};
use super::simplex::{self, Constraint};
use super::table::{Lists, Table};

/// The horizontal positions of vertices and the vertical positions of layers.
pub(super) struct Places {
    pub(super) x: Table<i64>,
    pub(super) bands: Table<Band>,
}

/// The height of a layer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Band {
    pub(super) top: i64,
    pub(super) bottom: i64,
}

/// The length of the vertical run of a line at a node: space for the tip of an arrow.
const TIP: i64 = 11;
/// The least and the greatest distance between layers. A line with a large horizontal extent needs
/// more.
const NEAREST: i64 = 18;
const FARTHEST: i64 = 64;

/// Chooses the order with the shortest lines, writes it to `layered`, and returns its positions.
pub(super) fn places(layered: &mut Layered, orders: Vec<Lists>) -> Places {
    let mut best: Option<(i64, Lists, Table<i64>)> = None;
    for order in orders {
        let x = columns(layered, &order);
        let length = length(layered, &x);
        if best.as_ref().is_none_or(|(least, ..)| length < *least) {
            best = Some((length, order, x));
        }
    }
    let Some((_, order, x)) = best else { return Places { x: Table::new(0), bands: Table::new(0) } };
    layered.layers = order;
    let bands = bands(layered, &x);
    Places { x, bands }
}

/// The total horizontal extent of all lines.
fn length(layered: &Layered, x: &Table<i64>) -> i64 {
    let aside = layered.segments.iter().map(|it| it.weight * (x.get(it.upper) - x.get(it.lower)).abs());
    aside.sum()
}

/// The space between neighbours of a layer.
fn gap(first: &Vertex, second: &Vertex) -> i64 {
    let own = |vertex: &Vertex| match vertex.kind {
        Kind::Node(_) => 20,
        Kind::Label => 10,
        Kind::Bend => 9,
    };
    own(first) + own(second)
}

/// Makes lines as straight as the order allows: each segment has a vertex of its own on the left of
/// both ends, so that its cost is the distance between the ends.
fn columns(layered: &Layered, order: &Lists) -> Table<i64> {
    let count = layered.vertices.len();
    let mut constraints = Vec::new();
    for layer in order.iter() {
        for (first, second) in layer.iter().zip(layer.iter().skip(1)) {
            let (left, right) = (layered.vertices.get(*first), layered.vertices.get(*second));
            let least = left.right + right.left + gap(&left, &right);
            constraints.push(Constraint { from: *first, to: *second, least, weight: 0 });
        }
    }
    for (at, segment) in layered.segments.iter().enumerate() {
        for to in [segment.upper, segment.lower] {
            constraints.push(Constraint { from: count + at, to, least: 0, weight: segment.weight });
        }
    }
    simplex::solve(count + layered.segments.len(), &constraints)
}

fn bands(layered: &Layered, x: &Table<i64>) -> Table<Band> {
    let depth = layered.layers.len();
    let mut aside: Table<i64> = Table::new(depth);
    for segment in &layered.segments {
        let layer = layered.vertices.get(segment.upper).layer;
        let distance = (x.get(segment.upper) - x.get(segment.lower)).abs();
        aside.set(layer, aside.get(layer).max(distance));
    }
    let mut bands = Table::new(depth);
    let mut top = 0;
    for (at, layer) in layered.layers.iter().enumerate() {
        let members = || layer.iter().map(|vertex| layered.vertices.get(*vertex));
        let highest = members().map(|vertex| vertex.height).max().unwrap_or_default();
        let has_nodes = members().any(|vertex| matches!(vertex.kind, Kind::Node(_)));
        let height = if has_nodes { highest + 2 * TIP } else { highest };
        bands.set(at, Band { top, bottom: top + height });
        top += height + (aside.get(at) / 7).clamp(NEAREST, FARTHEST);
    }
    bands
}
