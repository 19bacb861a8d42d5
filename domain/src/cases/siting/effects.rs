//! The effects of actions of a siting application.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Application, Content, Entry};
use crate::{
    cases::{
        self, CaseRules,
        dossier::{self, Official},
        number,
    },
    messages::FieldProblem,
    workflow::{
        fields::read_optional,
        rules::{Consequence, Scene},
        violation::{FieldError, NotAccepted},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// Replaces the application with the completed version, when the applicant sends one.
    SupplementApplication,
    /// Issues the approval of the place.
    ApproveSite,
}

/// Applies an effect to the content.
pub fn run(
    effect: Effect,
    content: &Content,
    scene: &Scene<'_, CaseRules>,
) -> Result<Consequence<CaseRules>, NotAccepted> {
    match effect {
        Effect::SupplementApplication => supplement(content, scene),
        Effect::ApproveSite => approve(content, scene),
    }
}

fn supplement(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<Consequence<CaseRules>, NotAccepted> {
    let Some(application) = read_optional::<Application>(&scene.command.data, "application")? else {
        return Ok(Consequence::changes(Vec::new()));
    };
    if application.place != content.application.place {
        return Err(FieldError::new("/data/application/place", FieldProblem::PlaceCannotMove).into());
    }
    application.faults().and_title(&application.title).verdict()?;
    Ok(Consequence::event(cases::Entry::Siting(Box::new(Entry::Supplemented { application }))))
}

fn approve(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<Consequence<CaseRules>, NotAccepted> {
    let Some(issuer) = content.dossier.authority.clone() else {
        return Ok(Consequence::changes(Vec::new()));
    };
    let result = Official {
        number: number::of(&scene.case.code_or_id(), "CTĐĐ"),
        issuer,
        on: scene.law.office.local_date(scene.at),
        conditions: read_optional(&scene.command.data, "conditions")?,
    };
    Ok(Consequence::event(cases::Entry::Dossier(Box::new(dossier::Entry::Issued { result }))))
}
