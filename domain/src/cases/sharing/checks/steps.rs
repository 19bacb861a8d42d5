//! What the papers say to the next step: work that is listed, notices that were given, sides that have confirmed.

use std::collections::BTreeSet;

use crate::{
    access::Stance,
    cases::{
        House,
        sharing::papers::{Papers, Weight},
    },
    ids::OrganizationId,
    workflow::{
        denial::{Denial, Refusal},
        doer::Doer,
        event::Flag,
        rules::Scene,
    },
};

pub(super) fn make_ready_is_listed(papers: &Papers) -> Result<(), Denial> {
    if papers.offers.last().is_some_and(|offer| !offer.make_ready.is_empty()) {
        return Ok(());
    }
    Err(Refusal::new(
        "make_ready_is_listed",
        "Phương án đã chấp nhận không có hạng mục chuẩn bị.",
        "the accepted offer lists no make-ready",
    )
    .into())
}

pub(super) fn no_make_ready_is_listed(papers: &Papers) -> Result<(), Denial> {
    if papers.offers.last().is_some_and(|offer| offer.make_ready.is_empty()) {
        return Ok(());
    }
    Err(Refusal::new(
        "no_make_ready_is_listed",
        "Phương án đã chấp nhận có hạng mục chuẩn bị phải làm.",
        "the accepted offer lists make-ready that must be done",
    )
    .into())
}

pub(super) fn owner_or_self_help(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let owner = match scene.doer {
        Doer::System => false,
        Doer::Person { places, .. } => places.iter().any(|place| place.stance == Stance::Owner),
    };
    if owner {
        return Ok(());
    }
    if scene.case.has(Flag::SelfHelp) {
        return self_help_has_begun(papers, scene);
    }
    Err(Refusal::new(
        "owner_or_self_help",
        "Bên yêu cầu chỉ được làm thay khi đã báo quyền tự thực hiện.",
        "the applicant may finish the work only after self-help was announced",
    )
    .into())
}

/// The owner has its notice: nothing is finished before the day that was announced to it.
fn self_help_has_begun(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let today = scene.law.office.local_date(scene.at);
    match papers.self_help.as_ref().map(|self_help| self_help.starts_on).filter(|begins| *begins > today) {
        None => Ok(()),
        Some(begins) => Err(Refusal::new(
            "self_help_has_begun",
            format!("Chưa đến ngày tự thực hiện đã báo ({begins})."),
            format!("the day announced for the self-help, {begins}, has not come"),
        )
        .into()),
    }
}

pub(super) fn entry_was_announced(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let today = scene.law.office.local_date(scene.at);
    if papers.entries.iter().any(|entry| entry.on <= today) {
        return Ok(());
    }
    Err(Refusal::new(
        "entry_was_announced",
        "Chưa có thông báo vào vị trí, hoặc chưa đến ngày đã báo.",
        "no entry to the place was announced whose day has come",
    )
    .into())
}

pub(super) fn overlash_is_open(papers: &Papers) -> Result<(), Denial> {
    if papers.overlashes.last().is_some_and(|overlash| overlash.finished_on.is_none()) {
        return Ok(());
    }
    Err(Refusal::new(
        "overlash_is_open",
        "Không có thông báo treo thêm cáp nào đang chờ.",
        "no overlash notice is waiting",
    )
    .into())
}

pub(super) fn overlash_may_proceed(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    overlash_is_open(papers)?;
    let today = scene.law.office.local_date(scene.at);
    let Some(overlash) = papers.overlashes.last() else {
        return Ok(());
    };
    if overlash.starts_on > today {
        return Err(Refusal::new(
            "overlash_may_proceed",
            "Chưa đến ngày đã thông báo.",
            "the announced day has not come",
        )
        .into());
    }
    match overlash.objection.as_ref().map(|objection| objection.weight) {
        Some(Weight::Effective) => Err(Refusal::new(
            "overlash_may_proceed",
            "Chủ sở hữu đã phản đối kèm chứng cứ.",
            "the owner has objected with documents",
        )
        .into()),
        Some(Weight::Ineffective) | None => Ok(()),
    }
}

pub(super) fn removal_is_unconfirmed(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    if papers.removal.as_ref().is_some_and(|removal| removal.confirmed_by.iter().any(|by| sides(scene).contains(by))) {
        return Err(Refusal::new(
            "removal_is_unconfirmed",
            "Bên này đã xác nhận tháo dỡ.",
            "this side has confirmed the removal already",
        )
        .into());
    }
    Ok(())
}

pub(super) fn other_side_confirmed(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    removal_is_unconfirmed(papers, scene)?;
    if papers.removal.as_ref().is_some_and(|removal| !removal.confirmed_by.is_empty()) {
        return Ok(());
    }
    Err(Refusal::new(
        "other_side_confirmed",
        "Bên kia chưa xác nhận tháo dỡ.",
        "the other side has not confirmed the removal yet",
    )
    .into())
}

/// The organisations for which the doer acts as a side of the contract.
pub(in crate::cases::sharing) fn sides(scene: &Scene<'_, House>) -> BTreeSet<OrganizationId> {
    match scene.doer {
        Doer::System => BTreeSet::new(),
        Doer::Person { places, .. } => places
            .iter()
            .filter(|place| matches!(place.stance, Stance::Owner | Stance::Applicant))
            .map(|place| place.organization)
            .collect(),
    }
}
