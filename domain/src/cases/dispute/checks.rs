//! The conditions that the actions of a dispute can demand.

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
        rules::Scene,
        violation::{FieldError, NotAccepted},
    },
};

/// A condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The claim says which case, what happened, and what is asked for.
    ClaimIsWhole,
    /// The claimant takes part in the case, and there is another side.
    CaseIsDisputable,
    /// What is decided can be carried out on the case.
    RulingCanBeCarriedOut,
    /// The decision that is drafted gives the claimant something.
    RulingGrants,
    /// The decision that is drafted dismisses the claim.
    RulingDismisses,
}

/// Whether a condition holds.
///
/// # Errors
/// The rule that forbids, or the faults of the content.
pub fn check(guard: Guard, papers: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::ClaimIsWhole => papers.claim.lacks().verdict(),
        Guard::CaseIsDisputable => match other_side(papers, scene) {
            Some(_) => Ok(()),
            None => Err(FieldError::new("/case_id", FieldProblem::NotAGivenCase).into()),
        },
        Guard::RulingCanBeCarriedOut => can_be_carried_out(papers, scene),
        Guard::RulingGrants if !dismisses(papers) => Ok(()),
        Guard::RulingGrants => Err(Rule::RulingGrants.into()),
        Guard::RulingDismisses if dismisses(papers) => Ok(()),
        Guard::RulingDismisses => Err(Rule::RulingDismisses.into()),
    }
}

fn dismisses(papers: &Content) -> bool {
    papers.ruling.as_ref().is_some_and(|ruling| ruling.verdict == Verdict::Dismissed)
}

/// The case that a dispute is about.
pub(super) fn about<'a>(papers: &Content, scene: &'a Scene<'_, CaseRules>) -> Option<&'a Linked> {
    scene.facts.linked.get(&papers.claim.case_id?)
}

/// Who answers: the owner to the applicant, the applicant to everybody else.
pub(super) fn other_side(papers: &Content, scene: &Scene<'_, CaseRules>) -> Option<OrganizationId> {
    let linked = about(papers, scene)?;
    let other = if is_own(scene, linked.applicant) { linked.owner } else { Some(linked.applicant) };
    other.filter(|other| !is_own(scene, *other))
}

/// Whether a request was refused: what is closed stays closed, so a grant files it anew.
pub(super) fn was_refused(case: &Linked) -> bool {
    case.phase == Phase::Closed && case.outcome == Some(Outcome::Refused)
}

/// A grant can be ordered on a request that is still open, or that was refused.
fn can_be_carried_out(papers: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let verdict: Verdict = read(&scene.command.data, "verdict")?;
    let grantable = about(papers, scene)
        .is_some_and(|case| case.kind == Kind::SharingRequest && (case.phase == Phase::Open || was_refused(case)));
    if verdict != Verdict::GrantOrdered || grantable {
        return Ok(());
    }
    Err(Rule::RulingCanBeCarriedOut.into())
}
