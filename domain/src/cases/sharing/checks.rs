//! The conditions that the actions of a sharing request can demand.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use super::{
    papers::{MakeReady, Papers, Request, Weight},
    room,
};
use crate::{
    access::Stance,
    cases::{Facts, House},
    ids::{AssetId, OrganizationId},
    registry::kind::UnitNature,
    workflow::{
        denial::{Denial, Fault, Refusal},
        doer::Doer,
        event::Flag,
        evidence::Reason,
        fields,
        rules::Scene,
    },
};

/// A condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// The request names assets, and each once, with units that the asset has.
    ElementsAreKnown,
    /// All assets belong to one owner, who is not the applicant.
    OneOwner,
    /// All assets are in service and open to sharing.
    ElementsAreOpen,
    /// The ledger has the places that are asked for.
    RouteHasRoom,
    /// Load, wind area and power suffice, or the offer lists the work that makes them suffice.
    LimitsHoldOrMakeReady,
    /// Load, wind area and power suffice now.
    LimitsHold,
    /// The standing offer lists work to be done first.
    MakeReadyIsListed,
    /// The standing offer lists no work.
    NoMakeReadyIsListed,
    /// A refusal for want of room agrees with the ledger.
    RefusalAgreesWithLedger,
    /// The applicant may finish the work only under self-help, the owner always.
    OwnerOrSelfHelp,
    /// A crew was announced, and its day has come.
    EntryWasAnnounced,
    /// An overlash was announced, its day has come, and no objection that counts stands against it.
    OverlashMayProceed,
    /// An overlash is waiting for an answer.
    OverlashIsOpen,
    /// The side has not confirmed the removal before.
    RemovalIsUnconfirmed,
    /// The other side has confirmed the removal before.
    OtherSideConfirmed,
}

impl Guard {
    /// Reads the name that a pack uses.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }

    /// The name that a pack uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ElementsAreKnown => "elements_are_known",
            Self::OneOwner => "one_owner",
            Self::ElementsAreOpen => "elements_are_open",
            Self::RouteHasRoom => "route_has_room",
            Self::LimitsHoldOrMakeReady => "limits_hold_or_make_ready",
            Self::LimitsHold => "limits_hold",
            Self::MakeReadyIsListed => "make_ready_is_listed",
            Self::NoMakeReadyIsListed => "no_make_ready_is_listed",
            Self::RefusalAgreesWithLedger => "refusal_agrees_with_ledger",
            Self::OwnerOrSelfHelp => "owner_or_self_help",
            Self::EntryWasAnnounced => "entry_was_announced",
            Self::OverlashMayProceed => "overlash_may_proceed",
            Self::OverlashIsOpen => "overlash_is_open",
            Self::RemovalIsUnconfirmed => "removal_is_unconfirmed",
            Self::OtherSideConfirmed => "other_side_confirmed",
        }
    }
}

/// Whether a condition holds.
///
/// # Errors
/// The rule that forbids, with the assets in the way; or the faults of the content.
pub fn check(guard: Guard, papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    match guard {
        Guard::ElementsAreKnown => elements_are_known(&papers.request, scene.facts),
        Guard::OneOwner => one_owner(scene),
        Guard::ElementsAreOpen => elements_are_open(papers, scene.facts),
        Guard::RouteHasRoom => route_has_room(papers, scene.facts),
        Guard::LimitsHoldOrMakeReady => limits_hold_or_make_ready(papers, scene),
        Guard::LimitsHold => limits_hold(papers, scene.facts),
        Guard::MakeReadyIsListed => make_ready_is_listed(papers),
        Guard::NoMakeReadyIsListed => no_make_ready_is_listed(papers),
        Guard::RefusalAgreesWithLedger => refusal_agrees_with_ledger(papers, scene),
        Guard::OwnerOrSelfHelp => owner_or_self_help(scene),
        Guard::EntryWasAnnounced => entry_was_announced(papers, scene),
        Guard::OverlashMayProceed => overlash_may_proceed(papers, scene),
        Guard::OverlashIsOpen => overlash_is_open(papers),
        Guard::RemovalIsUnconfirmed => removal_is_unconfirmed(papers, scene),
        Guard::OtherSideConfirmed => other_side_confirmed(papers, scene),
    }
}

pub(super) fn elements_are_known(request: &Request, facts: &Facts) -> Result<(), Denial> {
    let mut found = Vec::new();
    if request.elements.is_empty() {
        found.push(Fault::new("/elements", "at least one asset must be named"));
    }
    let mut seen = BTreeSet::new();
    for (place, element) in request.elements.iter().enumerate() {
        let here = format!("/elements/{place}");
        if !seen.insert(element.asset_id) {
            found.push(Fault::new(format!("{here}/asset_id"), "is named twice"));
        }
        let Some(asset) = facts.assets.get(&element.asset_id) else {
            found.push(Fault::new(format!("{here}/asset_id"), "is not an asset that you can see"));
            continue;
        };
        if element.units.is_empty() {
            found.push(Fault::new(format!("{here}/units"), "must say how much is wanted"));
        }
        for (at, unit) in element.units.iter().enumerate() {
            if !asset.units.contains_key(&unit.unit) {
                let known: Vec<_> = asset.units.keys().map(String::as_str).collect();
                let why = format!("{} has no `{}`; it has: {}", asset.code, unit.unit, known.join(", "));
                found.push(Fault::new(format!("{here}/units/{at}/unit"), why));
            }
            if unit.quantity == 0 {
                found.push(Fault::new(format!("{here}/units/{at}/quantity"), "must be at least 1"));
            }
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Denial::Invalid(found)) }
}

fn one_owner(scene: &Scene<'_, House>) -> Result<(), Denial> {
    let owners: BTreeSet<OrganizationId> = scene.facts.assets.values().map(|asset| asset.owner).collect();
    if owners.contains(&scene.case.applicant) {
        return Err(Refusal::new(
            "not_ones_own",
            "Không thể yêu cầu dùng chung tài sản của chính mình.",
            "an organisation cannot ask itself for room",
        )
        .into());
    }
    if owners.len() > 1 {
        return Err(Refusal::new(
            "one_owner",
            "Mỗi yêu cầu chỉ gửi tới một chủ sở hữu; hãy tách theo chủ sở hữu.",
            "one request goes to one owner; file one for each owner of the route",
        )
        .blocked_by(owners.iter().map(ToString::to_string).collect())
        .into());
    }
    Ok(())
}

fn elements_are_open(papers: &Papers, facts: &Facts) -> Result<(), Denial> {
    let closed: Vec<String> = papers
        .request
        .elements
        .iter()
        .filter_map(|element| facts.assets.get(&element.asset_id))
        .filter(|asset| !room::is_open(asset))
        .map(|asset| {
            let why = asset.closed_because.clone().unwrap_or_else(|| asset.lifecycle.as_str().to_owned());
            format!("{}: {why}", asset.code)
        })
        .collect();
    if closed.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        "elements_are_open",
        "Có tài sản không cho dùng chung hoặc không ở trạng thái khai thác.",
        "some assets are closed to sharing or not in service",
    )
    .blocked_by(closed)
    .into())
}

fn route_has_room(papers: &Papers, facts: &Facts) -> Result<(), Denial> {
    let lacking = room::lacking(papers, facts, UnitNature::Slot);
    if lacking.is_empty() {
        return Ok(());
    }
    Err(no_room(lacking.into_iter().map(|(_, what)| what).collect()).into())
}

/// The refusal when places are missing, also given when another request takes the last one in the same instant.
#[must_use]
pub fn no_room(blockers: Vec<String>) -> Refusal {
    Refusal::new(
        "route_has_room",
        "Tuyến không còn đủ chỗ; không phần nào được giữ chỗ.",
        "the route has not enough room; nothing of it has been reserved",
    )
    .blocked_by(blockers)
}

fn limits_hold_or_make_ready(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let listed: Vec<MakeReady> = fields::read_optional(&scene.command.data, "make_ready")?.unwrap_or_default();
    let worked_on: BTreeSet<AssetId> = listed.iter().map(|item| item.asset_id).collect();
    let exceeded: Vec<String> = room::lacking(papers, scene.facts, UnitNature::Budget)
        .into_iter()
        .filter(|(asset, _)| !worked_on.contains(asset))
        .map(|(_, what)| what)
        .collect();
    if !exceeded.is_empty() {
        return Err(limit_exceeded(exceeded).into());
    }
    let red: Vec<String> = papers
        .request
        .elements
        .iter()
        .filter(|element| !worked_on.contains(&element.asset_id))
        .filter_map(|element| scene.facts.assets.get(&element.asset_id))
        .filter(|asset| room::is_red(asset, scene.facts.overload))
        .map(|asset| asset.code.clone())
        .collect();
    if red.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        "overloaded_needs_make_ready",
        "Tài sản đang quá tải (mức đỏ); phương án phải có hạng mục chuẩn bị.",
        "an asset is overloaded (red); the offer must list make-ready for it",
    )
    .blocked_by(red)
    .into())
}

fn limit_exceeded(blockers: Vec<String>) -> Refusal {
    Refusal::new(
        "limits_hold",
        "Vượt giới hạn tải trọng, diện tích chắn gió hoặc công suất.",
        "the load, wind area or power limit would be exceeded",
    )
    .blocked_by(blockers)
}

fn limits_hold(papers: &Papers, facts: &Facts) -> Result<(), Denial> {
    let exceeded = room::lacking(papers, facts, UnitNature::Budget);
    if exceeded.is_empty() {
        return Ok(());
    }
    Err(limit_exceeded(exceeded.into_iter().map(|(_, what)| what).collect()).into())
}

fn make_ready_is_listed(papers: &Papers) -> Result<(), Denial> {
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

fn no_make_ready_is_listed(papers: &Papers) -> Result<(), Denial> {
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

/// `NO_SPACE` is contradicted by a ledger with room (DOMAIN 11, scenario 4).
fn refusal_agrees_with_ledger(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let reasons: Vec<Reason> = fields::read(&scene.command.data, "reasons")?;
    let for_room = reasons.iter().any(|reason| reason.code == *"NO_SPACE");
    if !for_room || !room::lacking(papers, scene.facts, UnitNature::Slot).is_empty() {
        return Ok(());
    }
    let free = room::wanted(papers, scene.facts)
        .filter_map(|(_, asset, unit, _)| {
            asset.units.get(unit).map(|fact| format!("{}: {unit} {} free", asset.code, fact.ledger.free()))
        })
        .collect();
    Err(Refusal::new(
        "refusal_agrees_with_ledger",
        "Sổ đăng ký cho thấy còn chỗ: hãy ghi nhận phần bị khóa kèm chứng cứ, hoặc dùng lý do khác.",
        "the ledger shows room: record a block with its evidence first, or give another reason",
    )
    .blocked_by(free)
    .into())
}

fn owner_or_self_help(scene: &Scene<'_, House>) -> Result<(), Denial> {
    let owner = match scene.doer {
        Doer::System => false,
        Doer::Person { places, .. } => places.iter().any(|place| place.stance == Stance::Owner),
    };
    if owner || scene.case.has(Flag::SelfHelp) {
        return Ok(());
    }
    Err(Refusal::new(
        "owner_or_self_help",
        "Bên yêu cầu chỉ được làm thay khi đã báo quyền tự thực hiện.",
        "the applicant may finish the work only after self-help was announced",
    )
    .into())
}

fn entry_was_announced(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
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

fn overlash_is_open(papers: &Papers) -> Result<(), Denial> {
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

fn overlash_may_proceed(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
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

fn removal_is_unconfirmed(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
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

fn other_side_confirmed(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
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
pub(super) fn sides(scene: &Scene<'_, House>) -> BTreeSet<OrganizationId> {
    match scene.doer {
        Doer::System => BTreeSet::new(),
        Doer::Person { places, .. } => places
            .iter()
            .filter(|place| matches!(place.stance, Stance::Owner | Stance::Applicant))
            .map(|place| place.organization)
            .collect(),
    }
}
