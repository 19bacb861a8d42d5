//! Checks of the content before the next step: listed work, given notices, confirmations of the
//! sides.

use std::collections::BTreeSet;

use crate::{
    access::Stance,
    cases::{
        CaseRules,
        sharing::content::{Content, Weight},
    },
    ids::OrganizationId,
    messages::Rule,
    workflow::{doer::Doer, event::Flag, rules::Scene, violation::NotAccepted},
};

pub(super) fn make_ready_is_listed(content: &Content) -> Result<(), NotAccepted> {
    if content.offers.last().is_some_and(|offer| !offer.make_ready.is_empty()) {
        return Ok(());
    }
    Err(Rule::MakeReadyIsListed.into())
}

pub(super) fn no_make_ready_is_listed(content: &Content) -> Result<(), NotAccepted> {
    if content.offers.last().is_some_and(|offer| offer.make_ready.is_empty()) {
        return Ok(());
    }
    Err(Rule::NoMakeReadyIsListed.into())
}

pub(super) fn owner_or_self_help(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let owner = match scene.doer {
        Doer::System => false,
        Doer::Person { places, .. } => places.iter().any(|place| place.stance == Stance::Owner),
    };
    if owner {
        return Ok(());
    }
    if scene.case.has(Flag::SelfHelp) {
        return self_help_has_begun(content, scene);
    }
    Err(Rule::OwnerOrSelfHelp.into())
}

/// The owner's notice period is over: no completion before the announced day.
fn self_help_has_begun(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let today = scene.law.office.local_date(scene.at);
    match content.self_help.as_ref().map(|self_help| self_help.starts_on).filter(|begins| *begins > today) {
        None => Ok(()),
        Some(begins) => Err(Rule::SelfHelpHasBegun { begins }.into()),
    }
}

pub(super) fn entry_was_announced(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let today = scene.law.office.local_date(scene.at);
    if content.entries.iter().any(|entry| entry.on <= today) {
        return Ok(());
    }
    Err(Rule::EntryWasAnnounced.into())
}

pub(super) fn overlash_is_open(content: &Content) -> Result<(), NotAccepted> {
    if content.overlashes.last().is_some_and(|overlash| overlash.finished_on.is_none()) {
        return Ok(());
    }
    Err(Rule::OverlashIsOpen.into())
}

pub(super) fn overlash_may_proceed(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    overlash_is_open(content)?;
    let today = scene.law.office.local_date(scene.at);
    let Some(overlash) = content.overlashes.last() else {
        return Ok(());
    };
    if overlash.starts_on > today {
        return Err(Rule::OverlashDayHasCome.into());
    }
    match overlash.objection.as_ref().map(|objection| objection.weight) {
        Some(Weight::Effective) => Err(Rule::OverlashWasObjectedTo.into()),
        Some(Weight::Ineffective) | None => Ok(()),
    }
}

pub(super) fn removal_is_unconfirmed(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    if content.removal.as_ref().is_some_and(|removal| removal.confirmed_by.iter().any(|by| sides(scene).contains(by))) {
        return Err(Rule::RemovalIsUnconfirmed.into());
    }
    Ok(())
}

pub(super) fn other_side_confirmed(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    removal_is_unconfirmed(content, scene)?;
    if content.removal.as_ref().is_some_and(|removal| !removal.confirmed_by.is_empty()) {
        return Ok(());
    }
    Err(Rule::OtherSideConfirmed.into())
}

/// The organisations for which the person acts as a side of the contract.
pub(in crate::cases::sharing) fn sides(scene: &Scene<'_, CaseRules>) -> BTreeSet<OrganizationId> {
    match scene.doer {
        Doer::System => BTreeSet::new(),
        Doer::Person { places, .. } => places
            .iter()
            .filter(|place| matches!(place.stance, Stance::Owner | Stance::Applicant))
            .map(|place| place.organization)
            .collect(),
    }
}
