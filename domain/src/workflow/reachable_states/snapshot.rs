//! A snapshot of the exploration: the state of a case, with everything that determines its next
//! steps.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    access::Stance,
    workflow::{
        definition::{Action, Definition, Trigger},
        event::Flag,
        limit::{Limit, OnSupplement},
        name::{ActionId, LimitId, ReferralId, StateId},
        rules::Rules,
    },
};

use super::FlaggedState;

/// A case in the exploration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CaseSnapshot<'a> {
    pub(super) state: &'a StateId,
    flags: BTreeSet<Flag>,
    /// The counts of actions with a limit of performances.
    times: BTreeMap<&'a ActionId, u32>,
    /// The clocks that are not met, as far as their expiry has a consequence.
    hands: BTreeMap<&'a LimitId, Hand>,
    /// The referrals that are open.
    asked: BTreeSet<&'a ReferralId>,
}

/// The state of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hand {
    Ticking,
    RanOut,
}

/// A step that is possible in a snapshot.
#[derive(Debug)]
pub(super) struct Step<'a> {
    /// The action, by its index in the file.
    pub(super) action: Option<usize>,
    pub(super) to: CaseSnapshot<'a>,
    /// The cause of the step.
    pub(super) by: By,
}

/// The cause of a step, which decides whether a case can rely on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The parties of the case, by choice.
    People,
    /// A clock. Nobody chooses which of several clocks expires first.
    Clock,
    /// The outside world, perhaps never; or an extension, which has a limited number.
    Chance,
}

impl<'a> CaseSnapshot<'a> {
    pub(super) fn first<R: Rules>(definition: &'a Definition<R>) -> Self {
        Self {
            state: &definition.initial,
            flags: BTreeSet::new(),
            times: BTreeMap::new(),
            hands: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }

    pub(super) fn state(&self) -> FlaggedState {
        (self.state.clone(), self.flags.clone())
    }

    /// All steps that are possible in this snapshot.
    pub(super) fn steps<R: Rules>(&self, definition: &'a Definition<R>) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for (place, action) in definition.actions.iter().enumerate().filter(|(_, action)| self.allows(action)) {
            let people = action.who.iter().any(|who| who.stance != Stance::System);
            let joins = definition.referrals.iter().any(|rule| {
                rule.joined_action == action.id && rule.open_in.contains(self.state) && self.asked.contains(&rule.id)
            });
            // Another case comes to its end: the check proves its own workflow in the same way.
            let by = if (people && action.extends.is_empty()) || joins || action.trigger == Trigger::AnotherCase {
                By::People
            } else if people || is_from_outside(definition, action) {
                By::Chance
            } else {
                continue;
            };
            steps.extend(self.after(definition, action).into_iter().map(|to| Step { action: Some(place), to, by }));
        }
        for limit in definition.limits.iter().filter(|limit| self.can_run_out(limit)) {
            self.run_out(definition, limit, &mut steps);
        }
        steps
    }

    fn allows<R: Rules>(&self, action: &Action<R>) -> bool {
        action.from.contains(self.state)
            && action.needs_flags.iter().all(|flag| self.flags.contains(flag))
            && action.max_times.is_none_or(|max| self.times.get(&action.id).copied().unwrap_or(0) < max)
    }

    fn can_run_out(&self, limit: &Limit) -> bool {
        self.hands.get(&limit.id) == Some(&Hand::Ticking) && !self.stands(limit)
    }

    fn stands(&self, limit: &Limit) -> bool {
        (limit.pauses_in.contains(self.state) && limit.on_supplement != OnSupplement::None)
            || limit.pauses_under.iter().any(|flag| self.flags.contains(flag))
    }

    fn run_out<R: Rules>(&self, definition: &'a Definition<R>, limit: &'a Limit, steps: &mut Vec<Step<'a>>) {
        let mut expired = self.clone();
        expired.hands.insert(&limit.id, Hand::RanOut);
        expired.flags.extend(raised(limit));
        let Some(wanted) = limit.expiry_action.as_ref().filter(|_| limit.on_expiry.takes_action()) else {
            steps.push(Step { action: None, to: expired, by: By::Clock });
            return;
        };
        let own = definition
            .actions
            .iter()
            .enumerate()
            .find(|(_, action)| action.id == *wanted && action.is_for_system() && action.from.contains(self.state));
        if let Some((place, action)) = own {
            let to = expired.after(definition, action);
            steps.extend(to.into_iter().map(|to| Step { action: Some(place), to, by: By::Clock }));
        }
    }

    /// The results of an action: one for each choice on which a clock depends.
    fn after<R: Rules>(&self, definition: &'a Definition<R>, action: &'a Action<R>) -> Vec<Self> {
        let mut next = self.clone();
        next.state = action.to.as_ref().unwrap_or(self.state);
        if definition.actions.iter().any(|other| other.id == action.id && other.max_times.is_some()) {
            let most =
                definition.actions.iter().filter(|other| other.id == action.id).filter_map(|other| other.max_times);
            let times = next.times.entry(&action.id).or_default();
            *times = times.saturating_add(1).min(most.max().unwrap_or(0));
        }
        next.flags.extend(action.raise.iter().copied());
        for flag in &action.lower {
            next.flags.remove(flag);
        }
        next.asked.extend(action.refers.iter());
        let choices = choices(definition, action);
        choices.into_iter().map(|choice| next.clone().clocked(definition, action, choice)).collect()
    }

    fn clocked<R: Rules>(
        mut self,
        definition: &'a Definition<R>,
        action: &Action<R>,
        choice: Option<(&str, &str)>,
    ) -> Self {
        for limit in definition.limits.iter().filter(|limit| matters(limit)) {
            let said =
                limit.starts_if.as_ref().is_none_or(|when| choice == Some((when.field.as_str(), when.is.as_str())));
            if limit.starts_on.contains(&action.id) && said {
                self.hands.insert(&limit.id, Hand::Ticking);
            } else if limit.met_on.contains(&action.id)
                || (!limit.runs_in.contains(self.state) && !limit.pauses_in.contains(self.state))
            {
                self.hands.remove(&limit.id);
            }
        }
        self
    }
}

/// The choices of the field on which the start of a clock depends.
fn choices<'a, R: Rules>(definition: &'a Definition<R>, action: &'a Action<R>) -> Vec<Option<(&'a str, &'a str)>> {
    let conditions = definition.limits.iter().filter(|limit| limit.starts_on.contains(&action.id));
    let fields: BTreeSet<_> = conditions.filter_map(|limit| limit.starts_if.as_ref().map(|when| &when.field)).collect();
    let offered: Vec<_> = fields
        .into_iter()
        .filter_map(|id| action.field(id))
        .flat_map(|field| field.choices.iter().map(|choice| Some((field.id.as_str(), choice.id.as_str()))))
        .collect();
    if offered.is_empty() { vec![None] } else { offered }
}

/// Reports whether only the outside world triggers an action: freed capacity, an asset with a new
/// owner.
fn is_from_outside<R: Rules>(definition: &Definition<R>, action: &Action<R>) -> bool {
    action.is_for_system()
        && !definition.limits.iter().any(|limit| limit.expiry_action.as_ref() == Some(&action.id))
        && !definition.referrals.iter().any(|rule| rule.joined_action == action.id)
}

fn matters(limit: &Limit) -> bool {
    limit.on_expiry.takes_action() || raised(limit).next().is_some()
}

fn raised(limit: &Limit) -> impl Iterator<Item = Flag> + '_ {
    limit.on_expiry.flag().into_iter().chain(limit.raise.iter().copied())
}
