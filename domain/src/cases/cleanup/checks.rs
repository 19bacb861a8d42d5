//! The conditions that actions of a clean-up campaign can require.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::content::{Content, ItemStatus};
use crate::{
    cases::CaseRules,
    messages::{FieldProblem, Rule},
    workflow::{
        fields::{read, read_optional},
        rules::{GuardInput, Scene},
        violation::{FieldError, NotAccepted, RuleViolation},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The campaign names streets and a purpose.
    CampaignIsWhole,
    /// The register has assets along the streets.
    StreetsHaveAssets,
    /// The surveyor has surveyed every asset, or has given a reason for each omission.
    AssetsWereSurveyed,
    /// The named photographs are on file.
    PhotosAreOnFile,
    /// No item waits for a claim.
    NothingWaits,
    /// At least one item has no claim after the deadline.
    SomethingIsUnclaimed,
    /// Every reported removal had an authorisation.
    RemovalWasAuthorised,
    /// Every unclaimed item is claimed or removed.
    ItemsAreSettled,
}

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::CampaignIsWhole | Guard::NothingWaits | Guard::SomethingIsUnclaimed | Guard::ItemsAreSettled => {
            GuardInput::Case
        }
        Guard::StreetsHaveAssets | Guard::AssetsWereSurveyed | Guard::PhotosAreOnFile | Guard::RemovalWasAuthorised => {
            GuardInput::Action
        }
    }
}

/// Checks a condition.
///
/// # Errors
/// The rule that forbids the action, or the faults of the content.
pub fn check(guard: Guard, content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::CampaignIsWhole => content.campaign.lacks().verdict(),
        Guard::StreetsHaveAssets => streets_have_assets(scene),
        Guard::AssetsWereSurveyed => assets_were_surveyed(content, scene),
        Guard::PhotosAreOnFile => photos_are_on_file(scene),
        Guard::NothingWaits => none(content, &[ItemStatus::Tagged], Rule::NothingWaits),
        Guard::SomethingIsUnclaimed => something_is_unclaimed(content),
        Guard::RemovalWasAuthorised => removal_was_authorised(content, scene),
        Guard::ItemsAreSettled => none(
            content,
            &[
                ItemStatus::Found,
                ItemStatus::Tagged,
                ItemStatus::Unclaimed,
                ItemStatus::Proposed,
                ItemStatus::Authorised,
            ],
            Rule::ItemsAreSettled,
        ),
    }
}

fn streets_have_assets(scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    if scene.facts.scenery.assets.is_empty() {
        return Err(FieldError::new("/streets", FieldProblem::NothingBesideStreets).into());
    }
    Ok(())
}

fn something_is_unclaimed(content: &Content) -> Result<(), NotAccepted> {
    if content.numbers(&[ItemStatus::Unclaimed]).is_empty() {
        return Err(Rule::SomethingIsUnclaimed.into());
    }
    Ok(())
}

fn none(content: &Content, open: &[ItemStatus], rule: Rule) -> Result<(), NotAccepted> {
    let numbers = content.numbers(open);
    if numbers.is_empty() {
        return Ok(());
    }
    Err(RuleViolation::of(rule).blocked_by(numbers.iter().map(u32::to_string).collect()).into())
}

fn assets_were_surveyed(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let said: Option<String> = read_optional(&scene.command.data, "left_out")?;
    let missing: Vec<String> =
        content.assets.iter().filter(|listed| listed.surveyed_on.is_none()).map(|listed| listed.code.clone()).collect();
    if missing.is_empty() || said.is_some() {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::AssetsWereSurveyed).blocked_by(missing).into())
}

fn photos_are_on_file(scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let photos: Vec<String> = read(&scene.command.data, "photos")?;
    match photos.iter().position(|id| !scene.command.on_file.ids.contains(id)) {
        None => Ok(()),
        Some(place) => Err(FieldError::new(format!("/data/photos/{place}"), FieldProblem::NotADocument).into()),
    }
}

fn removal_was_authorised(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let numbers: Vec<u32> = read(&scene.command.data, "numbers")?;
    let may = content.numbers(&[ItemStatus::Authorised]);
    match numbers.iter().position(|number| !may.contains(number)) {
        None => Ok(()),
        Some(place) => Err(FieldError::new(format!("/data/numbers/{place}"), FieldProblem::NotAuthorised).into()),
    }
}
