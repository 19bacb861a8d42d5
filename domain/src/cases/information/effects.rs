//! The effects of actions of an information request.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Content, Disclosure, Entry};
use crate::{
    access::Stance,
    cases::{self, CaseRules, Change},
    workflow::{
        fields::read,
        rules::{Consequence, Scene},
        violation::NotAccepted,
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// Makes the owner a party and gives the regulator read access.
    AskOwner,
    /// Discloses the current register data for the place.
    Disclose,
    /// Records that the owner withholds something.
    RecordWithheld,
}

/// Applies an effect to the content.
pub fn run(
    effect: Effect,
    content: &Content,
    scene: &Scene<'_, CaseRules>,
) -> Result<Consequence<CaseRules>, NotAccepted> {
    let entry = match effect {
        Effect::AskOwner => {
            let owner = content.inquiry.owner_id;
            let join = owner.map(|organization| Change::Join { organization, stance: Stance::Owner });
            return Ok(Consequence::changes(join.into_iter().chain([Change::Watch]).collect()));
        }
        Effect::Disclose => {
            let known = &scene.facts.disclosable;
            Entry::Disclosed { disclosure: Disclosure { items: known.items.clone(), cut_off: known.cut_off } }
        }
        Effect::RecordWithheld => Entry::Withheld { reasons: read(&scene.command.data, "reasons")? },
    };
    Ok(Consequence::event(cases::Entry::Information(Box::new(entry))))
}
