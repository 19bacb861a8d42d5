//! Layers: nodes in even layers, labels in odd layers, and a bend wherever a line passes a layer.

use super::simplex::{self, Constraint};
use super::table::{Lists, Table};
use super::{Edge, Size, acyclic};

/// The content of a place in a layer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A node, by its index.
    Node(usize),
    Label,
    /// A point of a line that passes the layer.
    #[default]
    Bend,
}

/// A member of a layer, with its extent to both sides and its height.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Vertex {
    pub(super) kind: Kind,
    pub(super) left: i64,
    pub(super) right: i64,
    pub(super) height: i64,
    pub(super) layer: usize,
}

/// A piece of a line between neighbouring layers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(super) weight: i64,
}

/// The graph in layers.
pub(super) struct Layered {
    /// The nodes come first, by their index.
    pub(super) vertices: Table<Vertex>,
    /// Vertices of each layer from left to right.
    pub(super) layers: Lists,
    pub(super) segments: Vec<Segment>,
    /// Vertices of each edge from the upper node to the lower; empty for loops.
    pub(super) chains: Vec<Vec<usize>>,
    pub(super) upward: Table<bool>,
}

/// Builds the layers of a connected graph. `reach` is the space for loops to the right of each
/// node.
pub(super) fn layered(nodes: &[Size], reach: &Table<i64>, edges: &[Edge]) -> Layered {
    let upward = acyclic::upward(nodes.len(), edges);
    let ends: Vec<(usize, usize)> = edges
        .iter()
        .enumerate()
        .map(|(at, edge)| if upward.get(at) { (edge.to, edge.from) } else { (edge.from, edge.to) })
        .collect();
    let ranks = ranks(nodes.len(), edges, &ends);
    let depth = (0..nodes.len()).map(|node| ranks.get(node)).max().map_or(0, |last| last * 2 + 1);
    let mut building = Building {
        vertices: Table::new(0),
        layers: Lists::new(depth),
        widths: Table::new(depth),
        segments: Vec::new(),
    };
    for (at, size) in nodes.iter().enumerate() {
        building.add(Vertex {
            kind: Kind::Node(at),
            left: size.width / 2,
            right: size.width - size.width / 2 + reach.get(at),
            height: size.height,
            layer: ranks.get(at) * 2,
        });
    }
    let mut chains = vec![Vec::new(); edges.len()];
    let mut shortest_first: Vec<usize> = (0..edges.len()).collect();
    let length =
        |at: usize| ends.get(at).map_or(0, |(upper, lower)| ranks.get(*lower).saturating_sub(ranks.get(*upper)));
    shortest_first.sort_by_key(|at| length(*at));
    for at in shortest_first {
        if let (Some(edge), Some((upper, lower)), Some(chain)) = (edges.get(at), ends.get(at), chains.get_mut(at))
            && upper != lower
        {
            *chain = building.chain(*upper, *lower, edge);
        }
    }
    Layered { vertices: building.vertices, layers: building.layers, segments: building.segments, chains, upward }
}

/// The rank of each node, so that edges are short and point down.
fn ranks(nodes: usize, edges: &[Edge], ends: &[(usize, usize)]) -> Table<usize> {
    let constraints: Vec<Constraint> = edges
        .iter()
        .zip(ends)
        .filter(|(edge, _)| edge.from != edge.to)
        .map(|(edge, (from, to))| Constraint { from: *from, to: *to, least: 1, weight: edge.weight })
        .collect();
    let mut positions = simplex::solve(nodes, &constraints);
    simplex::from_zero(&mut positions, nodes);
    let mut ranks = Table::new(nodes);
    for (at, position) in positions.values().enumerate() {
        ranks.set(at, usize::try_from(position).unwrap_or_default());
    }
    ranks
}

struct Building {
    vertices: Table<Vertex>,
    layers: Lists,
    /// The occupied width of each layer.
    widths: Table<i64>,
    segments: Vec<Segment>,
}

impl Building {
    fn add(&mut self, vertex: Vertex) -> usize {
        let at = self.vertices.len();
        self.widths.add(vertex.layer, vertex.left + vertex.right);
        self.layers.push(vertex.layer, at);
        self.vertices.push(vertex);
        at
    }

    /// Puts the label into the emptiest label layer on the path, the first of several.
    fn chain(&mut self, upper: usize, lower: usize, edge: &Edge) -> Vec<usize> {
        let (first, last) = (self.vertices.get(upper).layer, self.vertices.get(lower).layer);
        let label_layer = (first + 1..last).step_by(2).min_by_key(|layer| self.widths.get(*layer));
        let mut chain = vec![upper];
        for layer in first + 1..last {
            let vertex = if Some(layer) == label_layer && edge.label != Size::default() {
                let Size { width, height } = edge.label;
                Vertex { kind: Kind::Label, left: width / 2, right: width - width / 2, height, layer }
            } else {
                Vertex { kind: Kind::Bend, layer, ..Vertex::default() }
            };
            chain.push(self.add(vertex));
        }
        chain.push(lower);
        for (upper, lower) in chain.iter().zip(chain.iter().skip(1)) {
            let weight = self.straightness(*upper, *lower) * edge.weight;
            self.segments.push(Segment { upper: *upper, lower: *lower, weight });
        }
        chain
    }

    /// Bends inside a long line disturb most, bends at a node least.
    fn straightness(&self, upper: usize, lower: usize) -> i64 {
        let is_node = |vertex: usize| matches!(self.vertices.get(vertex).kind, Kind::Node(_));
        match (is_node(upper), is_node(lower)) {
            (true, true) => 4,
            (true, false) => 8,
            // Among equal places for a label, the one above the target node of its line.
            (false, true) => 9,
            (false, false) => 32,
        }
    }
}
