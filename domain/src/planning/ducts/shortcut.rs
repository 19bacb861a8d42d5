//! Which way there would have been, if a reason did not hold.

use petgraph::graph::NodeIndex;

use super::{Admitted, Network, Objective, SearchOutcome, Way, find};
use crate::planning::left_out::LeftOut;

/// What a reason costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortcut {
    /// The reason.
    pub despite: LeftOut,
    /// By how much the way would be shorter; `None` when there would be a way only then.
    pub saves_metres: Option<f64>,
    /// The ducts and chambers in the way of it.
    pub in_the_way: Vec<crate::ids::AssetId>,
}

/// For each reason by which something stays out: the shorter way there would be without it, if there is one.
#[must_use]
pub fn shortcuts(network: &Network, (from, to): (NodeIndex, NodeIndex), best: Option<&Way>) -> Vec<Shortcut> {
    let reasons = network.left_out().keys().copied();
    let passable = reasons.filter(|why| *why != LeftOut::Detached && *why != LeftOut::BeyondLimit);
    passable
        .filter_map(|despite| {
            let admitted = Admitted { despite: std::iter::once(despite).collect(), ..Admitted::default() };
            let SearchOutcome::Way(way) = find(network, from, to, Objective::Shortest, &admitted) else { return None };
            let saves_metres = best.map(|best| best.metres - way.metres);
            if saves_metres.is_some_and(|saved| saved < 0.01) {
                return None;
            }
            let ducts = way.ducts.iter().filter_map(|edge| network.duct(*edge));
            let chambers = way.chambers.iter().filter_map(|node| network.chamber(*node));
            let in_the_way = ducts
                .filter(|duct| duct.hindrance().is_some())
                .map(|duct| duct.asset)
                .chain(chambers.filter(|chamber| chamber.hindrance.is_some()).map(|chamber| chamber.asset))
                .collect();
            Some(Shortcut { despite, saves_metres, in_the_way })
        })
        .collect()
}
