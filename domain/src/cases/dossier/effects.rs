//! The effects of actions common to all dossiers.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Apology, Authority, Dossier, Entry, Move};
use crate::{
    access::Stance,
    cases::{
        self, CaseRules, Change,
        facts::{Competent, Jurisdiction},
        gap::Gap,
        number,
    },
    ids::OrganizationId,
    messages::{FieldProblem, Rule},
    workflow::{
        fields::read,
        rules::{Consequence, Scene},
        violation::{FieldError, NotAccepted},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// Makes the competent office, the other offices concerned and the regulator parties; assigns
    /// the code.
    ReceiveDossier,
    /// Transfers the dossier to the office that is competent now.
    MoveAuthority,
    /// Names the right office.
    Redirect,
    NoteGaps,
    /// Records that the gaps are closed.
    NoteCompletion,
    /// Records the reasons of a refusal.
    NoteReasons,
    /// Binds the reviewed documents to those on file.
    BindDocuments,
    /// Records the apology slip for a missed day.
    Apologise,
}

/// Applies an effect.
///
/// # Errors
/// The faults of the data sent, or a rule that forbids the effect.
pub fn run(
    effect: Effect,
    dossier: &Dossier,
    scene: &Scene<'_, CaseRules>,
) -> Result<Consequence<CaseRules>, NotAccepted> {
    let data = &scene.command.data;
    let entry = match effect {
        Effect::ReceiveDossier => return receive(dossier, scene),
        Effect::MoveAuthority => return Ok(hand_on(dossier, scene)),
        Effect::Redirect => Entry::Redirected { to: correct(scene)? },
        Effect::NoteGaps => Entry::Gaps { gaps: read::<Vec<Gap>>(data, "items")? },
        Effect::NoteCompletion => Entry::Completed,
        Effect::NoteReasons => Entry::Refused { reasons: read(data, "reasons")? },
        Effect::BindDocuments => Entry::Reviewed { documents: scene.command.on_file.hash.clone() },
        Effect::Apologise => Entry::Apologised {
            apology: Apology {
                number: number::of(&scene.case.code_or_id(), "PXL"),
                reason: read(data, "reason")?,
                new_date: read(data, "new_date")?,
                at: scene.at,
            },
        },
    };
    Ok(Consequence::event(cases::Entry::Dossier(Box::new(entry))))
}

fn receive(dossier: &Dossier, scene: &Scene<'_, CaseRules>) -> Result<Consequence<CaseRules>, NotAccepted> {
    let Some(jurisdiction) = &scene.facts.jurisdiction else {
        return Err(Rule::InJurisdiction.into());
    };
    let received = Entry::Received {
        code: dossier.code.clone().or_else(|| scene.facts.dossier_code.clone()),
        at: scene.facts.first_received_at.unwrap_or(scene.at),
        authority: authority(&jurisdiction.lead),
    };
    let mut changes = vec![join(jurisdiction.lead.office, Stance::Reviewer)];
    changes.extend(others(jurisdiction));
    changes.extend(scene.facts.informed.iter().map(|office| join(*office, Stance::Informed)));
    changes.push(Change::Watch);
    Ok(Consequence { events: vec![cases::Entry::Dossier(Box::new(received))], changes })
}

/// The office that is competent now takes over; the old office keeps read access. Clocks and
/// receipt stay unchanged.
fn hand_on(dossier: &Dossier, scene: &Scene<'_, CaseRules>) -> Consequence<CaseRules> {
    let (Some(old), Some(jurisdiction)) = (&dossier.authority, &scene.facts.jurisdiction) else {
        return Consequence::changes(Vec::new());
    };
    let to = authority(&jurisdiction.lead);
    let mut changes = Vec::new();
    if to.office != old.office {
        changes.push(Change::Leave { organization: old.office, stance: Stance::Reviewer });
        changes.push(join(old.office, Stance::Former));
        changes.push(join(to.office, Stance::Reviewer));
    }
    changes.extend(others(jurisdiction));
    let entry = Entry::Moved { hands: Move { from: old.clone(), to, at: scene.at } };
    Consequence { events: vec![cases::Entry::Dossier(Box::new(entry))], changes }
}

/// The office with the largest share leads; the offices of the other units that the place touches
/// are consulted.
fn others(jurisdiction: &Jurisdiction) -> impl Iterator<Item = Change> + '_ {
    jurisdiction.others.iter().map(|other| join(other.office, Stance::Consulted))
}

fn join(organization: OrganizationId, stance: Stance) -> Change {
    Change::Join { organization, stance }
}

pub(in crate::cases) fn authority(competent: &Competent) -> Authority {
    Authority { office: competent.office, name: competent.name.clone(), area: competent.area }
}

/// The office that redirects a dossier names the right office (acceptance scenario 24).
fn correct(scene: &Scene<'_, CaseRules>) -> Result<Authority, NotAccepted> {
    let office: OrganizationId = read(&scene.command.data, "correct_authority_id")?;
    match scene.facts.offices.get(&office) {
        Some(name) => Ok(Authority { office, name: name.clone(), area: None }),
        None => Err(FieldError::new("/data/correct_authority_id", FieldProblem::NotAnAuthority).into()),
    }
}
