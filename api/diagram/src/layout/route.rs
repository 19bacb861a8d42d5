//! Routes: each line as vertical runs through the bands of layers, joined by curves between them.
//!
//! A curve stays between two bands and a run in the column of its own vertex; therefore no line
//! touches a box that is not its own.

use super::layers::{Kind, Layered};
use super::place::Places;
use super::ports::ports;
use super::table::{Lists, Table};
use super::{Edge, EdgePlace, Rect, Route, Run, Size};

/// The space between a node and the label of a loop.
const LOOP_REACH: i64 = 26;
/// The least height of a loop, and the space between loops.
const LOOP_HEIGHT: i64 = 20;
const LOOP_GAP: i64 = 6;

/// A loop's share of the right side of its node.
fn loop_height(edge: &Edge) -> i64 {
    edge.label.height.max(LOOP_HEIGHT) + LOOP_GAP
}

/// The height that the loops of each node need, and their extent to the right.
pub(super) fn space_for_loops(nodes: usize, edges: &[Edge]) -> (Table<i64>, Table<i64>) {
    let (mut heights, mut reach): (Table<i64>, Table<i64>) = (Table::new(nodes), Table::new(nodes));
    for edge in edges.iter().filter(|edge| edge.from == edge.to) {
        heights.add(edge.from, loop_height(edge));
        reach.set(edge.from, reach.get(edge.from).max(LOOP_REACH + edge.label.width));
    }
    (heights, reach)
}

/// The boxes of the nodes, each in the middle of its band.
pub(super) fn boxes(nodes: &[Size], layered: &Layered, places: &Places) -> Vec<Rect> {
    let rect = |(at, size): (usize, &Size)| {
        let vertex = layered.vertices.get(at);
        let band = places.bands.get(vertex.layer);
        let top = band.top + (band.bottom - band.top - size.height) / 2;
        Rect { left: places.x.get(at) - vertex.left, top, width: size.width, height: size.height }
    };
    nodes.iter().enumerate().map(rect).collect()
}

/// The route and the label of each edge.
pub(super) fn routes(boxes: &[Rect], edges: &[Edge], layered: &Layered, places: &Places) -> Vec<EdgePlace> {
    let touched = touched(boxes, layered, places);
    let mut used: Table<i64> = Table::new(boxes.len());
    let mut routes = Vec::with_capacity(edges.len());
    for (at, edge) in edges.iter().enumerate() {
        let chain = layered.chains.get(at).map_or(&[][..], Vec::as_slice);
        let node = boxes.get(edge.from).copied().unwrap_or_default();
        if edge.from == edge.to {
            let above = used.get(edge.from);
            used.add(edge.from, loop_height(edge));
            routes.push(own_loop(node, edge, above));
        } else {
            routes.push(EdgePlace {
                route: Route::Runs(runs(at, chain, boxes, layered, places, &touched)),
                label: label(chain, layered, places),
            });
        }
    }
    routes
}

fn own_loop(node: Rect, edge: &Edge, above: i64) -> EdgePlace {
    let height = loop_height(edge) - LOOP_GAP;
    let start = node.top + above + LOOP_GAP / 2;
    let label = Rect {
        left: node.right() + LOOP_REACH,
        top: start + (height - edge.label.height) / 2,
        width: edge.label.width,
        height: edge.label.height,
    };
    EdgePlace { route: Route::Loop { x: node.right(), reach: LOOP_REACH, start, end: start + height }, label }
}

fn label(chain: &[usize], layered: &Layered, places: &Places) -> Rect {
    let mut vertices = chain.iter().map(|vertex| (*vertex, layered.vertices.get(*vertex)));
    let found = vertices.find(|(_, vertex)| vertex.kind == Kind::Label);
    found.map_or_else(Rect::default, |(at, vertex)| {
        let band = places.bands.get(vertex.layer);
        Rect {
            left: places.x.get(at) - vertex.left,
            top: band.top + (band.bottom - band.top - vertex.height) / 2,
            width: vertex.left + vertex.right,
            height: vertex.height,
        }
    })
}

/// The points where each edge touches its upper and its lower node.
struct Touched {
    upper: Table<i64>,
    lower: Table<i64>,
}

fn touched(boxes: &[Rect], layered: &Layered, places: &Places) -> Touched {
    let (mut below, mut above) = (Lists::new(boxes.len()), Lists::new(boxes.len()));
    for (at, chain) in layered.chains.iter().enumerate() {
        if let (Some(upper), Some(lower)) = (chain.first(), chain.last()) {
            below.push(*upper, at);
            above.push(*lower, at);
        }
    }
    let next = |at: usize| layered.chains.get(at).and_then(|chain| chain.get(1).copied());
    let before = |at: usize| layered.chains.get(at).and_then(|chain| chain.iter().rev().nth(1).copied());
    let (count, x) = (layered.chains.len(), &places.x);
    let mut touched = Touched { upper: Table::new(count), lower: Table::new(count) };
    for (node, rect) in boxes.iter().enumerate() {
        side(*rect, below.of(node), &next, x, &mut touched.upper);
        side(*rect, above.of(node), &before, x, &mut touched.lower);
    }
    touched
}

fn side(
    node: Rect,
    edges: &[usize],
    neighbour: &impl Fn(usize) -> Option<usize>,
    x: &Table<i64>,
    touched: &mut Table<i64>,
) {
    let wish = |edge: &usize| neighbour(*edge).map_or(node.left, |vertex| x.get(vertex));
    let mut edges = edges.to_vec();
    edges.sort_by_key(wish);
    let wishes: Vec<i64> = edges.iter().map(wish).collect();
    for (edge, place) in edges.iter().zip(ports(node.left, node.right(), &wishes)) {
        touched.set(*edge, place);
    }
}

fn runs(at: usize, chain: &[usize], boxes: &[Rect], layered: &Layered, places: &Places, touched: &Touched) -> Vec<Run> {
    let mut runs = Vec::with_capacity(chain.len());
    let last = chain.len().saturating_sub(1);
    for (step, vertex) in chain.iter().enumerate() {
        let band = places.bands.get(layered.vertices.get(*vertex).layer);
        let node = boxes.get(*vertex).copied().unwrap_or_default();
        runs.push(if step == 0 {
            Run { x: touched.upper.get(at), start: node.bottom(), end: band.bottom }
        } else if step == last {
            Run { x: touched.lower.get(at), start: band.top, end: node.top }
        } else {
            Run { x: places.x.get(*vertex), start: band.top, end: band.bottom }
        });
    }
    if layered.upward.get(at) {
        runs.reverse();
        for run in &mut runs {
            (run.start, run.end) = (run.end, run.start);
        }
    }
    runs
}
