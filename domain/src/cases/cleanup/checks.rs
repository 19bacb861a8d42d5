//! The conditions that the actions of a clean-up campaign can demand.

use super::papers::{ItemStatus, Papers};
use crate::{
    cases::House,
    words::words,
    workflow::{
        denial::{Denial, Fault, Refusal},
        fields::{read, read_optional},
        rules::Scene,
    },
};

words! {
    /// A condition.
    Guard {
        /// The campaign says where and what for.
        CampaignIsWhole = "campaign_is_whole",
        /// Something of the register stands beside the streets.
        StreetsHaveAssets = "streets_have_assets",
        /// Every asset was surveyed, or it is said why not.
        AssetsWereSurveyed = "assets_were_surveyed",
        /// The photographs named are on file.
        PhotosAreOnFile = "photos_are_on_file",
        /// Nothing waits to be claimed any more.
        NothingWaits = "nothing_waits",
        /// Something was claimed by nobody in time.
        SomethingIsUnclaimed = "something_is_unclaimed",
        /// What is said to have been taken down might be.
        RemovalWasAuthorised = "removal_was_authorised",
        /// Everything that was nobody's was claimed or taken down.
        ItemsAreSettled = "items_are_settled",
    }
}

/// Whether a condition holds.
///
/// # Errors
/// The rule that forbids, or the faults of the content.
pub fn check(guard: Guard, papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    match guard {
        Guard::CampaignIsWhole => papers.campaign.lacks().verdict(),
        Guard::StreetsHaveAssets => streets_have_assets(scene),
        Guard::AssetsWereSurveyed => assets_were_surveyed(papers, scene),
        Guard::PhotosAreOnFile => photos_are_on_file(scene),
        Guard::NothingWaits => none(
            papers,
            &[ItemStatus::Tagged],
            "nothing_waits",
            "Còn vị trí đang chờ nhận.",
            "something still waits to be claimed",
        ),
        Guard::SomethingIsUnclaimed => something_is_unclaimed(papers),
        Guard::RemovalWasAuthorised => removal_was_authorised(papers, scene),
        Guard::ItemsAreSettled => none(
            papers,
            &[
                ItemStatus::Found,
                ItemStatus::Tagged,
                ItemStatus::Unclaimed,
                ItemStatus::Proposed,
                ItemStatus::Authorised,
            ],
            "items_are_settled",
            "Còn vị trí chưa được nhận hoặc chưa tháo dỡ.",
            "something is neither claimed nor taken down",
        ),
    }
}

fn streets_have_assets(scene: &Scene<'_, House>) -> Result<(), Denial> {
    if scene.facts.scenery.assets.is_empty() {
        return Err(Fault::new("/streets", "nothing of the register stands beside these streets").into());
    }
    Ok(())
}

fn something_is_unclaimed(papers: &Papers) -> Result<(), Denial> {
    if papers.numbers(&[ItemStatus::Unclaimed]).is_empty() {
        let (vi, en) = ("Không có vị trí nào vô chủ.", "nothing is left unclaimed");
        return Err(Refusal::new("something_is_unclaimed", vi, en).into());
    }
    Ok(())
}

fn none(papers: &Papers, open: &[ItemStatus], rule: &str, vi: &str, en: &str) -> Result<(), Denial> {
    let numbers = papers.numbers(open);
    if numbers.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(rule, vi, en).blocked_by(numbers.iter().map(u32::to_string).collect()).into())
}

fn assets_were_surveyed(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let said: Option<String> = read_optional(&scene.command.data, "left_out")?;
    let missing: Vec<String> =
        papers.assets.iter().filter(|listed| listed.surveyed_on.is_none()).map(|listed| listed.code.clone()).collect();
    if missing.is_empty() || said.is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        "assets_were_surveyed",
        "Còn tài sản chưa khảo sát: khảo sát hoặc nêu lý do để lại.",
        "some assets were not surveyed: survey them, or say why they are left out",
    )
    .blocked_by(missing)
    .into())
}

fn photos_are_on_file(scene: &Scene<'_, House>) -> Result<(), Denial> {
    let photos: Vec<String> = read(&scene.command.data, "photos")?;
    match photos.iter().position(|id| !scene.command.on_file.ids.contains(id)) {
        None => Ok(()),
        Some(place) => Err(Fault::new(format!("/data/photos/{place}"), "is no document of this case").into()),
    }
}

fn removal_was_authorised(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let numbers: Vec<u32> = read(&scene.command.data, "numbers")?;
    let may = papers.numbers(&[ItemStatus::Authorised]);
    match numbers.iter().position(|number| !may.contains(number)) {
        None => Ok(()),
        Some(place) => {
            Err(Fault::new(format!("/data/numbers/{place}"), "is nothing whose removal was authorised").into())
        }
    }
}
