//! The proof that a machine is sound, before it may carry a single case.
//!
//! What an exhaustive `match` gives code, this gives data: nothing is unknown, ambiguous, unreachable or endless.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    definition::{Action, Clock, Definition, Phase, State, Tell, Who},
    limit::Limit,
    name::{ActionId, EvidenceId, LimitId, ReferralId, StateId},
    rules::Rules,
    walk,
};
use crate::access::{Role, Stance};

/// What the machine may refer to outside itself.
pub trait Surroundings {
    /// Whether there is such a letter in every language.
    fn has_letter(&self, letter: &str) -> bool;
    /// Whether the grants let a role in a stance do this action on this kind of case.
    fn may(&self, role: Role, stance: Stance, kind: &str, action: &str) -> bool;
}

/// A fault of a machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub at: Spot,
    /// What is wrong, as a sentence.
    pub what: String,
}

/// A place in a machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The machine as a whole.
    Machine,
    /// A state.
    State(StateId),
    /// An action, by its place in the file.
    Action(usize, ActionId),
    /// A limit.
    Limit(LimitId),
    /// A referral rule.
    Referral(ReferralId),
    /// A refusal code.
    Code(super::name::CodeId),
}

/// All faults of a machine; an empty list is the proof.
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
        proof.found = walk::findings(definition);
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
            self.fault(Spot::Machine, format!("the initial state `{}` is unknown", self.definition.initial));
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
    }

    fn states(&mut self) {
        let reached = walk::reached(self.definition);
        let ending = walk::ending(self.definition);
        for state in &self.definition.states {
            let spot = || Spot::State(state.id.clone());
            if !reached.contains(&state.id) {
                self.fault(spot(), format!("the state `{}` cannot be reached", state.id));
            }
            if !ending.contains(&state.id) {
                self.fault(spot(), format!("the state `{}` can never reach an end", state.id));
            }
            if state.turn.is_empty() && self.waits_for_nobody(state) {
                self.fault(spot(), format!("in the state `{}` it is nobody's turn", state.id));
            }
            for who in &state.turn {
                if !self.can_act(&state.id, who) {
                    self.fault(
                        spot(),
                        format!(
                            "in the state `{}` it is the turn of {}, who can do nothing there",
                            state.id,
                            shown(who)
                        ),
                    );
                }
            }
            let runs = self.definition.limits.iter().any(|limit| limit.runs_in.contains(&state.id));
            let pauses = self.definition.limits.iter().any(|limit| limit.pauses_in.contains(&state.id));
            let wrong = match state.clock {
                Clock::Running if !runs => Some("says its clock runs, but no limit runs in it"),
                Clock::Paused if !pauses => Some("says clocks stand still, but no limit pauses in it"),
                Clock::Stopped if runs => Some("says no clock runs, but a limit runs in it"),
                Clock::Running | Clock::Paused | Clock::Stopped => None,
            };
            if let Some(wrong) = wrong {
                self.fault(spot(), format!("the state `{}` {wrong}", state.id));
            }
        }
    }

    /// Work that is open waits for somebody. What is in force can rest until one of the people concerned does something.
    fn waits_for_nobody(&self, state: &State) -> bool {
        match state.phase {
            Phase::Draft | Phase::Open => true,
            Phase::InForce => !self
                .definition
                .actions_from(&state.id)
                .any(|action| action.who.iter().any(|who| who.stance != Stance::System)),
            Phase::Closed => false,
        }
    }

    fn can_act(&self, state: &StateId, who: &Who) -> bool {
        who.roles.iter().all(|role| {
            self.definition
                .actions_from(state)
                .any(|action| action.who.iter().any(|may| may.stance == who.stance && may.roles.contains(role)))
        })
    }

    fn action(&mut self, place: usize, action: &Action<R>) {
        let spot = || Spot::Action(place, action.id.clone());
        for state in action.from.iter().chain(&action.to) {
            if self.definition.state(state).is_none() {
                self.fault(spot(), format!("`{}` names the unknown state `{state}`", action.id));
            }
        }
        if action.who.is_empty() {
            self.fault(spot(), format!("nobody may do `{}`", action.id));
        }
        for who in &action.who {
            self.actor(place, action, who);
        }
        for kind in &action.documents {
            if !self.definition.documents.iter().any(|document| document.id == *kind) {
                self.fault(spot(), format!("`{}` needs the unknown document `{kind}`", action.id));
            }
        }
        for done in &action.four_eyes {
            if !self.definition.actions.iter().any(|other| other.id == *done) {
                self.fault(spot(), format!("`{}` is kept apart from the unknown action `{done}`", action.id));
            }
        }
        for limit in &action.extends {
            match self.definition.limit(limit) {
                None => self.fault(spot(), format!("`{}` extends the unknown limit `{limit}`", action.id)),
                Some(known) if known.extension.is_none() => {
                    self.fault(spot(), format!("`{}` extends the limit `{limit}`, which has no extension", action.id));
                }
                Some(_) => {}
            }
        }
        for rule in action.refers.iter().chain(&action.opinion) {
            if self.definition.referral(rule).is_none() {
                self.fault(spot(), format!("`{}` names the unknown referral `{rule}`", action.id));
            }
        }
        self.reopens(place, action);
        self.letters(&spot(), &action.tell);
    }

    fn actor(&mut self, place: usize, action: &Action<R>, who: &Who) {
        let spot = || Spot::Action(place, action.id.clone());
        if who.stance == Stance::System {
            let asks = !action.fields.is_empty()
                || !action.documents.is_empty()
                || action.reasons == super::definition::Reasons::Coded;
            if asks || !action.guards.is_empty() {
                self.fault(
                    spot(),
                    format!("the system does `{}`, so it can have no guards, fields, documents or reasons", action.id),
                );
            }
            return;
        }
        if who.roles.is_empty() {
            self.fault(spot(), format!("`{}` names no role for {}", action.id, who.stance.as_str()));
        }
        for role in &who.roles {
            if !self.around.may(*role, who.stance, self.definition.kind.as_str(), action.id.as_str()) {
                self.fault(
                    spot(),
                    format!("no grant allows {} as {} to do `{}`", role.as_str(), who.stance.as_str(), action.id),
                );
            }
        }
    }

    fn reopens(&mut self, place: usize, action: &Action<R>) {
        let closed = |id: &StateId| self.definition.state(id).is_some_and(|state| state.phase == Phase::Closed);
        let opened = action.from.iter().find(|from| closed(from) && !closed(action.target(from))).cloned();
        if let Some(from) = opened {
            self.fault(
                Spot::Action(place, action.id.clone()),
                format!("`{}` opens a closed case again, from `{from}`", action.id),
            );
        }
    }

    fn ambiguity(&mut self) {
        let definition = self.definition;
        let mut by_id: BTreeMap<&ActionId, Vec<(usize, &Action<R>)>> = BTreeMap::new();
        for (place, action) in definition.actions.iter().enumerate() {
            by_id.entry(&action.id).or_default().push((place, action));
        }
        for (id, entries) in by_id {
            for (at, (place, one)) in entries.iter().enumerate() {
                let clash = entries.iter().take(at).find_map(|(_, other)| {
                    let state = one.from.iter().find(|state| other.from.contains(state))?;
                    one.who.iter().any(|who| overlaps(who, &other.who)).then_some(state)
                });
                if let Some(state) = clash {
                    self.fault(
                        Spot::Action(*place, id.clone()),
                        format!("`{id}` from `{state}` is written twice for the same people"),
                    );
                }
            }
        }
    }

    fn limit(&mut self, limit: &Limit) {
        let spot = || Spot::Limit(limit.id.clone());
        if limit.amount == 0 {
            self.fault(spot(), format!("the limit `{}` gives no time", limit.id));
        }
        for state in limit.runs_in.iter().chain(&limit.pauses_in) {
            if self.definition.state(state).is_none() {
                self.fault(spot(), format!("the limit `{}` names the unknown state `{state}`", limit.id));
            }
        }
        for start in &limit.starts_on {
            let starters: Vec<_> = self.definition.actions.iter().filter(|action| action.id == *start).collect();
            if starters.is_empty() {
                self.fault(spot(), format!("the limit `{}` starts on the unknown action `{start}`", limit.id));
            }
            for from in starters.iter().flat_map(|action| action.from.iter().map(move |from| action.target(from))) {
                if !limit.runs_in.contains(from) {
                    self.fault(
                        spot(),
                        format!("the limit `{}` starts on `{start}`, but does not run in `{from}`", limit.id),
                    );
                }
            }
        }
        self.expiry(limit);
        self.letters(&spot(), &limit.tell);
        for reminder in &limit.reminders {
            self.letters(&spot(), &reminder.tell);
        }
    }

    fn expiry(&mut self, limit: &Limit) {
        let spot = Spot::Limit(limit.id.clone());
        match (&limit.expiry_action, limit.on_expiry.takes_action()) {
            (None, true) => self
                .fault(spot, format!("the limit `{}` has no expiry rule: name the action the system takes", limit.id)),
            (Some(action), false) => {
                self.fault(spot, format!("the limit `{}` names `{action}`, but its expiry takes no action", limit.id));
            }
            (Some(action), true) => {
                for state in &limit.runs_in {
                    let able = self.definition.actions_from(state).any(|a| a.id == *action && a.is_for_system());
                    if !able {
                        self.fault(
                            Spot::Limit(limit.id.clone()),
                            format!(
                                "when the limit `{}` runs out in `{state}`, the system cannot do `{action}` there",
                                limit.id
                            ),
                        );
                    }
                }
            }
            (None, false) => {}
        }
    }

    fn referrals(&mut self) {
        for rule in &self.definition.referrals {
            let spot = || Spot::Referral(rule.id.clone());
            if rule.amount == 0 {
                self.fault(spot(), format!("the referral `{}` gives no time", rule.id));
            }
            for state in &rule.open_in {
                let joins =
                    self.definition.actions_from(state).any(|a| a.id == rule.joined_action && a.is_for_system());
                if !joins {
                    self.fault(
                        spot(),
                        format!(
                            "the referral `{}` can wait for ever: in `{state}` the system cannot do `{}`",
                            rule.id, rule.joined_action
                        ),
                    );
                }
                let never = rule.on_silence == super::referral::Silence::Escalate || !rule.no_deem.is_empty();
                let way_out = self.definition.actions_from(state).any(|action| {
                    action.target(state) != state
                        && action.who.iter().any(|who| !matches!(who.stance, Stance::Consulted | Stance::System))
                });
                if never && !way_out {
                    self.fault(
                        spot(),
                        format!("the referral `{}` can wait for ever: nobody can leave `{state}` when an agency stays silent", rule.id),
                    );
                }
            }
            self.letters(&spot(), &rule.tell);
        }
    }

    fn codes(&mut self) {
        let known: BTreeSet<&EvidenceId> = self.definition.evidence.iter().map(|evidence| &evidence.id).collect();
        for code in &self.definition.refusal_codes {
            for evidence in code.needs.iter().flat_map(|group| &group.any_of) {
                if !known.contains(evidence) {
                    self.fault(
                        Spot::Code(code.id.clone()),
                        format!("the code `{}` needs the unknown evidence `{evidence}`", code.id),
                    );
                }
            }
        }
        let refuses = self.definition.actions.iter().any(|action| action.reasons == super::definition::Reasons::Coded);
        if refuses && self.definition.refusal_codes.is_empty() {
            self.fault(Spot::Machine, "an action needs coded reasons, but there are no refusal codes".to_owned());
        }
    }

    fn letters(&mut self, spot: &Spot, tells: &[Tell]) {
        for tell in tells {
            if !self.around.has_letter(tell.letter.as_str()) {
                self.fault(spot.clone(), format!("the letter `{}` is unknown", tell.letter));
            }
            if let Some(due) = tell.due.as_ref().filter(|due| self.definition.limit(due).is_none()) {
                self.fault(spot.clone(), format!("the letter `{}` names the unknown limit `{due}`", tell.letter));
            }
        }
    }
}

fn overlaps(who: &Who, others: &[Who]) -> bool {
    others.iter().any(|other| {
        other.stance == who.stance
            && (who.stance == Stance::System || who.roles.iter().any(|role| other.roles.contains(role)))
    })
}

fn doubled<'a, T: Ord + 'a>(ids: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
    let mut seen = BTreeSet::new();
    ids.filter(|id| !seen.insert(*id)).collect()
}

fn shown(who: &Who) -> String {
    let roles: Vec<_> = who.roles.iter().map(|role| role.as_str()).collect();
    format!("{} ({})", who.stance.as_str(), roles.join(", "))
}
