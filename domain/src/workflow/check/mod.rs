//! The check that a workflow is sound before any case uses it.
//!
//! The check gives data the guarantees that an exhaustive `match` gives code: nothing is unknown,
//! ambiguous, unreachable or endless.

mod actions;
mod limits;
mod reasons;
mod referrals;
mod states;

use std::collections::BTreeSet;

use super::{
    definition::{Definition, NoticeRule},
    name::{ActionId, LimitId, ReferralId, StateId},
    reachable_states,
    rules::Rules,
};
use crate::access::{Role, Stance};

/// The environment that a workflow may reference.
pub trait Surroundings {
    /// Reports whether a letter exists in every language.
    fn has_letter(&self, letter: &str) -> bool;
    /// Reports whether the grants permit the action on this kind of case to a role in a stance.
    fn may(&self, role: Role, stance: Stance, kind: &str, action: &str) -> bool;
}

/// A fault of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub at: Spot,
    /// A sentence that describes the fault.
    pub what: String,
}

/// A place in a workflow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    Workflow,
    State(StateId),
    /// An action, by its index in the file.
    Action(usize, ActionId),
    Limit(LimitId),
    Referral(ReferralId),
    Code(super::name::CodeId),
}

/// All faults of a workflow; an empty list is the proof of soundness.
#[must_use]
pub fn check<R: Rules>(definition: &Definition<R>, around: &dyn Surroundings) -> Vec<Finding> {
    let mut proof = Proof { definition, around, found: Vec::new() };
    proof.names();
    proof.states();
    for (place, action) in definition.actions.iter().enumerate() {
        proof.action(place, action);
    }
    proof.ambiguity();
    for limit in &definition.limits {
        proof.limit(limit);
    }
    proof.referrals();
    proof.codes();
    if proof.found.is_empty() {
        proof.found = reachable_states::findings(definition);
    }
    proof.found
}

struct Proof<'a, R: Rules> {
    definition: &'a Definition<R>,
    around: &'a dyn Surroundings,
    found: Vec<Finding>,
}

impl<R: Rules> Proof<'_, R> {
    fn fault(&mut self, at: Spot, what: String) {
        self.found.push(Finding { at, what });
    }

    fn names(&mut self) {
        if self.definition.state(&self.definition.initial).is_none() {
            self.fault(Spot::Workflow, format!("the initial state `{}` is unknown", self.definition.initial));
        }
        for id in doubled(self.definition.states.iter().map(|state| &state.id)) {
            self.fault(Spot::State(id.clone()), format!("the state `{id}` is written twice"));
        }
        for id in doubled(self.definition.limits.iter().map(|limit| &limit.id)) {
            self.fault(Spot::Limit(id.clone()), format!("the limit `{id}` is written twice"));
        }
        for id in doubled(self.definition.referrals.iter().map(|rule| &rule.id)) {
            self.fault(Spot::Referral(id.clone()), format!("the referral `{id}` is written twice"));
        }
        for id in doubled(self.definition.refusal_codes.iter().map(|code| &code.id)) {
            self.fault(Spot::Code(id.clone()), format!("the code `{id}` is written twice"));
        }
        for id in doubled(self.definition.evidence.iter().map(|evidence| &evidence.id)) {
            self.fault(Spot::Workflow, format!("the evidence `{id}` is written twice"));
        }
        for id in doubled(self.definition.documents.iter().map(|document| &document.id)) {
            self.fault(Spot::Workflow, format!("the document `{id}` is written twice"));
        }
    }

    fn check_notices(&mut self, spot: &Spot, notices: &[NoticeRule]) {
        for notice in notices {
            if !self.around.has_letter(notice.template.as_str()) {
                self.fault(spot.clone(), format!("the letter `{}` is unknown", notice.template));
            }
            if let Some(due) = notice.due.as_ref().filter(|due| self.definition.limit(due).is_none()) {
                self.fault(spot.clone(), format!("the letter `{}` names the unknown limit `{due}`", notice.template));
            }
        }
    }
}

fn doubled<'a, T: Ord + 'a>(ids: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
    let mut seen = BTreeSet::new();
    ids.filter(|id| !seen.insert(*id)).collect()
}
