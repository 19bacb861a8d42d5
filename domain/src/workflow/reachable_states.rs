//! The model check of a workflow: explores every reachable state with the flags, clocks and counts
//! that can occur in it.
//!
//! The model check treats guards as passable and agencies as answering eventually: it proves that
//! the pack by itself never leaves a case without an exit. It explores transitions that only the
//! outside world can trigger, but does not count them as an exit. People choose, time does not:
//! where only clocks lead on, each of them must lead to an end, whichever expires first.

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

/// A state with its raised flags.
pub type FlaggedState = (StateId, BTreeSet<Flag>);

/// The result of the exploration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reachability {
    /// Every reachable state with flags, and its successors.
    pub states: BTreeMap<FlaggedState, BTreeSet<FlaggedState>>,
    /// The actions, by their index in the file, that are possible somewhere.
    pub done: BTreeSet<usize>,
    /// The number of snapshots: states with flags, clock states and action counts.
    pub snapshots: usize,
    /// The states with flags in which a case can remain for ever.
    pub stuck: BTreeSet<FlaggedState>,
}

/// The states reachable through actions from the initial state.
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

/// The states from which a closed state is reachable.
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

/// Explores every reachable state.
#[must_use]
pub fn explore<R: Rules>(definition: &Definition<R>) -> Reachability {
    let first = CaseSnapshot::first(definition);
    let mut reached = Reachability::default();
    let mut places: BTreeMap<CaseSnapshot<'_>, usize> = BTreeMap::from([(first.clone(), 0)]);
    let mut ways: Vec<Ways> = Vec::new();
    let mut queue = VecDeque::from([first]);
    while let Some(moment) = queue.pop_front() {
        let mut on = Ways::default();
        let mut next = BTreeSet::new();
        for Step { action, to, by } in moment.steps(definition) {
            reached.done.extend(action);
            next.insert(to.state());
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
        reached.states.entry(moment.state()).or_default().extend(next);
        ways.push(on);
    }
    reached.snapshots = places.len();
    reached.stuck = stuck(definition, &places, &ways);
    reached
}

/// The successors of a snapshot, by their indices.
#[derive(Debug, Default)]
struct Ways {
    /// Steps by choice of the parties: one that leads to an end suffices.
    chosen: BTreeSet<usize>,
    /// Steps by expiring clocks: each must lead to an end.
    in_time: BTreeSet<usize>,
}

/// The states with flags of the snapshots from which a case can fail to end.
fn stuck<R: Rules>(
    definition: &Definition<R>,
    places: &BTreeMap<CaseSnapshot<'_>, usize>,
    ways: &[Ways],
) -> BTreeSet<FlaggedState> {
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
    places.iter().filter(|(_, place)| !ends.contains(place)).map(|(moment, _)| moment.state()).collect()
}

/// The faults that only the exploration can find.
pub(super) fn findings<R: Rules>(definition: &Definition<R>) -> Vec<Finding> {
    let reached = explore(definition);
    let never = definition
        .actions
        .iter()
        .enumerate()
        .filter(|(place, _)| !reached.done.contains(place))
        .map(|(place, action)| never_done(place, &action.id));
    let stuck = reached.stuck.iter().map(|(state, flags)| Finding {
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
