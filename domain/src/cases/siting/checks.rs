//! The conditions that actions of a siting application can require.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Application, Content};
use crate::{
    cases::{CaseRules, Facts, Kind, facts::Nearby, site::SharingAnswer},
    messages::FieldProblem,
    workflow::{
        rules::{GuardInput, Scene},
        violation::{FieldError, NotAccepted},
    },
};

/// The document that proves why the existing assets nearby are not suitable.
const EVIDENCE: &str = "sharing_first_evidence";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The application names the planned asset and the place.
    ApplicationIsWhole,
    /// The application answers for each shareable asset nearby.
    SharingFirst,
}

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::ApplicationIsWhole | Guard::SharingFirst => GuardInput::Case,
    }
}

/// Checks a condition of an action.
pub fn check(guard: Guard, content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let found = match guard {
        Guard::ApplicationIsWhole => content.application.lacks().found(),
        Guard::SharingFirst => sharing_first(&content.application, scene),
    };
    if found.is_empty() { Ok(()) } else { Err(NotAccepted::Invalid(found)) }
}

/// The sharing-first test (acceptance scenario 20): each asset in reach with free capacity has
/// either a sharing request or a justification with a document on file.
fn sharing_first(application: &Application, scene: &Scene<'_, CaseRules>) -> Vec<FieldError> {
    let proven = scene.command.on_file.kinds.contains(EVIDENCE);
    let unanswered = scene
        .facts
        .nearby
        .iter()
        .filter(|near| !application.sharing_answers.iter().any(|answer| answers(answer, near, scene.facts)))
        .map(|near| {
            let (asset, kind) = (near.code.clone(), near.kind.clone());
            FieldError::new(
                "/sharing_answers",
                FieldProblem::SharingFirst { asset, kind, metres: near.metres.round().into() },
            )
        });
    let unproven = application
        .sharing_answers
        .iter()
        .enumerate()
        .filter(|(_, answer)| answer.sharing_case_id.is_none() && !proven)
        .map(|(place, _)| {
            let kind = EVIDENCE.to_owned();
            FieldError::new(format!("/sharing_answers/{place}"), FieldProblem::JustificationNeeds { kind })
        });
    unanswered.chain(unproven).collect()
}

fn answers(answer: &SharingAnswer, near: &Nearby, facts: &Facts) -> bool {
    if answer.asset_id != near.asset {
        return false;
    }
    let asked = answer
        .sharing_case_id
        .and_then(|case| facts.linked.get(&case))
        .is_some_and(|linked| linked.kind == Kind::SharingRequest && linked.assets.contains(&near.asset));
    asked || answer.justification.as_ref().is_some_and(|why| !why.trim().is_empty())
}
