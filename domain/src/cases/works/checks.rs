//! The conditions that actions of planned works can require.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Content, JoinStatus};
use crate::{
    access::Stance,
    cases::CaseRules,
    ids::OrganizationId,
    messages::{FieldProblem, Rule},
    workflow::{
        doer::Doer,
        fields::read,
        limit::TimerStatus,
        rules::{GuardInput, Scene},
        violation::{FieldError, NotAccepted, RuleViolation},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The notice names works, place, dates and contact.
    NoticeIsWhole,
    /// The street has no dig moratorium, or the notice justifies the digging.
    DiggingIsAllowed,
    /// The window for joining is open.
    WindowIsOpen,
    /// The organisation has no pending request to join.
    NotAskedBefore,
    /// The named organisation waits for an answer.
    JoinWaits,
    /// The signing organisation has an agreed request.
    JoinWasAgreed,
    /// The reported day is not in the future.
    WorksDayHasCome,
}

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::NoticeIsWhole
        | Guard::DiggingIsAllowed
        | Guard::WindowIsOpen
        | Guard::NotAskedBefore
        | Guard::JoinWasAgreed => GuardInput::Case,
        Guard::JoinWaits | Guard::WorksDayHasCome => GuardInput::Action,
    }
}

/// Checks a condition.
///
/// # Errors
/// The rule that forbids the action, or the faults of the content.
pub fn check(guard: Guard, content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::NoticeIsWhole => content.notice.lacks().verdict(),
        Guard::DiggingIsAllowed => digging_is_allowed(content, scene),
        Guard::WindowIsOpen => {
            let open = scene.case.timers.get("window").is_some_and(|timer| timer.status == TimerStatus::Running);
            holds(open, Rule::WindowIsOpen)
        }
        Guard::NotAskedBefore => {
            let live = [JoinStatus::Asked, JoinStatus::Agreed, JoinStatus::Signed];
            let free = joiner(scene).is_some_and(|own| content.join(own, &live).is_none());
            holds(free, Rule::NotAskedBefore)
        }
        Guard::JoinWaits => {
            let named: OrganizationId = read(&scene.command.data, "organization_id")?;
            match content.join(named, &[JoinStatus::Asked]) {
                Some(_) => Ok(()),
                None => Err(FieldError::new("/data/organization_id", FieldProblem::NotAskedToJoin).into()),
            }
        }
        Guard::JoinWasAgreed => {
            let agreed = joiner(scene).is_some_and(|own| content.join(own, &[JoinStatus::Agreed]).is_some());
            holds(agreed, Rule::JoinWasAgreed)
        }
        Guard::WorksDayHasCome => {
            let day: NaiveDate = read(&scene.command.data, "on")?;
            if day > scene.law.office.local_date(scene.at) {
                return Err(FieldError::new("/data/on", FieldProblem::InTheFuture).into());
            }
            Ok(())
        }
    }
}

fn holds(holds: bool, rule: Rule) -> Result<(), NotAccepted> {
    if holds { Ok(()) } else { Err(rule.into()) }
}

/// A recently closed street has a dig moratorium; an exception needs a justification.
fn digging_is_allowed(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let said = content.notice.justification.as_ref().is_some_and(|why| !why.trim().is_empty());
    if said || scene.facts.resting.is_empty() {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::DiggingIsAllowed).blocked_by(scene.facts.resting.clone()).into())
}

/// The organisation that asks to join.
pub(super) fn joiner(scene: &Scene<'_, CaseRules>) -> Option<OrganizationId> {
    match scene.doer {
        Doer::System => None,
        Doer::Person { places, .. } => {
            places.iter().find(|place| place.stance == Stance::Informed).map(|place| place.organization)
        }
    }
}
