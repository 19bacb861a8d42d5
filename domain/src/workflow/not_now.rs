//! The actions that a person can expect in the state of a case, and that would be refused now
//! whatever data is sent: with the reason.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::Map;

use super::{
    case::Case,
    consult,
    decide::{ActionRequest, OnFile, check_whole, is_draft, may_be_done, missing_documents, with_clause},
    definition::Action,
    doer::{Doer, PartyMembership, Signature},
    law::Law,
    name::ActionId,
    rules::{GuardInput, Rules, Scene},
    sides,
    violation::{NotAccepted, RuleViolation},
};
use crate::access::Stance;
use crate::ids::UserId;
use crate::messages::Rule;

/// An action that is not possible now.
#[derive(Debug)]
pub struct NotNow<'a, R: Rules> {
    pub action: &'a Action<R>,
    pub why: NotAccepted,
}

/// A case as a person sees it before any action.
#[derive(Debug)]
pub struct ActionCheck<'a, R: Rules> {
    pub law: Law<'a, R>,
    pub case: &'a Case<R>,
    pub facts: &'a R::Facts,
    pub on_file: &'a OnFile,
    pub user: UserId,
    /// The memberships of the person with a stance to the case.
    pub places: &'a BTreeSet<PartyMembership>,
    pub at: DateTime<Utc>,
}

/// The actions from the current state that the person, or another role of the same organisation
/// with the same stance, may perform in principle, and that a rule refuses now.
#[must_use]
pub fn not_now<'a, R: Rules>(check: &ActionCheck<'a, R>) -> Vec<NotNow<'a, R>> {
    let mut seen = BTreeSet::new();
    let here = check.law.definition.actions_from(&check.case.state);
    let ids: Vec<&ActionId> = here.map(|action| &action.id).filter(|id| seen.insert(*id)).collect();
    ids.into_iter().filter_map(|id| one(check, id)).collect()
}

fn one<'a, R: Rules>(check: &ActionCheck<'a, R>, id: &ActionId) -> Option<NotNow<'a, R>> {
    let entries: Vec<&'a Action<R>> =
        check.law.definition.actions_from(&check.case.state).filter(|action| action.id == *id).collect();
    let doer = sides::doer(check.case, check.user, check.places.clone());
    let signed = |doer: &Doer| entries.iter().find_map(|action| Some((*action, doer.sign(&action.who)?)));
    if let Some((action, signature)) = signed(&doer) {
        let why = refusal(check, action, &doer, &signature).err()?;
        return Some(NotNow { action, why });
    }
    let anywhere = Doer::Person { user: check.user, places: check.places.clone() };
    if let Some((action, _)) = signed(&anywhere) {
        return Some(NotNow { action, why: RuleViolation::of(Rule::AsksOrAnswers).not_permitted() });
    }
    let action = entries.into_iter().find(|action| is_for_colleague(action, check.places))?;
    let rule = Rule::NeedsAnotherRole { action: action.title.clone() };
    Some(NotNow { action, why: RuleViolation::of(rule).not_permitted() })
}

/// Reports whether another role in the same stance may perform an action.
fn is_for_colleague<R: Rules>(action: &Action<R>, places: &BTreeSet<PartyMembership>) -> bool {
    action.who.iter().any(|who| places.iter().any(|place| place.stance == who.stance))
}

fn refusal<R: Rules>(
    check: &ActionCheck<'_, R>,
    action: &Action<R>,
    doer: &Doer,
    signature: &Signature,
) -> Result<(), NotAccepted> {
    let ActionCheck { law, case, facts, on_file, at, .. } = *check;
    let command =
        ActionRequest { action: action.id.clone(), comment: None, data: Map::new(), on_file: OnFile::clone(on_file) };
    let scene = Scene { law, case, facts, command: &command, doer, at };
    may_be_done(&scene, action, signature)?;
    if let (Some(rule), Signature::Person { place, .. }) =
        (action.opinion.as_ref().and_then(|id| law.definition.referral(id)), signature)
    {
        consult::awaited(case, rule, place.organization)?;
    }
    let missing: Vec<_> = missing_documents(action, on_file).collect();
    let mut guards = action.guards.iter().copied().filter(|guard| is_checkable::<R>(*guard, signature));
    if is_draft(law, case) {
        return check_whole(&scene, action, missing, guards);
    }
    if !missing.is_empty() {
        return Err(NotAccepted::Invalid(missing));
    }
    guards.try_for_each(|guard| R::check(guard, &scene).map_err(|denial| with_clause(denial, action)))
}

fn is_checkable<R: Rules>(guard: R::Guard, signature: &Signature) -> bool {
    match R::input_of(guard) {
        GuardInput::Case => true,
        GuardInput::Owner => signature.stance() == Stance::Owner,
        GuardInput::Action => false,
    }
}
