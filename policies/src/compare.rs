//! What changes between two versions of a machine, state by state, for those who install a pack.

use std::collections::BTreeSet;

use domain::{
    cases::{Action, Definition},
    workflow::name::StateId,
};

/// One sentence for each change.
#[must_use]
pub fn changes(before: &Definition, after: &Definition) -> Vec<String> {
    let old: BTreeSet<&StateId> = before.states.iter().map(|state| &state.id).collect();
    let new: BTreeSet<&StateId> = after.states.iter().map(|state| &state.id).collect();
    let mut said = Vec::new();
    said.extend(new.difference(&old).map(|state| format!("state `{state}` is new")));
    said.extend(old.difference(&new).map(|state| format!("state `{state}` is gone; cases in it need a mapping")));
    for state in new.intersection(&old) {
        said.extend(changes_of_state(state, before, after));
    }
    said.extend(changes_of_limits(before, after));
    said
}

fn changes_of_state(state: &StateId, before: &Definition, after: &Definition) -> Vec<String> {
    let of = |definition: &Definition| -> BTreeSet<String> {
        definition.actions_from(state).map(|action| told(action, state)).collect()
    };
    let (old, new) = (of(before), of(after));
    let gone = old.difference(&new).map(|action| format!("state `{state}`: no longer {action}"));
    let fresh = new.difference(&old).map(|action| format!("state `{state}`: now {action}"));
    gone.chain(fresh).collect()
}

fn told(action: &Action, from: &StateId) -> String {
    let who: BTreeSet<String> = action
        .who
        .iter()
        .flat_map(|who| {
            let roles: Vec<String> = who.roles.iter().map(|role| format!("{role} as {}", who.stance)).collect();
            if roles.is_empty() { vec![who.stance.to_string()] } else { roles }
        })
        .collect();
    let who: Vec<String> = who.into_iter().collect();
    format!("`{}` to `{}` by {}", action.id, action.target(from), who.join(", "))
}

fn changes_of_limits(before: &Definition, after: &Definition) -> Vec<String> {
    let mut said = Vec::new();
    for limit in &after.limits {
        match before.limit(&limit.id) {
            None => said.push(format!("limit `{}` is new: {} {:?}", limit.id, limit.amount, limit.unit)),
            Some(old) if old == limit => {}
            Some(old) if (old.amount, old.unit) != (limit.amount, limit.unit) => said.push(format!(
                "limit `{}` was {} {:?} and is {} {:?} ({})",
                limit.id, old.amount, old.unit, limit.amount, limit.unit, limit.clause
            )),
            Some(_) => said.push(format!("limit `{}` is written otherwise ({})", limit.id, limit.clause)),
        }
    }
    let gone = before.limits.iter().filter(|limit| after.limit(&limit.id).is_none());
    said.extend(gone.map(|limit| format!("limit `{}` is gone", limit.id)));
    said
}
