//! Properties of the layout of any graph.

use proptest::prelude::*;

use super::*;

/// Node sizes and edges; some edges are loops, parallel, without a label, or lead nowhere.
fn graphs() -> impl Strategy<Value = (Vec<Size>, Vec<Edge>)> {
    let size = |most: i64| (0..most, 0..most).prop_map(|(width, height)| Size { width, height });
    let label = prop_oneof![Just(Size::default()), size(250)];
    let edge = (0..16_usize, 0..16_usize, label, -1..4_i64);
    let edge = edge.prop_map(|(from, to, label, weight)| Edge { from, to, label, weight });
    (proptest::collection::vec(size(400), 0..15), proptest::collection::vec(edge, 0..40))
}

/// Reports whether two rectangles share more than a border.
fn overlap(a: Rect, b: Rect) -> bool {
    a.left < b.right() && b.left < a.right() && a.top < b.bottom() && b.top < a.bottom()
}

fn touches(rect: Rect, x: i64, y: i64) -> bool {
    (rect.left..=rect.right()).contains(&x) && (y == rect.top || y == rect.bottom())
}

fn labels(layout: &Layout) -> impl Iterator<Item = (usize, Rect)> {
    let places = layout.edges.iter().enumerate();
    places.filter_map(|(at, place)| place.as_ref().map(|place| (at, place.label)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nodes_and_labels_never_overlap((nodes, edges) in graphs()) {
        let layout = lay_out(&nodes, &edges);
        let boxes: Vec<Rect> = layout.nodes.iter().copied().chain(labels(&layout).map(|(_, label)| label)).collect();
        for (at, first) in boxes.iter().enumerate() {
            for second in boxes.iter().skip(at + 1) {
                prop_assert!(!overlap(*first, *second), "{first:?} {second:?}");
            }
        }
        for (rect, size) in layout.nodes.iter().zip(&nodes) {
            prop_assert!(rect.width == size.width && rect.height >= size.height);
        }
    }

    #[test]
    fn every_edge_is_drawn_from_its_node_to_its_node((nodes, edges) in graphs()) {
        let layout = lay_out(&nodes, &edges);
        prop_assert_eq!(layout.edges.len(), edges.len());
        for (edge, place) in edges.iter().zip(&layout.edges) {
            let (Some(from), Some(to)) = (layout.nodes.get(edge.from), layout.nodes.get(edge.to)) else {
                prop_assert!(place.is_none());
                continue;
            };
            let place = place.as_ref().unwrap();
            prop_assert_eq!((place.label.width, place.label.height), (edge.label.width, edge.label.height));
            match &place.route {
                Route::Runs(runs) => {
                    let (first, last) = (runs.first().unwrap(), runs.last().unwrap());
                    prop_assert!(touches(*from, first.x, first.start) && touches(*to, last.x, last.end));
                    if edge.label != Size::default() {
                        let middle = place.label.left + place.label.width / 2;
                        prop_assert!(runs.iter().any(|run| run.x == middle), "no run through the label");
                    }
                }
                Route::Loop { x, start, end, .. } => {
                    prop_assert_eq!(edge.from, edge.to);
                    prop_assert!(*x == from.right() && from.top <= *start && *end <= from.bottom());
                }
            }
        }
    }

    #[test]
    fn no_line_crosses_a_box_that_is_not_its_own((nodes, edges) in graphs()) {
        let layout = lay_out(&nodes, &edges);
        for (at, place) in layout.edges.iter().enumerate() {
            let Some(place) = place else { continue };
            for piece in place.route.covered() {
                // A run has no width: the test treats it as a line through the rectangles it would
                // cross.
                let hits = |rect: Rect| {
                    piece.left < rect.right() && piece.right() > rect.left && piece.top < rect.bottom() && piece.bottom() > rect.top
                };
                prop_assert!(!layout.nodes.iter().any(|rect| hits(*rect)), "a line through a node");
                prop_assert!(!labels(&layout).any(|(other, label)| other != at && hits(label)), "a line through a label");
            }
        }
    }

    #[test]
    fn everything_is_on_the_page_and_the_page_has_a_bound((nodes, edges) in graphs()) {
        let layout = lay_out(&nodes, &edges);
        let routes = layout.edges.iter().flatten().flat_map(|place| place.route.covered());
        for rect in layout.nodes.iter().copied().chain(labels(&layout).map(|(_, label)| label)).chain(routes) {
            prop_assert!(rect.left >= 0 && rect.top >= 0, "{rect:?}");
            prop_assert!(rect.right() <= layout.size.width && rect.bottom() <= layout.size.height, "{rect:?}");
        }
        prop_assert!(layout.size.width < 100_000 && layout.size.height < 100_000);
    }

    #[test]
    fn the_same_graph_has_the_same_layout((nodes, edges) in graphs()) {
        prop_assert_eq!(lay_out(&nodes, &edges), lay_out(&nodes, &edges));
    }
}

#[test]
fn sizes_that_cannot_be_true_are_bounded() {
    let huge = Size { width: i64::MAX, height: i64::MIN };
    let edges =
        [Edge { from: 0, to: 1, label: huge, weight: i64::MAX }, Edge { from: 1, to: 1, label: huge, weight: 0 }];
    let layout = lay_out(&[huge, huge], &edges);
    assert!(layout.size.width < 10_000_000);
}

#[test]
fn a_chain_is_one_straight_line() {
    let node = Size { width: 80, height: 40 };
    let edge = |from, to| Edge { from, to, label: Size { width: 60, height: 20 }, weight: 1 };
    let layout = lay_out(&[node; 4], &[edge(0, 1), edge(1, 2), edge(2, 3)]);
    let x: Vec<i64> = layout
        .edges
        .iter()
        .flatten()
        .flat_map(|place| match &place.route {
            Route::Runs(runs) => runs.iter().map(|run| run.x).collect(),
            Route::Loop { .. } => Vec::new(),
        })
        .collect();
    assert!(x.windows(2).all(|pair| pair.first() == pair.last()), "{x:?}");
}

#[test]
fn a_way_back_goes_up() {
    let node = Size { width: 80, height: 40 };
    let edge = |from, to| Edge { from, to, label: Size::default(), weight: 1 };
    let layout = lay_out(&[node; 3], &[edge(0, 1), edge(1, 2), edge(2, 0)]);
    let tops: Vec<i64> = layout.nodes.iter().map(|rect| rect.top).collect();
    assert!(tops.is_sorted(), "{tops:?}");
}

/// Far larger than any rule pack; the work stays limited.
#[test]
fn a_dense_graph_takes_seconds_at_most() {
    let node = Size { width: 80, height: 40 };
    let edges: Vec<Edge> = (0..600_usize)
        .map(|at| Edge { from: at % 41, to: (at * 7 + at / 41) % 43, label: Size { width: 50, height: 17 }, weight: 1 })
        .collect();
    assert!(lay_out(&[node; 43], &edges).size.width > 0);
}
