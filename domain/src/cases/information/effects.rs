//! What the actions of an information request bring about.

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

/// What an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// The owner answers from now on, and the regulator watches.
    AskOwner,
    /// What the register knows in that place is told, as it stands now.
    Disclose,
    /// Something is withheld.
    RecordWithheld,
}

/// What follows.
///
/// # Errors
/// The faults of the data sent.
pub fn run(
    effect: Effect,
    papers: &Content,
    scene: &Scene<'_, CaseRules>,
) -> Result<Consequence<CaseRules>, NotAccepted> {
    let entry = match effect {
        Effect::AskOwner => {
            let owner = papers.inquiry.owner_id;
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
