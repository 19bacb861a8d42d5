//! What the register says to a request: its assets are known, open, of one owner, and have the room.

use std::collections::BTreeSet;

use crate::{
    cases::{
        Facts, House,
        facts::is_own,
        sharing::{
            papers::{MakeReady, Papers, Request},
            room,
        },
    },
    ids::{AssetId, OrganizationId},
    registry::{asset::Lifecycle, kind::UnitNature},
    workflow::{
        denial::{Denial, Fault, Refusal},
        fields,
        rules::Scene,
    },
};

pub(in crate::cases::sharing) fn elements_are_known(request: &Request, facts: &Facts) -> Result<(), Denial> {
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
                // Which units it has besides is for those who see it in full.
                let why = format!("{} has no `{}`", asset.code, unit.unit);
                found.push(Fault::new(format!("{here}/units/{at}/unit"), why));
            }
            if unit.quantity == 0 {
                found.push(Fault::new(format!("{here}/units/{at}/quantity"), "must be at least 1"));
            }
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Denial::Invalid(found)) }
}

pub(super) fn one_owner(scene: &Scene<'_, House>) -> Result<(), Denial> {
    let owners: BTreeSet<OrganizationId> = scene.facts.assets.values().map(|asset| asset.owner).collect();
    // Since a merger what a predecessor owns is one's own as well.
    if owners.iter().any(|owner| is_own(scene, *owner)) {
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

pub(super) fn elements_are_open(papers: &Papers, facts: &Facts) -> Result<(), Denial> {
    let closed: Vec<String> = papers
        .request
        .elements
        .iter()
        .filter_map(|element| facts.assets.get(&element.asset_id))
        .filter(|asset| !room::is_open(asset))
        .map(|asset| {
            // Why an asset is not shared is the owner's to tell; that it is not, everybody sees.
            let why = asset.closed_because.as_ref().map_or(asset.lifecycle.as_str(), |_| "not_shareable");
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

/// An order of the dispute body does not ask whether the owner wants to share, but what is no longer in service carries nobody.
pub(super) fn elements_are_in_service(papers: &Papers, facts: &Facts) -> Result<(), Denial> {
    let idle: Vec<String> = papers
        .request
        .elements
        .iter()
        .filter_map(|element| facts.assets.get(&element.asset_id))
        .filter(|asset| asset.lifecycle != Lifecycle::InService)
        .map(|asset| format!("{}: {}", asset.code, asset.lifecycle.as_str()))
        .collect();
    if idle.is_empty() {
        return Ok(());
    }
    Err(Refusal::new("elements_are_in_service", "Có tài sản không còn khai thác.", "some assets are not in service")
        .blocked_by(idle)
        .into())
}

pub(super) fn route_has_room(papers: &Papers, facts: &Facts) -> Result<(), Denial> {
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

pub(super) fn limits_hold_or_make_ready(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
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

pub(super) fn limits_hold(papers: &Papers, facts: &Facts) -> Result<(), Denial> {
    let exceeded = room::lacking(papers, facts, UnitNature::Budget);
    if exceeded.is_empty() {
        return Ok(());
    }
    Err(limit_exceeded(exceeded.into_iter().map(|(_, what)| what).collect()).into())
}
