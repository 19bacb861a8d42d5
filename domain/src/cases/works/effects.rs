//! The effects of actions of planned works.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    checks::joiner,
    content::{Entry, Join, JoinStatus},
};
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
    /// Notifies the owners nearby, the operators and the regulator from now on.
    #[serde(rename = "tell_neighbours")]
    #[strum(serialize = "tell_neighbours")]
    NotifyNeighbours,
    /// Records a request to join.
    AskJoin,
    /// Agrees to a request.
    AgreeJoin,
    /// Refuses a request; publicly financed works must then include capacity for others.
    RefuseJoin,
    /// Records the signature of the cost split.
    SignSplit,
    /// Drops the requests without a signature.
    DropUnsigned,
    /// Records the start of digging.
    NoteDigging,
    /// Records that the street is closed again.
    NoteReinstatement,
}

/// Applies an effect to the content.
pub fn run(effect: Effect, scene: &Scene<'_, CaseRules>) -> Result<Consequence<CaseRules>, NotAccepted> {
    let data = &scene.command.data;
    let entry = match effect {
        Effect::NotifyNeighbours => return Ok(notify_neighbours(scene)),
        Effect::AskJoin => match joiner(scene) {
            None => return Ok(Consequence::changes(Vec::new())),
            Some(organization) => Entry::JoinAsked {
                join: Join {
                    organization,
                    elements: read(data, "elements")?,
                    share_percent: read(data, "share_percent")?,
                    status: JoinStatus::Asked,
                    reasons: Vec::new(),
                },
            },
        },
        Effect::AgreeJoin => Entry::JoinAgreed { organization: read(data, "organization_id")? },
        Effect::RefuseJoin => {
            Entry::JoinRefused { organization: read(data, "organization_id")?, reasons: read(data, "reasons")? }
        }
        Effect::SignSplit => match joiner(scene) {
            None => return Ok(Consequence::changes(Vec::new())),
            Some(organization) => Entry::Signed { organization },
        },
        Effect::DropUnsigned => Entry::UnsignedDropped,
        Effect::NoteDigging => Entry::Started { on: read(data, "on")? },
        Effect::NoteReinstatement => Entry::Reinstated { on: read(data, "on")? },
    };
    Ok(Consequence::event(cases::Entry::Works(Box::new(entry))))
}

fn notify_neighbours(scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let informed = scene.facts.informed.iter().filter(|office| **office != scene.case.applicant);
    let mut changes: Vec<Change> =
        informed.map(|office| Change::Join { organization: *office, stance: Stance::Informed }).collect();
    changes.push(Change::Watch);
    Consequence::changes(changes)
}
