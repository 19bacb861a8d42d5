//! Checks of actions: all references are known, the named roles have the permission, and no two
//! actions are ambiguous.

use std::collections::BTreeMap;

use crate::{
    access::Stance,
    workflow::{
        definition::{Action, Comment, Phase, Reasons, Trigger, Who},
        fields::{Field, Form, ValueShape},
        name::{ActionId, StateId},
        rules::Rules,
    },
};

use super::{Proof, Spot};

impl<R: Rules> Proof<'_, R> {
    pub(super) fn action(&mut self, place: usize, action: &Action<R>) {
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
        for field in &action.fields {
            self.field(place, action, field);
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
        if action.trigger == Trigger::AnotherCase && action.who.iter().any(|who| who.stance != Stance::System) {
            self.fault(spot(), format!("`{}` follows from another case, so only the system can do it", action.id));
        }
        self.reopens(place, action);
        self.check_notices(&spot(), &action.notices);
    }

    /// Checks that a list or an object names its shape, and that the shape has the form of its
    /// field.
    fn field(&mut self, place: usize, action: &Action<R>, field: &Field<R>) {
        let form: &str = field.form.into();
        let what = match field.of {
            Some(shape) if shape.form() != field.form => {
                let (shape, of): (&str, &str) = (shape.into(), shape.form().into());
                format!("`{}` takes `{}` as {form}, but `{shape}` is the shape of a {of}", action.id, field.id)
            }
            None if matches!(field.form, Form::List | Form::Object) => {
                format!("`{}` takes the {form} `{}` without a shape: name it with `of`", action.id, field.id)
            }
            Some(_) | None => return,
        };
        self.fault(Spot::Action(place, action.id.clone()), what);
    }

    fn actor(&mut self, place: usize, action: &Action<R>, who: &Who) {
        let spot = || Spot::Action(place, action.id.clone());
        if who.stance == Stance::System {
            if action.trigger == Trigger::AnotherCase {
                return;
            }
            let asks = !action.fields.is_empty()
                || !action.documents.is_empty()
                || action.reasons == Reasons::Coded
                || action.comment == Comment::Required;
            if asks || !action.guards.is_empty() {
                self.fault(
                    spot(),
                    format!("the system does `{}`, so it can have no guards, fields, documents or reasons", action.id),
                );
            }
            if action.max_times.is_some() || !action.needs_flags.is_empty() || !action.extends.is_empty() {
                self.fault(
                    spot(),
                    format!(
                        "the system must always be able to do `{}`: no flags it needs, no `max_times`, no `extends`",
                        action.id
                    ),
                );
            }
            if action.refers.is_some() || action.opinion.is_some() {
                self.fault(spot(), format!("the system does `{}`, but only people ask agencies and answer", action.id));
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

    pub(super) fn ambiguity(&mut self) {
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
}

fn overlaps(who: &Who, others: &[Who]) -> bool {
    others.iter().any(|other| {
        other.stance == who.stance
            && (who.stance == Stance::System || who.roles.iter().any(|role| other.roles.contains(role)))
    })
}
