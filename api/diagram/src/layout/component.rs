//! Connected components: laid out one by one, then placed side by side.

use super::table::{Lists, Table};
use super::{Edge, EdgePlace, Layout, Rect, Route, Run, Size, layers, order, place, route};

/// The space between components.
const APART: i64 = 56;

/// Places the first component at the left, each further one as close to it as possible, below the
/// previous one.
pub(super) fn pack(nodes: &[Size], edges: &[Edge]) -> Layout {
    let mut layout =
        Layout { nodes: vec![Rect::default(); nodes.len()], edges: vec![None; edges.len()], size: Size::default() };
    let mut taken: Vec<Rect> = Vec::new();
    let mut top = 0;
    for members in components(nodes.len(), edges) {
        let mut part = Part::new(members, nodes, edges);
        let Size { height, .. } = part.move_to(0, 0);
        if top > 0 && top + height > layout.size.height {
            top = 0;
        }
        let beside = taken.iter().filter(|rect| rect.top < top + height + APART && rect.bottom() + APART > top);
        let left = beside.map(|rect| rect.right() + APART).max().unwrap_or_default();
        part.move_to(left, top);
        top = if taken.is_empty() { 0 } else { top + height + APART };
        taken.extend(part.covered());
        part.write(&mut layout);
        let right = taken.iter().map(|rect| rect.right()).max().unwrap_or_default();
        let bottom = taken.iter().map(|rect| rect.bottom()).max().unwrap_or_default();
        layout.size = Size { width: right, height: bottom };
    }
    layout
}

/// The nodes of each component, the largest component first.
fn components(nodes: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut touching = Lists::new(nodes);
    for edge in edges.iter().filter(|edge| edge.from < nodes && edge.to < nodes) {
        touching.push(edge.from, edge.to);
        touching.push(edge.to, edge.from);
    }
    let mut seen: Table<bool> = Table::new(nodes);
    let mut components = Vec::new();
    for root in 0..nodes {
        let mut members = Vec::new();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if !seen.get(node) {
                seen.set(node, true);
                members.push(node);
                open.extend(touching.of(node));
            }
        }
        members.sort_unstable();
        components.push(members);
    }
    components.retain(|members| !members.is_empty());
    components.sort_by_key(|members| std::cmp::Reverse(members.len()));
    components
}

/// A component with its layout.
struct Part {
    /// Index of each node in the whole graph.
    nodes: Vec<usize>,
    /// Index of each edge in the whole graph.
    edges: Vec<usize>,
    boxes: Vec<Rect>,
    places: Vec<EdgePlace>,
}

impl Part {
    fn new(members: Vec<usize>, nodes: &[Size], edges: &[Edge]) -> Self {
        let mut here: Table<Option<usize>> = Table::new(nodes.len());
        for (at, node) in members.iter().enumerate() {
            here.set(*node, Some(at));
        }
        let (mut numbers, mut own) = (Vec::new(), Vec::new());
        for (number, edge) in edges.iter().enumerate() {
            if let (Some(from), Some(to)) = (here.get(edge.from), here.get(edge.to)) {
                numbers.push(number);
                own.push(Edge { from, to, ..*edge });
            }
        }
        let (heights, reach) = route::space_for_loops(members.len(), &own);
        let sizes: Vec<Size> = members
            .iter()
            .enumerate()
            .filter_map(|(at, node)| nodes.get(*node).map(|size| (at, size)))
            .map(|(at, size)| Size { height: size.height.max(heights.get(at)), ..*size })
            .collect();
        let mut layered = layers::layered(&sizes, &reach, &own);
        let orders = order::orders(&layered);
        let places = place::places(&mut layered, orders);
        let boxes = route::boxes(&sizes, &layered, &places);
        let routes = route::routes(&boxes, &own, &layered, &places);
        Self { nodes: members, edges: numbers, boxes, places: routes }
    }

    /// Everything drawn, as rectangles.
    fn covered(&self) -> Vec<Rect> {
        let routes = self.places.iter().flat_map(|place| place.route.covered());
        let labels = self.places.iter().map(|place| place.label).filter(|label| label.width > 0);
        self.boxes.iter().copied().chain(labels).chain(routes).collect()
    }

    /// Moves the part so that its upper left corner is at this position; returns its size.
    fn move_to(&mut self, left: i64, top: i64) -> Size {
        let covered = self.covered();
        let least = |side: fn(&Rect) -> i64| covered.iter().map(side).min().unwrap_or_default();
        let most = |side: fn(&Rect) -> i64| covered.iter().map(side).max().unwrap_or_default();
        let (old_left, old_top) = (least(|rect| rect.left), least(|rect| rect.top));
        let (x, y) = (left - old_left, top - old_top);
        for rect in &mut self.boxes {
            *rect = rect.moved(x, y);
        }
        for place in &mut self.places {
            // An edge without a label keeps the empty rectangle.
            if place.label != Rect::default() {
                place.label = place.label.moved(x, y);
            }
            place.route.shift(x, y);
        }
        Size { width: most(|rect| rect.right()) - old_left, height: most(|rect| rect.bottom()) - old_top }
    }

    fn write(self, layout: &mut Layout) {
        for (node, rect) in self.nodes.iter().zip(self.boxes) {
            if let Some(place) = layout.nodes.get_mut(*node) {
                *place = rect;
            }
        }
        for (edge, place) in self.edges.iter().zip(self.places) {
            if let Some(empty) = layout.edges.get_mut(*edge) {
                *empty = Some(place);
            }
        }
    }
}

impl Route {
    fn shift(&mut self, right: i64, down: i64) {
        match self {
            Self::Runs(runs) => {
                for Run { x, start, end } in runs {
                    *x += right;
                    *start += down;
                    *end += down;
                }
            }
            Self::Loop { x, start, end, .. } => {
                *x += right;
                *start += down;
                *end += down;
            }
        }
    }

    /// Rectangles around the vertical runs and the curves.
    pub(super) fn covered(&self) -> Vec<Rect> {
        match self {
            Self::Loop { x, reach, start, end } => {
                vec![Rect { left: *x, top: *start, width: *reach, height: end - start }]
            }
            Self::Runs(runs) => {
                let stretches = runs.iter().map(|run| around((run.x, run.start), (run.x, run.end)));
                let curves = runs.iter().zip(runs.iter().skip(1));
                stretches.chain(curves.map(|(a, b)| around((a.x, a.end), (b.x, b.start)))).collect()
            }
        }
    }
}

fn around(a: (i64, i64), b: (i64, i64)) -> Rect {
    Rect { left: a.0.min(b.0), top: a.1.min(b.1), width: (a.0 - b.0).abs(), height: (a.1 - b.1).abs() }
}
