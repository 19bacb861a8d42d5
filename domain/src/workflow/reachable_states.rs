//! Walking a machine to its last corner: every state with the flags, clocks and counts that can occur in it.
//!
//! Guards are taken as passable here, and agencies as answering sooner or later: what the walk proves is that the pack by
//! itself never leaves a case without a way on. What only the world outside can set off is walked, but is nobody's way on.
//! People choose; time does not let itself be chosen: where only clocks lead on, each of them must, whichever is first.

mod snapshot;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    check::{Finding, Spot},
    definition::{Definition, Phase},
    event::Flag,
    name::{ActionId, StateId},
    rules::Rules,
};
use snapshot::{By, CaseSnapshot, Step};

/// A state together with the flags that are up.
pub type Corner = (StateId, BTreeSet<Flag>);

/// What a walk saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reachability {
    /// Every corner, with the corners it leads to.
    pub corners: BTreeMap<Corner, BTreeSet<Corner>>,
    /// The actions, by their place in the file, that could be done somewhere.
    pub done: BTreeSet<usize>,
    /// How many moments were seen: corners with how the clocks stand and what was done how often.
    pub moments: usize,
    /// The corners in which a case can come to stand for ever.
    pub stuck: BTreeSet<Corner>,
}

/// The states that the actions lead to from the beginning.
#[must_use]
pub fn reached<R: Rules>(definition: &Definition<R>) -> BTreeSet<StateId> {
    let mut seen = BTreeSet::from([definition.initial.clone()]);
    let mut queue = VecDeque::from([definition.initial.clone()]);
    while let Some(state) = queue.pop_front() {
        for action in definition.actions_from(&state) {
            let next = action.target(&state);
            if seen.insert(next.clone()) {
                queue.push_back(next.clone());
            }
        }
    }
    seen
}

/// The states from which a closed one can be reached.
#[must_use]
pub fn ending<R: Rules>(definition: &Definition<R>) -> BTreeSet<StateId> {
    let mut ends: BTreeSet<StateId> =
        definition.states.iter().filter(|state| state.phase == Phase::Closed).map(|state| state.id.clone()).collect();
    loop {
        let more: Vec<StateId> = definition
            .actions
            .iter()
            .flat_map(|action| action.from.iter().map(move |from| (from, action.target(from))))
            .filter(|(from, to)| ends.contains(*to) && !ends.contains(*from))
            .map(|(from, _)| from.clone())
            .collect();
        if more.is_empty() {
            return ends;
        }
        ends.extend(more);
    }
}

/// Walks every corner.
#[must_use]
pub fn walk<R: Rules>(definition: &Definition<R>) -> Reachability {
    let first = CaseSnapshot::first(definition);
    let mut walk = Reachability::default();
    let mut places: BTreeMap<CaseSnapshot<'_>, usize> = BTreeMap::from([(first.clone(), 0)]);
    let mut ways: Vec<Ways> = Vec::new();
    let mut queue = VecDeque::from([first]);
    while let Some(moment) = queue.pop_front() {
        let mut on = Ways::default();
        let mut next = BTreeSet::new();
        for Step { action, to, by } in moment.steps(definition) {
            walk.done.extend(action);
            next.insert(to.corner());
            let fresh = places.len();
            let place = *places.entry(to.clone()).or_insert_with(|| {
                queue.push_back(to);
                fresh
            });
            match by {
                By::People => _ = on.chosen.insert(place),
                By::Clock => _ = on.in_time.insert(place),
                By::Chance => {}
            }
        }
        walk.corners.entry(moment.corner()).or_default().extend(next);
        ways.push(on);
    }
    walk.moments = places.len();
    walk.stuck = stuck(definition, &places, &ways);
    walk
}

/// The moments that one leads to, by their places.
#[derive(Debug, Default)]
struct Ways {
    /// Those of the case can go there: one that leads to an end is enough.
    chosen: BTreeSet<usize>,
    /// A clock that runs out goes there: each must lead to an end.
    in_time: BTreeSet<usize>,
}

/// The corners of the moments from which a case need not come to an end.
fn stuck<R: Rules>(
    definition: &Definition<R>,
    places: &BTreeMap<CaseSnapshot<'_>, usize>,
    ways: &[Ways],
) -> BTreeSet<Corner> {
    let closed =
        |moment: &CaseSnapshot<'_>| definition.state(moment.state).is_some_and(|state| state.phase == Phase::Closed);
    let mut back: BTreeMap<usize, Vec<(usize, &Ways)>> = BTreeMap::new();
    for (from, on) in ways.iter().enumerate() {
        for to in on.chosen.union(&on.in_time) {
            back.entry(*to).or_default().push((from, on));
        }
    }
    let mut queue: Vec<usize> = places.iter().filter(|(moment, _)| closed(moment)).map(|(_, place)| *place).collect();
    let mut ends: BTreeSet<usize> = queue.iter().copied().collect();
    while let Some(place) = queue.pop() {
        for (from, on) in back.get(&place).into_iter().flatten() {
            let ended = on.chosen.contains(&place) || on.in_time.is_subset(&ends);
            if ended && ends.insert(*from) {
                queue.push(*from);
            }
        }
    }
    places.iter().filter(|(_, place)| !ends.contains(place)).map(|(moment, _)| moment.corner()).collect()
}

/// The faults that only a walk can see.
pub(super) fn findings<R: Rules>(definition: &Definition<R>) -> Vec<Finding> {
    let walk = walk(definition);
    let never = definition
        .actions
        .iter()
        .enumerate()
        .filter(|(place, _)| !walk.done.contains(place))
        .map(|(place, action)| never_done(place, &action.id));
    let stuck = walk.stuck.iter().map(|(state, flags)| Finding {
        at: Spot::State(state.clone()),
        what: format!("a case is stuck in `{state}` with the flags {flags:?}"),
    });
    never.chain(stuck).collect()
}

fn never_done(place: usize, action: &ActionId) -> Finding {
    Finding {
        at: Spot::Action(place, action.clone()),
        what: format!("`{action}` can never be done: nothing raises the flags it needs"),
    }
}
