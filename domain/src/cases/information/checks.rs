//! The conditions that actions of an information request can require.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::Content;
use crate::{
    cases::{CaseRules, facts::is_own},
    messages::FieldProblem,
    workflow::{
        rules::{GuardInput, Scene},
        violation::{FieldError, NotAccepted},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The inquiry names owner, place and purpose.
    InquiryIsWhole,
    /// The addressed organisation exists and differs from the applicant.
    OwnerIsKnown,
}

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::InquiryIsWhole | Guard::OwnerIsKnown => GuardInput::Case,
    }
}

/// Checks a condition of an action.
pub fn check(guard: Guard, content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::InquiryIsWhole => content.inquiry.lacks().verdict(),
        Guard::OwnerIsKnown => {
            let asked = content.inquiry.owner_id;
            if asked.is_some_and(|owner| !is_own(scene, owner) && scene.facts.holders.contains(&owner)) {
                Ok(())
            } else {
                Err(FieldError::new("/owner_id", FieldProblem::NotAnotherOwner).into())
            }
        }
    }
}
