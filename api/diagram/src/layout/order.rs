//! Orders each layer so that few lines cross: barycentres and exchanges of neighbours, in sweeps.

use super::layers::Layered;
use super::table::{Lists, Table, whole};

/// Sweeps over all layers, half of them down and half up.
const SWEEPS: usize = 24;
/// Rounds of exchanges after each sweep.
const EXCHANGES: usize = 4;

/// The neighbours of each vertex in the layer above and in the layer below.
struct AdjacentVertices {
    above: Lists,
    below: Lists,
}

/// The number of candidate orders.
const CANDIDATES: usize = 6;

/// The orders with the fewest crossings.
pub(super) fn orders(layered: &Layered) -> Vec<Lists> {
    let count = layered.vertices.len();
    let mut neighbours = AdjacentVertices { above: Lists::new(count), below: Lists::new(count) };
    for segment in &layered.segments {
        neighbours.above.push(segment.lower, segment.upper);
        neighbours.below.push(segment.upper, segment.lower);
    }
    let (mut least, mut best): (usize, Vec<Lists>) = (usize::MAX, Vec::new());
    for begin in [depth_first(layered, &neighbours), layered.layers.clone()] {
        let mut layers = begin;
        for sweep in 0..SWEEPS {
            if sweep > 0 {
                barycentres(&mut layers, &neighbours, sweep % 2 == 1);
            }
            let mut places = places(&layers, count);
            for _ in 0..EXCHANGES {
                if !exchange(&mut layers, &mut places, &neighbours) {
                    break;
                }
            }
            let crossings = crossings(&layers, &places, &neighbours.below);
            if crossings < least {
                least = crossings;
                best.clear();
            }
            if crossings == least && best.len() < CANDIDATES && !best.contains(&layers) {
                best.push(layers.clone());
            }
        }
    }
    best
}

/// The layers in the order of a depth-first search from the given first nodes.
fn depth_first(layered: &Layered, neighbours: &AdjacentVertices) -> Lists {
    let count = layered.vertices.len();
    let mut layers = Lists::new(layered.layers.len());
    let mut seen: Table<bool> = Table::new(count);
    for root in 0..count {
        let mut open = vec![root];
        while let Some(vertex) = open.pop() {
            if seen.get(vertex) {
                continue;
            }
            seen.set(vertex, true);
            layers.push(layered.vertices.get(vertex).layer, vertex);
            open.extend(neighbours.below.of(vertex).iter().rev());
        }
    }
    layers
}

/// The place of each vertex in its layer.
fn places(layers: &Lists, count: usize) -> Table<usize> {
    let mut places = Table::new(count);
    for layer in layers.iter() {
        for (place, vertex) in layer.iter().enumerate() {
            places.set(*vertex, place);
        }
    }
    places
}

/// Sorts each layer by the mean place of its members' neighbours in the layer before.
fn barycentres(layers: &mut Lists, neighbours: &AdjacentVertices, down: bool) {
    let depth = layers.len();
    let mut places: Table<usize> = Table::new(neighbours.above.len());
    for step in 0..depth {
        let (at, fixed) = if down { (step, &neighbours.above) } else { (depth - 1 - step, &neighbours.below) };
        let mut keyed: Vec<(i64, usize)> = Vec::new();
        for (place, vertex) in layers.of(at).iter().enumerate() {
            let around = fixed.of(*vertex);
            let sum: usize = around.iter().map(|neighbour| places.get(*neighbour)).sum();
            let key = whole(sum * 1000).checked_div(whole(around.len())).unwrap_or(whole(place * 1000));
            keyed.push((key, *vertex));
        }
        keyed.sort_by_key(|(key, _)| *key);
        let sorted: Vec<usize> = keyed.into_iter().map(|(_, vertex)| vertex).collect();
        for (place, vertex) in sorted.iter().enumerate() {
            places.set(*vertex, place);
        }
        layers.replace(at, sorted);
    }
}

/// Exchanges neighbours wherever an exchange saves crossings; reports whether any exchange
/// happened.
fn exchange(layers: &mut Lists, places: &mut Table<usize>, neighbours: &AdjacentVertices) -> bool {
    let mut changed = false;
    for at in 0..layers.len() {
        for left in 1..layers.of(at).len() {
            let left = left - 1;
            let (Some(first), Some(second)) = (layers.of(at).get(left).copied(), layers.of(at).get(left + 1).copied())
            else {
                continue;
            };
            let cost = |a: usize, b: usize| {
                between(neighbours.above.of(a), neighbours.above.of(b), places)
                    + between(neighbours.below.of(a), neighbours.below.of(b), places)
            };
            if cost(second, first) < cost(first, second) {
                layers.swap(at, left);
                places.set(first, left + 1);
                places.set(second, left);
                changed = true;
            }
        }
    }
    changed
}

/// Crossings between the lines of two neighbours, the first one left of the second.
fn between(first: &[usize], second: &[usize], places: &Table<usize>) -> usize {
    let crossed = |a: &usize| second.iter().filter(|b| places.get(*a) > places.get(**b)).count();
    first.iter().map(crossed).sum()
}

/// All crossings: inversions, counted with a binary indexed tree for each pair of layers.
fn crossings(layers: &Lists, places: &Table<usize>, below: &Lists) -> usize {
    let mut total = 0;
    for (upper, lower) in layers.iter().zip(layers.iter().skip(1)) {
        let mut counted: Table<usize> = Table::new(lower.len() + 1);
        let mut seen = 0;
        for vertex in upper {
            let mut targets: Vec<usize> = below.of(*vertex).iter().map(|to| places.get(*to)).collect();
            targets.sort_unstable();
            for target in targets {
                let mut at = target + 1;
                let mut not_right = 0;
                while at > 0 {
                    not_right += counted.get(at);
                    at &= at - 1;
                }
                total += seen - not_right;
                seen += 1;
                at = target + 1;
                while at <= lower.len() {
                    counted.set(at, counted.get(at) + 1);
                    at += at & at.wrapping_neg();
                }
            }
        }
    }
    total
}
