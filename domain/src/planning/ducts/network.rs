//! The network of ducts and the chambers where they meet.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;
use petgraph::graph::{NodeIndex, UnGraph};

use crate::{
    ids::{AssetId, OrganizationId},
    place::metres,
    planning::left_out::{LeftOut, Tally, count},
    registry::band::Fit,
};

/// The most owners in one search; a province has a few dozen.
const MOST_OWNERS: u32 = 128;
/// The length of the shortest degree of latitude, in metres.
const DEGREE_METRES: f64 = 110_574.0;

/// A chamber: manhole or handhole.
#[derive(Debug, Clone, PartialEq)]
pub struct Chamber {
    pub asset: AssetId,
    pub at: Coord<f64>,
    /// Why the chamber is not usable.
    pub hindrance: Option<LeftOut>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Duct {
    pub asset: AssetId,
    /// The owner that answers for it.
    pub owner: OrganizationId,
    pub metres: f64,
    pub ends: [Coord<f64>; 2],
    /// Whether the duct is usable, or why it is not.
    pub fit: Result<Fit, LeftOut>,
}

impl Duct {
    /// Why the duct is not usable.
    #[must_use]
    pub fn hindrance(&self) -> Option<LeftOut> {
        self.fit.err()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Passage {
    pub(super) duct: Duct,
    /// A bit mask with one bit for the owner.
    pub(super) owner_bit: u128,
}

/// The chambers and ducts of an area.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(super) graph: UnGraph<Chamber, Passage>,
    left_out: Tally,
}

impl Network {
    /// Connects ducts to the nearest chambers within a tolerance. A duct with a loose end stays
    /// outside the network; the tally counts it where `counts` says that the end is within the
    /// searched area.
    #[must_use]
    pub fn join(
        chambers: Vec<Chamber>,
        ducts: Vec<Duct>,
        tolerance_metres: f64,
        counts: impl Fn(Coord<f64>) -> bool,
    ) -> Self {
        let mut graph: UnGraph<Chamber, Passage> = UnGraph::default();
        let mut left_out = Tally::new();
        let mut cells: BTreeMap<(i64, i64), Vec<NodeIndex>> = BTreeMap::new();
        let grid = Grid { metres: tolerance_metres.max(1.0) };
        for chamber in chambers {
            if let Some(why) = chamber.hindrance {
                count(&mut left_out, why);
            }
            let cell = grid.cell(chamber.at);
            let node = graph.add_node(chamber);
            cells.entry(cell).or_default().push(node);
        }
        let owners: BTreeSet<OrganizationId> = ducts.iter().map(|duct| duct.owner).collect();
        let bits: BTreeMap<OrganizationId, u128> =
            owners.into_iter().zip((0..MOST_OWNERS).filter_map(|bit| 1_u128.checked_shl(bit))).collect();
        for duct in ducts {
            let Some(owner_bit) = bits.get(&duct.owner).copied() else {
                count(&mut left_out, LeftOut::BeyondLimit);
                continue;
            };
            let met = duct.ends.map(|end| grid.nearest(&graph, &cells, end, tolerance_metres));
            let [Some(from), Some(to)] = met else {
                let loose = duct.ends.into_iter().zip(met).any(|(end, met)| met.is_none() && counts(end));
                if loose {
                    count(&mut left_out, LeftOut::Detached);
                }
                continue;
            };
            if let Some(why) = duct.hindrance() {
                count(&mut left_out, why);
            }
            if from != to {
                graph.add_edge(from, to, Passage { duct, owner_bit });
            }
        }
        Self { graph, left_out }
    }

    /// The usable chamber nearest to a position, within `within_metres`.
    #[must_use]
    pub fn chamber_near(&self, at: Coord<f64>, within_metres: f64) -> Option<NodeIndex> {
        let usable = self.graph.node_indices().filter_map(|node| {
            let chamber = self.graph.node_weight(node).filter(|chamber| chamber.hindrance.is_none())?;
            Some((metres(at, chamber.at), chamber.asset, node))
        });
        usable
            .filter(|(away, _, _)| *away <= within_metres)
            .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
            .map(|(_, _, node)| node)
    }

    #[must_use]
    pub fn chamber(&self, node: NodeIndex) -> Option<&Chamber> {
        self.graph.node_weight(node)
    }

    #[must_use]
    pub fn duct(&self, edge: petgraph::graph::EdgeIndex) -> Option<&Duct> {
        self.graph.edge_weight(edge).map(|passage| &passage.duct)
    }

    /// The number of unusable assets, by reason.
    #[must_use]
    pub fn left_out(&self) -> &Tally {
        &self.left_out
    }
}

/// A grid with cells of about the tolerance, so that a search looks only at neighbouring cells.
struct Grid {
    metres: f64,
}

impl Grid {
    fn cell(&self, at: Coord<f64>) -> (i64, i64) {
        (self.step(at.x * at.y.to_radians().cos()), self.step(at.y))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::as_conversions,
        reason = "degrees on earth in metres fit by far"
    )]
    fn step(&self, degrees: f64) -> i64 {
        (degrees * DEGREE_METRES / self.metres).floor() as i64
    }

    fn nearest(
        &self,
        graph: &UnGraph<Chamber, Passage>,
        cells: &BTreeMap<(i64, i64), Vec<NodeIndex>>,
        at: Coord<f64>,
        within_metres: f64,
    ) -> Option<NodeIndex> {
        // The cells shift with the latitude by less than their own width between neighbours; two
        // cells around suffice.
        let (column, row) = self.cell(at);
        let near = (column.saturating_sub(2)..=column.saturating_add(2)).flat_map(|column| {
            let rows = row.saturating_sub(2)..=row.saturating_add(2);
            rows.filter_map(move |row| cells.get(&(column, row))).flatten()
        });
        near.filter_map(|node| {
            let chamber = graph.node_weight(*node)?;
            Some((metres(at, chamber.at), chamber.asset, *node))
        })
        .filter(|(away, _, _)| *away <= within_metres)
        .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
        .map(|(_, _, node)| node)
    }
}
