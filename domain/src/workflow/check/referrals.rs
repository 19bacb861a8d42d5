//! Checks of referrals: agencies can receive and give opinions, and a missing opinion never blocks
//! a case for ever.

use crate::{
    access::Stance,
    workflow::{referral::Silence, rules::Rules},
};

use super::{Proof, Spot};

impl<R: Rules> Proof<'_, R> {
    pub(super) fn referrals(&mut self) {
        for rule in &self.definition.referrals {
            let spot = || Spot::Referral(rule.id.clone());
            if rule.amount == 0 {
                self.fault(spot(), format!("the referral `{}` gives no time", rule.id));
            }
            for state in &rule.open_in {
                if self.definition.state(state).is_none() {
                    self.fault(spot(), format!("the referral `{}` names the unknown state `{state}`", rule.id));
                }
                // Complete opinions would trigger the join again and again.
                let again = self.definition.actions_from(state).find(|action| {
                    action.id == rule.joined_action
                        && action.is_for_system()
                        && rule.open_in.contains(action.target(state))
                });
                if again.is_some() {
                    self.fault(
                        spot(),
                        format!("the referral `{}` goes round for ever: from `{state}` `{}` leads to where it is still open", rule.id, rule.joined_action),
                    );
                }
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
                let never = rule.on_silence == Silence::Escalate || !rule.no_deem.is_empty();
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
            if !self.definition.actions.iter().any(|action| action.refers.as_ref() == Some(&rule.id)) {
                self.fault(spot(), format!("no action asks for the opinions of `{}`", rule.id));
            }
            if !self.definition.actions.iter().any(|action| action.opinion.as_ref() == Some(&rule.id)) {
                self.fault(spot(), format!("no action answers the referral `{}`", rule.id));
            }
            self.check_notices(&spot(), &rule.notices);
        }
    }
}
