//! Checks of states: each state is reachable, has an exit and an end, and names somebody who can
//! act.

use crate::{
    access::Stance,
    workflow::{
        definition::{Clock, Phase, State, Who},
        name::StateId,
        reachable_states,
        rules::Rules,
    },
};

use super::{Proof, Spot};

impl<R: Rules> Proof<'_, R> {
    pub(super) fn states(&mut self) {
        let reached = reachable_states::reached(self.definition);
        let ending = reachable_states::ending(self.definition);
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

    /// Open work waits for somebody. A case in force can rest until one of the parties acts.
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
}

fn shown(who: &Who) -> String {
    let roles: Vec<_> = who.roles.iter().map(|role| role.as_str()).collect();
    format!("{} ({})", who.stance.as_str(), roles.join(", "))
}
