//! The best path between two chambers: the shortest, or the one with the fewest owners.
//!
//! The number of owners is not a sum over the ducts: an owner met before costs nothing more. A
//! label therefore keeps the set of owners on its path, and only a label with no other owners and
//! no more metres dominates it. The search is exact; the number of labels is limited.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::network::{Network, Passage};
use crate::{ids::OrganizationId, planning::left_out::LeftOut};

/// The most labels of one search.
const MOST_LABELS: usize = 400_000;

/// The criterion for the best path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Objective {
    /// The path with the fewest metres.
    Shortest,
    /// The fewest owners, then the fewest metres.
    FewestOwners,
}

/// Why no path, or no further path, exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum NoWay {
    /// No usable chamber is in reach of the start.
    NoChamberAtStart,
    /// No usable chamber is in reach of the end.
    NoChamberAtEnd,
    /// Both places have the same chamber.
    SameChamber,
    /// The ducts do not connect.
    NoConnection,
    /// The search exceeds the limit of labels.
    TooManyWays,
}

impl NoWay {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A path through ducts.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The chambers, from the first to the last.
    pub chambers: Vec<NodeIndex>,
    pub ducts: Vec<EdgeIndex>,
    pub metres: f64,
    /// The owners of the ducts.
    pub owners: BTreeSet<OrganizationId>,
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchOutcome {
    Way(Way),
    Nothing,
    /// The search exceeds the limit of labels.
    TooMany,
}

/// Exceptions from the usable ducts.
#[derive(Debug, Clone, Default)]
pub struct Admitted {
    /// Reasons that the search ignores.
    pub despite: BTreeSet<LeftOut>,
    /// Ducts that the search must not use.
    pub without: BTreeSet<EdgeIndex>,
}

impl Admitted {
    fn passes(&self, hindrance: Option<LeftOut>) -> bool {
        hindrance.is_none_or(|why| self.despite.contains(&why))
    }
}

/// A partial path to a node.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Label {
    owners: u128,
    metres: f64,
    at: NodeIndex,
    /// The previous label, and the duct from it.
    from: Option<(usize, EdgeIndex)>,
}

/// The order in which the search visits labels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    owners: u32,
    metres: f64,
    label: usize,
}

impl Eq for Turn {}

impl Ord for Turn {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = || self.metres.total_cmp(&other.metres);
        self.owners.cmp(&other.owners).then_with(by_length).then_with(|| self.label.cmp(&other.label))
    }
}

impl PartialOrd for Turn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best path from one chamber to another.
#[must_use]
pub fn find(
    network: &Network,
    from: NodeIndex,
    to: NodeIndex,
    objective: Objective,
    admitted: &Admitted,
) -> SearchOutcome {
    let mut labels = vec![Label { owners: 0, metres: 0.0, at: from, from: None }];
    let mut turns = BinaryHeap::from([Reverse(Turn { owners: 0, metres: 0.0, label: 0 })]);
    let mut settled: BTreeMap<NodeIndex, Vec<(u128, f64)>> = BTreeMap::new();
    while let Some(Reverse(turn)) = turns.pop() {
        let Some(label) = labels.get(turn.label).copied() else { continue };
        if label.at == to {
            return SearchOutcome::Way(path_to(network, &labels, turn.label));
        }
        let here = settled.entry(label.at).or_default();
        if here.iter().any(|(owners, metres)| owners & !label.owners == 0 && *metres <= label.metres) {
            continue;
        }
        here.push((label.owners, label.metres));
        for edge in network.graph.edges(label.at) {
            let next = if edge.source() == label.at { edge.target() } else { edge.source() };
            let open = network.graph.node_weight(next).is_some_and(|chamber| admitted.passes(chamber.hindrance));
            let passage: &Passage = edge.weight();
            if !open || !admitted.passes(passage.duct.hindrance()) || admitted.without.contains(&edge.id()) {
                continue;
            }
            if labels.len() >= MOST_LABELS {
                return SearchOutcome::TooMany;
            }
            let owners = match objective {
                Objective::Shortest => 0,
                Objective::FewestOwners => label.owners | passage.owner_bit,
            };
            let metres = label.metres + passage.duct.metres;
            turns.push(Reverse(Turn { owners: owners.count_ones(), metres, label: labels.len() }));
            labels.push(Label { owners, metres, at: next, from: Some((turn.label, edge.id())) });
        }
    }
    SearchOutcome::Nothing
}

/// The best path, and further paths that share no duct with the previous ones, for a line that must
/// survive a failure of the first.
#[must_use]
pub fn find_several(
    network: &Network,
    (from, to): (NodeIndex, NodeIndex),
    objective: Objective,
    wanted: usize,
) -> (Vec<Way>, SearchOutcome) {
    let mut ways = Vec::new();
    let mut admitted = Admitted::default();
    loop {
        if ways.len() >= wanted {
            return (ways, SearchOutcome::Nothing);
        }
        match find(network, from, to, objective, &admitted) {
            SearchOutcome::Way(way) => {
                admitted.without.extend(way.ducts.iter().copied());
                ways.push(way);
            }
            end @ (SearchOutcome::Nothing | SearchOutcome::TooMany) => return (ways, end),
        }
    }
}

fn path_to(network: &Network, labels: &[Label], last: usize) -> Way {
    let mut way = Way { chambers: Vec::new(), ducts: Vec::new(), metres: 0.0, owners: BTreeSet::new() };
    let mut place = Some(last);
    while let Some(label) = place.and_then(|place| labels.get(place)) {
        way.metres = way.metres.max(label.metres);
        way.chambers.push(label.at);
        way.ducts.extend(label.from.map(|(_, edge)| edge));
        place = label.from.map(|(before, _)| before);
    }
    way.chambers.reverse();
    way.ducts.reverse();
    way.owners = way.ducts.iter().filter_map(|edge| network.duct(*edge)).map(|duct| duct.owner).collect();
    way
}
