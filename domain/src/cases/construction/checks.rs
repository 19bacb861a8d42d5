//! The conditions that actions of a permit or a notice can require.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{content::Content, route::Way};
use crate::{
    cases::{CaseRules, Kind},
    messages::{FieldProblem, Rule},
    workflow::{
        fields::read,
        rules::{GuardInput, Scene},
        violation::{FieldError, NotAccepted, RuleViolation},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The content describes the works and the place.
    WorksAreWhole,
    /// The law prescribes this kind of case for the works.
    RouteIsThis,
    /// The approval of the place is in force.
    SitingIsInForce,
    /// The start day is not before the notice.
    StartIsNotBeforeNotice,
    /// No change of the permit waits for an answer.
    NoAdjustmentIsOpen,
    /// A change of the permit waits for an answer.
    AdjustmentIsOpen,
    /// A request for extension has no answer yet.
    ExtensionWasAsked,
    /// The reported day is not in the future.
    DayHasCome,
}

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::WorksAreWhole
        | Guard::RouteIsThis
        | Guard::SitingIsInForce
        | Guard::StartIsNotBeforeNotice
        | Guard::NoAdjustmentIsOpen
        | Guard::AdjustmentIsOpen
        | Guard::ExtensionWasAsked => GuardInput::Case,
        Guard::DayHasCome => GuardInput::Action,
    }
}

/// Checks a condition.
///
/// # Errors
/// The rule that forbids the action, or the faults of the content.
pub fn check(guard: Guard, content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::WorksAreWhole => content.works.lacks().verdict(),
        Guard::RouteIsThis => route_is_this(scene),
        Guard::SitingIsInForce => siting_is_in_force(content, scene),
        Guard::StartIsNotBeforeNotice => start_is_not_before_notice(content, scene),
        Guard::NoAdjustmentIsOpen => match content.open_adjustment() {
            None => Ok(()),
            Some(_) => Err(Rule::NoAdjustmentIsOpen.into()),
        },
        Guard::AdjustmentIsOpen => match content.open_adjustment() {
            Some(_) => Ok(()),
            None => Err(Rule::AdjustmentIsOpen.into()),
        },
        Guard::ExtensionWasAsked => extension_was_asked(scene),
        Guard::DayHasCome => day_has_come(scene),
    }
}

fn route_is_this(scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let Some(route) = &scene.facts.route else {
        return Err(Rule::RouteIsKnown.into());
    };
    if scene.case.kind == *route.to.as_str() {
        return Ok(());
    }
    let rule = match route.to {
        Way::ConstructionPermit => Rule::RouteIsThePermit,
        Way::CommencementNotice => Rule::RouteIsTheNotice,
    };
    Err(RuleViolation::of(rule).under(Some(&route.clause)).blocked_by(vec![route.to.to_string()]).into())
}

/// Filing needs an approval of the place in force (acceptance scenario 25).
fn siting_is_in_force(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let Some(id) = content.works.siting_case_id else {
        return Err(FieldError::new("/siting_case_id", FieldProblem::NameTheSiting).into());
    };
    let linked = scene.facts.linked.get(&id).filter(|linked| linked.kind == Kind::SitingApplication);
    match linked {
        None => Err(FieldError::new("/siting_case_id", FieldProblem::NotYourSiting).into()),
        Some(linked) if linked.is_in_force() => Ok(()),
        Some(linked) => {
            Err(RuleViolation::of(Rule::SitingIsInForce).blocked_by(linked.code.iter().cloned().collect()).into())
        }
    }
}

fn start_is_not_before_notice(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let today = scene.law.office.local_date(scene.at);
    match content.works.starts_on {
        None => Err(FieldError::new("/starts_on", FieldProblem::SayWhenBuildingBegins).into()),
        Some(day) if day < today => Err(FieldError::new("/starts_on", FieldProblem::DayIsOver { day }).into()),
        Some(_) => Ok(()),
    }
}

fn extension_was_asked(scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let times = |action: &str| scene.case.taken.iter().filter(|taken| taken.action == *action).count();
    if times("request_extension") > times("extend").saturating_add(times("refuse_extension")) {
        return Ok(());
    }
    Err(Rule::ExtensionWasAsked.into())
}

fn day_has_come(scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let day: NaiveDate = read(&scene.command.data, "on")?;
    if day > scene.law.office.local_date(scene.at) {
        return Err(FieldError::new("/data/on", FieldProblem::InTheFuture).into());
    }
    Ok(())
}
