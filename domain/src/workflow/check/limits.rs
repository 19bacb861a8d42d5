//! Checks of limits: each limit has a start, runs in the state where it starts, and has a rule for
//! its expiry.

use crate::workflow::{limit::Limit, rules::Rules};

use super::{Proof, Spot};

impl<R: Rules> Proof<'_, R> {
    pub(super) fn limit(&mut self, limit: &Limit) {
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
        for met in &limit.met_on {
            if !self.definition.actions.iter().any(|action| action.id == *met) {
                self.fault(spot(), format!("the limit `{}` is met by the unknown action `{met}`", limit.id));
            }
        }
        if limit.starts_on.is_empty() {
            self.fault(spot(), format!("nothing starts the limit `{}`", limit.id));
        }
        if let Some(state) = limit.runs_in.iter().find(|state| limit.pauses_in.contains(state)) {
            self.fault(spot(), format!("the limit `{}` both runs and stands still in `{state}`", limit.id));
        }
        self.condition(limit);
        self.expiry(limit);
        self.check_notices(&spot(), &limit.notices);
        for reminder in &limit.reminders {
            self.check_notices(&spot(), &reminder.notices);
        }
    }

    /// Checks that a start that depends on the data of an action names a field of that action.
    fn condition(&mut self, limit: &Limit) {
        let Some(when) = &limit.starts_if else { return };
        for action in self.definition.actions.iter().filter(|action| limit.starts_on.contains(&action.id)) {
            let said = action.field(&when.field).is_some_and(|field| field.offers(&when.is));
            if !said {
                self.fault(
                    Spot::Limit(limit.id.clone()),
                    format!(
                        "the limit `{}` waits for `{}` to be `{}`, which `{}` does not offer",
                        limit.id, when.field, when.is, action.id
                    ),
                );
            }
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
}
