//! Walking a machine to its last corner: every state with every set of flags that can occur in it.
//!
//! Guards are taken as passable here: what the walk proves is that the pack by itself never leaves a case without a way on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    check::{Finding, Spot},
    definition::{Action, Definition, Phase},
    event::Flag,
    limit::OnExpiry,
    name::{ActionId, StateId},
    rules::Rules,
};

/// A state together with the flags that are up.
pub type Corner = (StateId, BTreeSet<Flag>);

/// What a walk saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    /// Every corner, with the corners it leads to.
    pub corners: BTreeMap<Corner, BTreeSet<Corner>>,
    /// The actions, by their place in the file, that could be done somewhere.
    pub done: BTreeSet<usize>,
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
pub fn walk<R: Rules>(definition: &Definition<R>) -> Walk {
    let first: Corner = (definition.initial.clone(), BTreeSet::new());
    let mut walk = Walk::default();
    let mut queue = VecDeque::from([first]);
    while let Some(corner) = queue.pop_front() {
        if walk.corners.contains_key(&corner) {
            continue;
        }
        let mut next = BTreeSet::new();
        for (place, action) in definition.actions.iter().enumerate() {
            if open(action, &corner) {
                walk.done.insert(place);
                next.insert(after(action, &corner));
            }
        }
        next.extend(expiries(definition, &corner));
        queue.extend(next.iter().cloned());
        walk.corners.insert(corner, next);
    }
    walk
}

fn open<R: Rules>(action: &Action<R>, (state, flags): &Corner) -> bool {
    action.from.contains(state) && action.needs_flags.iter().all(|flag| flags.contains(flag))
}

fn after<R: Rules>(action: &Action<R>, (state, flags): &Corner) -> Corner {
    let mut flags = flags.clone();
    flags.extend(action.raise.iter().copied());
    for flag in &action.lower {
        flags.remove(flag);
    }
    (action.target(state).clone(), flags)
}

/// Where the clocks can lead by raising flags; the actions of the system are walked as actions.
fn expiries<'a, R: Rules>(
    definition: &'a Definition<R>,
    (state, flags): &'a Corner,
) -> impl Iterator<Item = Corner> + 'a {
    definition.limits.iter().filter(move |limit| limit.runs_in.contains(state)).map(move |limit| {
        let mut flags = flags.clone();
        flags.extend(limit.raise.iter().copied());
        match limit.on_expiry {
            OnExpiry::DisputeRight => {
                flags.insert(Flag::DisputeRight);
            }
            OnExpiry::Escalate => {
                flags.insert(Flag::Overdue);
            }
            OnExpiry::Remind
            | OnExpiry::DeemConsent
            | OnExpiry::DeemComplete
            | OnExpiry::DeemGranted
            | OnExpiry::Lapse
            | OnExpiry::None => {}
        }
        (state.clone(), flags)
    })
}

/// The faults that only a walk with flags can see.
pub(super) fn findings<R: Rules>(definition: &Definition<R>) -> Vec<Finding> {
    let walk = walk(definition);
    let never = definition
        .actions
        .iter()
        .enumerate()
        .filter(|(place, _)| !walk.done.contains(place))
        .map(|(place, action)| never_done(place, &action.id));
    never.chain(stuck(definition, &walk)).collect()
}

fn never_done(place: usize, action: &ActionId) -> Finding {
    Finding {
        at: Spot::Action(place, action.clone()),
        what: format!("`{action}` can never be done: nothing raises the flags it needs"),
    }
}

/// Corners without a way to the end.
#[must_use]
pub fn stuck<R: Rules>(definition: &Definition<R>, walk: &Walk) -> Vec<Finding> {
    let closed = |corner: &Corner| definition.state(&corner.0).is_some_and(|state| state.phase == Phase::Closed);
    let mut ends: BTreeSet<&Corner> = walk.corners.keys().filter(|corner| closed(corner)).collect();
    loop {
        let more: Vec<&Corner> = walk
            .corners
            .iter()
            .filter(|(corner, next)| !ends.contains(corner) && next.iter().any(|to| ends.contains(to)))
            .map(|(corner, _)| corner)
            .collect();
        if more.is_empty() {
            break;
        }
        ends.extend(more);
    }
    walk.corners
        .keys()
        .filter(|corner| !ends.contains(corner))
        .map(|(state, flags)| Finding {
            at: Spot::State(state.clone()),
            what: format!("a case is stuck in `{state}` with the flags {flags:?}"),
        })
        .collect()
}
