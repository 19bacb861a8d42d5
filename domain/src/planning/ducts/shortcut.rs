//! Paths that would exist without one of the reasons.

use petgraph::graph::NodeIndex;

use super::{Admitted, Network, Objective, SearchOutcome, Way, find};
use crate::planning::left_out::LeftOut;

/// The cost of a reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortcut {
    pub despite: LeftOut,
    /// The metres saved; `None` when a path exists only without the reason.
    pub saves_metres: Option<f64>,
    /// The ducts and chambers that block the path.
    pub in_the_way: Vec<crate::ids::AssetId>,
}

/// For each reason that excludes something: the shorter path without that reason, if one exists.
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
