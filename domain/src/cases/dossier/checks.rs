//! The conditions common to all dossiers before an authority.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::Dossier;
use crate::{
    cases::CaseRules,
    messages::Rule,
    workflow::{
        event::Flag,
        limit::TimerStatus,
        referral::Answer,
        rules::{GuardInput, Scene},
        violation::{NotAccepted, RuleViolation},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The place has a competent office.
    InJurisdiction,
    /// The period for requesting a supplement has not passed.
    SupplementInTime,
    /// The documents on file are the reviewed documents.
    DocumentsAsReviewed,
    /// The agencies of the protected zones have answered; their silence is not consent.
    ZonesWereHeard,
    /// A late office has apologised before it decides.
    ApologyIfLate,
    /// The public notice, if there was one, is over.
    PublicNoticeIsOver,
    /// The hearing was announced, and its period is over.
    HearingIsOver,
}

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::InJurisdiction
        | Guard::SupplementInTime
        | Guard::DocumentsAsReviewed
        | Guard::ZonesWereHeard
        | Guard::ApologyIfLate
        | Guard::PublicNoticeIsOver
        | Guard::HearingIsOver => GuardInput::Case,
    }
}

/// Checks a condition.
///
/// # Errors
/// The rule that forbids the action.
pub fn check(guard: Guard, dossier: &Dossier, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let refusal = match guard {
        Guard::InJurisdiction => in_jurisdiction(scene),
        Guard::SupplementInTime => supplement_in_time(scene),
        Guard::DocumentsAsReviewed => documents_as_reviewed(dossier, scene),
        Guard::ZonesWereHeard => zones_were_heard(scene),
        Guard::ApologyIfLate => apology_if_late(dossier, scene),
        Guard::PublicNoticeIsOver => public_notice_is_over(scene),
        Guard::HearingIsOver => hearing_is_over(scene),
    };
    refusal.map_or(Ok(()), |refusal| Err(refusal.into()))
}

fn in_jurisdiction(scene: &Scene<'_, CaseRules>) -> Option<RuleViolation> {
    scene.facts.jurisdiction.is_none().then(|| RuleViolation::of(Rule::InJurisdiction))
}

fn has_run_out(scene: &Scene<'_, CaseRules>, limit: &str) -> bool {
    scene.case.timers.get(limit).is_some_and(|timer| timer.status == TimerStatus::Expired)
}

fn supplement_in_time(scene: &Scene<'_, CaseRules>) -> Option<RuleViolation> {
    has_run_out(scene, "supplement_window").then(|| RuleViolation::of(Rule::SupplementInTime))
}

/// A decision binds the reviewed documents (acceptance scenario 23).
fn documents_as_reviewed(dossier: &Dossier, scene: &Scene<'_, CaseRules>) -> Option<RuleViolation> {
    (dossier.reviewed != scene.command.on_file.hash).then(|| RuleViolation::of(Rule::DocumentsAsReviewed))
}

fn zones_were_heard(scene: &Scene<'_, CaseRules>) -> Option<RuleViolation> {
    let missing: Vec<String> = scene
        .facts
        .zones
        .iter()
        .filter(|zone| {
            !scene.case.referrals.iter().any(|asked| {
                asked.agency == zone.agency
                    && asked.opinion.as_ref().is_some_and(|opinion| match opinion.answer {
                        Answer::Consent | Answer::ConsentWithConditions | Answer::Objection => true,
                        Answer::DeemedConsent | Answer::Escalated => false,
                    })
            })
        })
        .map(|zone| zone.name.en.clone())
        .collect();
    (!missing.is_empty()).then(|| RuleViolation::of(Rule::ZonesWereHeard).blocked_by(missing))
}

/// A late office apologises and sets a new day before the case can continue (acceptance scenario
/// 35).
fn apology_if_late(dossier: &Dossier, scene: &Scene<'_, CaseRules>) -> Option<RuleViolation> {
    (scene.case.has(Flag::Overdue) && dossier.apologies.is_empty()).then(|| RuleViolation::of(Rule::ApologyIfLate))
}

fn public_notice_is_over(scene: &Scene<'_, CaseRules>) -> Option<RuleViolation> {
    let timer = scene.case.timers.get("public_notice")?;
    (timer.status == TimerStatus::Running).then(|| Rule::PublicNoticeIsOver { due_on: timer.due_on }.into())
}

fn hearing_is_over(scene: &Scene<'_, CaseRules>) -> Option<RuleViolation> {
    (!has_run_out(scene, "hearing")).then(|| RuleViolation::of(Rule::HearingIsOver))
}
