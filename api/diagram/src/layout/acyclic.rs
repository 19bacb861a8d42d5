//! Breaks cycles: decides which edges point upwards.

use super::Edge;
use super::table::{Lists, Table};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum OgcRequest {
    #[default]
    None,
    Open,
    Done,
}

/// The edges that lead back to a node on the path from which they were reached, in the given order
/// of nodes. Drawing exactly these edges upwards leaves no cycle. A workflow names its states in
/// the order of a case's life, so a reader also sees these edges as the ways back.
pub(super) fn upward(nodes: usize, edges: &[Edge]) -> Table<bool> {
    let mut leaving = Lists::new(nodes);
    for (at, edge) in edges.iter().enumerate().filter(|(_, edge)| edge.from != edge.to) {
        leaving.push(edge.from, at);
    }
    let mut visits: Table<OgcRequest> = Table::new(nodes);
    let mut upward = Table::new(edges.len());
    for root in 0..nodes {
        let mut path = vec![(root, 0)];
        if visits.get(root) != OgcRequest::None {
            continue;
        }
        visits.set(root, OgcRequest::Open);
        while let Some((node, next)) = path.pop() {
            let Some(at) = leaving.of(node).get(next).copied() else {
                visits.set(node, OgcRequest::Done);
                continue;
            };
            path.push((node, next + 1));
            let Some(edge) = edges.get(at) else { continue };
            match visits.get(edge.to) {
                OgcRequest::None => {
                    visits.set(edge.to, OgcRequest::Open);
                    path.push((edge.to, 0));
                }
                OgcRequest::Open => upward.set(at, true),
                OgcRequest::Done => {}
            }
        }
    }
    upward
}
