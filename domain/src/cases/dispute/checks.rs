//! The conditions that actions of a dispute can require.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Content, Verdict};
use crate::{
    cases::{
        CaseRules, Kind,
        facts::{Linked, is_own},
    },
    ids::OrganizationId,
    messages::{FieldProblem, Rule},
    workflow::{
        definition::Phase,
        event::Outcome,
        fields::read,
        rules::{GuardInput, Scene},
        violation::{FieldError, NotAccepted},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The claim names the case, the events and the remedy.
    ClaimIsWhole,
    /// The claimant is a party of the case, and the case has another side.
    CaseIsDisputable,
    /// The case can carry out the ruling.
    RulingCanBeCarriedOut,
    /// The drafted ruling grants the claimant something.
    RulingGrants,
    /// The drafted ruling dismisses the claim.
    RulingDismisses,
}

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::ClaimIsWhole | Guard::CaseIsDisputable | Guard::RulingGrants | Guard::RulingDismisses => {
            GuardInput::Case
        }
        Guard::RulingCanBeCarriedOut => GuardInput::Action,
    }
}

/// Checks a condition.
///
/// # Errors
/// The rule that forbids the action, or the faults of the content.
pub fn check(guard: Guard, content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::ClaimIsWhole => content.claim.lacks().verdict(),
        Guard::CaseIsDisputable => match other_side(content, scene) {
            Some(_) => Ok(()),
            None => Err(FieldError::new("/case_id", FieldProblem::NotAGivenCase).into()),
        },
        Guard::RulingCanBeCarriedOut => can_be_carried_out(content, scene),
        Guard::RulingGrants if !dismisses(content) => Ok(()),
        Guard::RulingGrants => Err(Rule::RulingGrants.into()),
        Guard::RulingDismisses if dismisses(content) => Ok(()),
        Guard::RulingDismisses => Err(Rule::RulingDismisses.into()),
    }
}

fn dismisses(content: &Content) -> bool {
    content.ruling.as_ref().is_some_and(|ruling| ruling.verdict == Verdict::Dismissed)
}

/// The case in dispute.
pub(super) fn about<'a>(content: &Content, scene: &'a Scene<'_, CaseRules>) -> Option<&'a Linked> {
    scene.facts.linked.get(&content.claim.case_id?)
}

/// The respondent: the owner for the applicant, the applicant for everybody else.
pub(super) fn other_side(content: &Content, scene: &Scene<'_, CaseRules>) -> Option<OrganizationId> {
    // A case that was never filed has no other side yet, even if its draft names one.
    let linked = about(content, scene).filter(|linked| linked.phase != Phase::Draft)?;
    let other = if is_own(scene, linked.applicant) { linked.owner } else { Some(linked.applicant) };
    other.filter(|other| !is_own(scene, *other))
}

/// Reports whether a request was refused: a closed request stays closed, so a grant files it again.
pub(super) fn was_refused(case: &Linked) -> bool {
    case.phase == Phase::Closed && case.outcome == Some(Outcome::Refused)
}

/// A ruling can order a grant on an open or a refused request.
fn can_be_carried_out(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let verdict: Verdict = read(&scene.command.data, "verdict")?;
    let grantable = about(content, scene)
        .is_some_and(|case| case.kind == Kind::SharingRequest && (case.phase == Phase::Open || was_refused(case)));
    if verdict != Verdict::GrantOrdered || grantable {
        return Ok(());
    }
    Err(Rule::RulingCanBeCarriedOut.into())
}
