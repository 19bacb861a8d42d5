//! Network simplex: the integer positions with the least total weighted length under least
//! distances.
//!
//! Used twice: for the layers of states and for the horizontal places. After Gansner, Koutsofios,
//! North and Vo, *A Technique for Drawing Directed Graphs* (1993). Every intermediate state keeps
//! all distances, so a limit on the work affects only the appearance.

use super::table::{Lists, Table};

/// `position[to] - position[from] >= least`; `weight` is the cost of each unit of that difference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constraint {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) least: i64,
    pub(super) weight: i64,
}

/// The limit of steps over constraints and vertices for one solution: some hundredths of a second.
const WORK: usize = 5_000_000;

/// Positions for an acyclic set of constraints. The positions of a connected and small enough set
/// are optimal.
pub(super) fn solve(vertices: usize, constraints: &[Constraint]) -> Table<i64> {
    let mut positions = longest_paths(vertices, constraints);
    let round = vertices + constraints.len() + 1;
    if vertices.saturating_mul(round) > WORK {
        return positions;
    }
    let Some(mut tree) = tight_tree(vertices, constraints, &mut positions) else { return positions };
    for _ in 0..WORK / round {
        if !pivot(vertices, constraints, &mut positions, &mut tree) {
            break;
        }
    }
    positions
}

/// The smallest positions that keep all distances.
fn longest_paths(vertices: usize, constraints: &[Constraint]) -> Table<i64> {
    let mut positions: Table<i64> = Table::new(vertices);
    let mut missing: Table<usize> = Table::new(vertices);
    let mut leaving = Lists::new(vertices);
    for (at, constraint) in constraints.iter().enumerate() {
        leaving.push(constraint.from, at);
        missing.set(constraint.to, missing.get(constraint.to) + 1);
    }
    let mut ready: Vec<usize> = (0..vertices).filter(|vertex| missing.get(*vertex) == 0).collect();
    while let Some(vertex) = ready.pop() {
        for constraint in leaving.of(vertex).iter().filter_map(|at| constraints.get(*at)) {
            let least = positions.get(vertex).saturating_add(constraint.least);
            positions.set(constraint.to, positions.get(constraint.to).max(least));
            missing.set(constraint.to, missing.get(constraint.to).saturating_sub(1));
            if missing.get(constraint.to) == 0 {
                ready.push(constraint.to);
            }
        }
    }
    positions
}

fn slack(positions: &Table<i64>, constraint: &Constraint) -> i64 {
    positions.get(constraint.to) - positions.get(constraint.from) - constraint.least
}

/// Moves vertices until a spanning tree of constraints without slack exists; `None` if the graph is
/// not connected.
fn tight_tree(vertices: usize, constraints: &[Constraint], positions: &mut Table<i64>) -> Option<Table<bool>> {
    let mut tree = Table::new(constraints.len());
    let mut inside: Table<bool> = Table::new(vertices);
    inside.set(0, true);
    for _ in 1..vertices {
        let border = constraints.iter().enumerate();
        let border = border.filter(|(_, edge)| inside.get(edge.from) != inside.get(edge.to));
        let (at, nearest) = border.min_by_key(|(_, edge)| slack(positions, edge))?;
        let distance = slack(positions, nearest);
        let shift = if inside.get(nearest.from) { distance } else { -distance };
        for vertex in (0..vertices).filter(|vertex| inside.get(*vertex)) {
            positions.add(vertex, shift);
        }
        inside.set(nearest.from, true);
        inside.set(nearest.to, true);
        tree.set(at, true);
    }
    Some(tree)
}

/// The tree with vertex 0 as its root.
struct Rooted {
    /// Parents before their children.
    order: Vec<usize>,
    /// The constraint to the parent, and the parent.
    up: Table<Option<(usize, usize)>>,
}

fn rooted(vertices: usize, constraints: &[Constraint], tree: &Table<bool>) -> Rooted {
    let mut touching = Lists::new(vertices);
    for (at, constraint) in constraints.iter().enumerate().filter(|(at, _)| tree.get(*at)) {
        touching.push(constraint.from, at);
        touching.push(constraint.to, at);
    }
    let mut up: Table<Option<(usize, usize)>> = Table::new(vertices);
    let mut order = Vec::with_capacity(vertices);
    let mut open = vec![0];
    while let Some(vertex) = open.pop() {
        order.push(vertex);
        let above = up.get(vertex).map(|(at, _)| at);
        for at in touching.of(vertex).iter().copied().filter(|at| Some(*at) != above) {
            if let Some(constraint) = constraints.get(at) {
                let child = if constraint.from == vertex { constraint.to } else { constraint.from };
                up.set(child, Some((at, vertex)));
                open.push(child);
            }
        }
    }
    Rooted { order, up }
}

/// Exchanges one tree constraint that increases the total; returns false when none exists.
fn pivot(vertices: usize, constraints: &[Constraint], positions: &mut Table<i64>, tree: &mut Table<bool>) -> bool {
    let Rooted { order, up } = rooted(vertices, constraints, tree);
    // The weight that leaves a subtree minus the weight that enters it: the cost of moving the
    // subtree up.
    let mut balance: Table<i64> = Table::new(vertices);
    for constraint in constraints {
        balance.add(constraint.from, constraint.weight);
        balance.add(constraint.to, -constraint.weight);
    }
    let mut worst: Option<(i64, usize, usize, bool)> = None;
    for vertex in order.iter().rev().copied() {
        let Some((at, parent)) = up.get(vertex) else { continue };
        balance.add(parent, balance.get(vertex));
        let points_up = constraints.get(at).is_some_and(|constraint| constraint.from == vertex);
        let cut = if points_up { balance.get(vertex) } else { -balance.get(vertex) };
        if cut < 0 && worst.is_none_or(|(least, ..)| cut < least) {
            worst = Some((cut, at, vertex, points_up));
        }
    }
    let Some((_, leaves, top, points_up)) = worst else { return false };
    let mut below: Table<bool> = Table::new(vertices);
    below.set(top, true);
    for vertex in &order {
        if up.get(*vertex).is_some_and(|(_, parent)| below.get(parent)) {
            below.set(*vertex, true);
        }
    }
    let joins = |edge: &Constraint| below.get(edge.from) != points_up && below.get(edge.to) == points_up;
    let candidates = constraints.iter().enumerate().filter(|(_, edge)| joins(edge));
    let Some((enters, nearest)) = candidates.min_by_key(|(_, edge)| slack(positions, edge)) else {
        return false;
    };
    let distance = slack(positions, nearest);
    let shift = if points_up { -distance } else { distance };
    for vertex in (0..vertices).filter(|vertex| below.get(*vertex)) {
        positions.add(vertex, shift);
    }
    tree.set(leaves, false);
    tree.set(enters, true);
    true
}

/// Moves all positions so that the smallest is zero.
pub(super) fn from_zero(positions: &mut Table<i64>, count: usize) {
    let least = (0..count).map(|at| positions.get(at)).min().unwrap_or_default();
    for at in 0..positions.len() {
        positions.add(at, -least);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn price(positions: &Table<i64>, constraints: &[Constraint]) -> i64 {
        constraints.iter().map(|edge| edge.weight * (positions.get(edge.to) - positions.get(edge.from))).sum()
    }

    /// The lowest cost among all positions from 0 to 8 of four vertices.
    fn lowest(constraints: &[Constraint]) -> Option<i64> {
        let all = (0..6561_i64).map(|code| {
            let mut positions: Table<i64> = Table::new(0);
            for digit in [1, 9, 81, 729] {
                positions.push(code / digit % 9);
            }
            positions
        });
        let valid = all.filter(|positions| constraints.iter().all(|edge| slack(positions, edge) >= 0));
        valid.map(|positions| price(&positions, constraints)).min()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn no_other_positions_cost_less(
            chain in proptest::collection::vec((0..3_i64, 0..4_i64), 3),
            more in proptest::collection::vec((0..4_usize, 0..4_usize, 0..3_i64, 0..4_i64), 0..6),
        ) {
            let constraint = |from, to, least, weight| Constraint { from, to, least, weight };
            let chain = chain.iter().enumerate().map(|(at, (least, weight))| constraint(at, at + 1, *least, *weight));
            let more = more.iter().filter(|(from, to, ..)| from != to);
            let more = more.map(|(a, b, least, weight)| constraint(*a.min(b), *a.max(b), *least, *weight));
            let constraints: Vec<Constraint> = chain.chain(more).collect();
            let solved = solve(4, &constraints);
            prop_assert!(constraints.iter().all(|edge| slack(&solved, edge) >= 0));
            prop_assert_eq!(Some(price(&solved, &constraints)), lowest(&constraints));
        }
    }
}
