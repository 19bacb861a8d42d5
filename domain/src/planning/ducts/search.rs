//! The best way between two chambers: the shortest, or the one with the fewest owners to ask.
//!
//! Fewest owners is no sum over the ducts: an owner that was met before costs nothing more. So a label keeps the set of owners
//! on its way, and gives way only to one with no other owners and no more metres. That is exact; the number of labels is bounded.

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

/// What the best way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Objective {
    /// The fewest metres.
    Shortest,
    /// The fewest owners, and among those ways the fewest metres.
    FewestOwners,
}

/// Why there is no way, or no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum NoWay {
    /// No usable chamber is in reach of the start.
    NoChamberAtStart,
    /// Nor of the end.
    NoChamberAtEnd,
    /// Both places have the same chamber.
    SameChamber,
    /// The ducts do not connect.
    NoConnection,
    /// There are too many ways to compare.
    TooManyWays,
}

impl NoWay {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A way through ducts.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The chambers, from the first to the last.
    pub chambers: Vec<NodeIndex>,
    /// The ducts between them.
    pub ducts: Vec<EdgeIndex>,
    /// How long it is.
    pub metres: f64,
    /// Whom to ask.
    pub owners: BTreeSet<OrganizationId>,
}

/// What came of a search.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchOutcome {
    /// The best way.
    Way(Way),
    /// There is none.
    Nothing,
    /// There are too many ways to compare.
    TooMany,
}

/// What a search may use besides what is free to use.
#[derive(Debug, Clone, Default)]
pub struct Admitted {
    /// As if these reasons did not hold.
    pub despite: BTreeSet<LeftOut>,
    /// But not these ducts.
    pub without: BTreeSet<EdgeIndex>,
}

impl Admitted {
    fn passes(&self, hindrance: Option<LeftOut>) -> bool {
        hindrance.is_none_or(|why| self.despite.contains(&why))
    }
}

/// A way so far.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Label {
    owners: u128,
    metres: f64,
    at: NodeIndex,
    /// The label it comes from, and through which duct.
    from: Option<(usize, EdgeIndex)>,
}

/// The order in which labels are looked at.
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

/// The best way from one chamber to another.
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
            return SearchOutcome::Way(walked(network, &labels, turn.label));
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

/// The best way, and others besides it that use none of the ducts of those before: a line that must not fall with the first.
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

fn walked(network: &Network, labels: &[Label], last: usize) -> Way {
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
