//! Tests on small random networks: the search finds the same paths as an exhaustive search.

use std::collections::BTreeSet;

use geo::Coord;
use petgraph::algo::dijkstra;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use proptest::prelude::*;
use uuid::Uuid;

use super::{Admitted, Chamber, Duct, Network, Objective, SearchOutcome, find, find_several, shortcuts};
use crate::{
    ids::{AssetId, OrganizationId},
    planning::left_out::LeftOut,
    registry::band::Fit,
};

fn at(n: u32) -> Coord<f64> {
    Coord { x: 107.0 + f64::from(n % 3) * 0.001, y: 21.0 + f64::from(n / 3) * 0.001 }
}

/// A duct of a plan: from, to, length, owner, whether it is full.
type Plan = (u32, u32, u16, u8, bool);

fn network(ducts: &[Plan], full_chamber: Option<u32>) -> Network {
    let chambers = (0..9).map(|n| Chamber {
        asset: AssetId::new(Uuid::from_u128(u128::from(n) + 1)),
        at: at(n),
        hindrance: (full_chamber == Some(n)).then_some(LeftOut::NotInService),
    });
    let ducts = (100_u128..).zip(ducts).map(|(id, (from, to, metres, owner, full))| Duct {
        asset: AssetId::new(Uuid::from_u128(id)),
        owner: OrganizationId::new(Uuid::from_u128(u128::from(*owner))),
        metres: f64::from(*metres),
        // One metre off, as surveys are.
        ends: [at(*from), Coord { x: at(*to).x + 0.000_005, y: at(*to).y }],
        fit: if *full { Err(LeftOut::Full) } else { Ok(Fit::Fits) },
    });
    Network::join(chambers.collect(), ducts.collect(), 2.0, |_| true)
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    prop::collection::vec((0_u32..9, 0_u32..9, 1_u16..500, 0_u8..4, prop::bool::weighted(0.2)), 0..14)
}

/// Every path without a loop, by exhaustive search: metres and owners.
fn all_ways(
    network: &Network,
    here: NodeIndex,
    to: NodeIndex,
    seen: &mut Vec<NodeIndex>,
) -> Vec<(f64, BTreeSet<OrganizationId>)> {
    if here == to {
        return vec![(0.0, BTreeSet::new())];
    }
    seen.push(here);
    let mut ways = Vec::new();
    for edge in network.graph.edges(here) {
        let next = if edge.source() == here { edge.target() } else { edge.source() };
        let duct = &edge.weight().duct;
        let open = network.chamber(next).unwrap().hindrance.is_none() && duct.hindrance().is_none();
        if !open || seen.contains(&next) {
            continue;
        }
        for (metres, mut owners) in all_ways(network, next, to, seen) {
            owners.insert(duct.owner);
            ways.push((metres + duct.metres, owners));
        }
    }
    seen.pop();
    ways
}

fn best(found: SearchOutcome) -> Option<(f64, usize)> {
    match found {
        SearchOutcome::Way(way) => Some((way.metres, way.owners.len())),
        SearchOutcome::Nothing => None,
        SearchOutcome::TooMany => panic!("a small network has few ways"),
    }
}

proptest! {
    #[test]
    fn the_best_way_is_the_one_that_trying_everything_finds(ducts in plans(), shut in prop::option::of(1_u32..8)) {
        let network = network(&ducts, shut);
        let (from, to) = (NodeIndex::new(0), NodeIndex::new(8));
        let all = all_ways(&network, from, to, &mut Vec::new());
        let shortest = all.iter().map(|(metres, _)| *metres).min_by(f64::total_cmp);
        let found = best(find(&network, from, to, Objective::Shortest, &Admitted::default()));
        prop_assert_eq!(found.map(|(metres, _)| metres), shortest);
        let fewest = all.iter().map(|(metres, owners)| (owners.len(), *metres)).min_by(|one, other| {
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        let found = best(find(&network, from, to, Objective::FewestOwners, &Admitted::default()));
        prop_assert_eq!(found.map(|(metres, owners)| (owners, metres)), fewest);
    }

    #[test]
    fn the_shortest_way_is_that_of_another_hand(ducts in plans()) {
        let ducts: Vec<Plan> = ducts.into_iter().map(|(from, to, metres, owner, _)| (from, to, metres, owner, false)).collect();
        let network = network(&ducts, None);
        let (from, to) = (NodeIndex::new(0), NodeIndex::new(8));
        let theirs = dijkstra(&network.graph, from, Some(to), |edge| edge.weight().duct.metres);
        let ours = best(find(&network, from, to, Objective::Shortest, &Admitted::default()));
        prop_assert_eq!(ours.map(|(metres, _)| metres), theirs.get(&to).copied());
    }

    #[test]
    fn ways_are_connected_share_no_duct_and_grow_no_better(ducts in plans()) {
        let network = network(&ducts, None);
        let (ways, _) = find_several(&network, (NodeIndex::new(0), NodeIndex::new(8)), Objective::Shortest, 3);
        let used: Vec<EdgeIndex> = ways.iter().flat_map(|way| way.ducts.iter().copied()).collect();
        prop_assert_eq!(used.iter().collect::<BTreeSet<_>>().len(), used.len());
        prop_assert!(ways.windows(2).all(|pair| pair[0].metres <= pair[1].metres));
        for way in &ways {
            prop_assert_eq!(way.chambers.len(), way.ducts.len() + 1);
            for (edge, ends) in way.ducts.iter().zip(way.chambers.windows(2)) {
                let (one, other) = network.graph.edge_endpoints(*edge).unwrap();
                prop_assert!((one, other) == (ends[0], ends[1]) || (other, one) == (ends[0], ends[1]));
            }
        }
    }

    #[test]
    fn a_shortcut_is_shorter_and_names_what_is_in_the_way(ducts in plans()) {
        let network = network(&ducts, None);
        let ends = (NodeIndex::new(0), NodeIndex::new(8));
        let SearchOutcome::Way(way) = find(&network, ends.0, ends.1, Objective::Shortest, &Admitted::default()) else {
            return Ok(());
        };
        for shortcut in shortcuts(&network, ends, Some(&way)) {
            prop_assert!(shortcut.saves_metres.unwrap() > 0.0 && !shortcut.in_the_way.is_empty());
        }
    }
}

#[test]
fn an_end_that_meets_no_chamber_is_counted_where_it_was_looked_for() {
    let far = Duct {
        asset: AssetId::new(Uuid::from_u128(7)),
        owner: OrganizationId::new(Uuid::from_u128(1)),
        metres: 10.0,
        ends: [at(0), Coord { x: 108.0, y: 21.0 }],
        fit: Ok(Fit::Fits),
    };
    let chamber = Chamber { asset: AssetId::new(Uuid::from_u128(1)), at: at(0), hindrance: None };
    let within = Network::join(vec![chamber.clone()], vec![far.clone()], 2.0, |_| true);
    assert_eq!(within.left_out().get(&LeftOut::Detached), Some(&1));
    let beyond = Network::join(vec![chamber], vec![far], 2.0, |end| end.x < 107.5);
    assert_eq!(beyond.left_out().len(), 0);
    assert_eq!(beyond.chamber_near(at(0), 1.0), Some(NodeIndex::new(0)));
    assert_eq!(beyond.chamber_near(at(8), 100.0), None);
}
