//! What the actions of planned works bring about.

use super::{
    checks::joiner,
    papers::{Entry, Join, JoinStatus},
};
use crate::{
    access::Stance,
    cases::{self, Change, House},
    words::words,
    workflow::{
        denial::Denial,
        fields::read,
        rules::{Consequence, Scene},
    },
};

words! {
    /// What an action does.
    Effect {
        /// The owners nearby, the operators and the regulator are told from now on.
        TellNeighbours = "tell_neighbours",
        /// Somebody asks to join.
        AskJoin = "ask_join",
        /// It may.
        AgreeJoin = "agree_join",
        /// It may not; then room for others must be built, where public money pays.
        RefuseJoin = "refuse_join",
        /// It signs the split of the cost.
        SignSplit = "sign_split",
        /// Who has not signed drops out.
        DropUnsigned = "drop_unsigned",
        /// Digging began.
        NoteDigging = "note_digging",
        /// The street is closed again.
        NoteReinstatement = "note_reinstatement",
    }
}

/// What follows.
///
/// # Errors
/// The faults of the data sent.
pub fn run(effect: Effect, scene: &Scene<'_, House>) -> Result<Consequence<House>, Denial> {
    let data = &scene.command.data;
    let entry = match effect {
        Effect::TellNeighbours => return Ok(tell_neighbours(scene)),
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

fn tell_neighbours(scene: &Scene<'_, House>) -> Consequence<House> {
    let told = scene.facts.informed.iter().filter(|office| **office != scene.case.applicant);
    let mut changes: Vec<Change> =
        told.map(|office| Change::Join { organization: *office, stance: Stance::Informed }).collect();
    changes.push(Change::Watch);
    Consequence::changes(changes)
}
