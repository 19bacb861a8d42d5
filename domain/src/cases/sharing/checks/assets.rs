//! Checks of a request against the register: its assets are known, open, of one owner, and have the
//! capacity.

use std::collections::BTreeSet;

use crate::{
    cases::{
        CaseRules, Facts,
        facts::is_own,
        sharing::{
            capacity,
            content::{Content, MakeReady, Request},
        },
    },
    ids::{AssetId, OrganizationId},
    messages::{FieldProblem, Rule},
    registry::{asset::Lifecycle, kind::UnitNature},
    workflow::{
        fields,
        rules::Scene,
        violation::{FieldError, FieldErrors, NotAccepted, RuleViolation},
    },
};

pub(super) fn elements_are_known(request: &Request, facts: &Facts) -> Result<(), NotAccepted> {
    let mut found = FieldErrors::of_title(&request.title)
        .unless(!request.elements.is_empty(), "/elements", FieldProblem::NoElements)
        .found();
    let without_units = request.elements.iter().enumerate().filter(|(_, element)| element.units.is_empty());
    found.extend(
        without_units.map(|(place, _)| FieldError::new(format!("/elements/{place}/units"), FieldProblem::SayHowMuch)),
    );
    found.extend(impossible_elements(request, facts));
    if found.is_empty() { Ok(()) } else { Err(NotAccepted::Invalid(found)) }
}

/// Elements that no filing could accept: unknown assets, assets named twice, units that the asset
/// does not have, and quantities of zero.
pub(in crate::cases::sharing) fn impossible_elements(request: &Request, facts: &Facts) -> Vec<FieldError> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, element) in request.elements.iter().enumerate() {
        let here = format!("/elements/{place}");
        if !seen.insert(element.asset_id) {
            found.push(FieldError::new(format!("{here}/asset_id"), FieldProblem::NamedTwice));
        }
        let Some(asset) = facts.assets.get(&element.asset_id) else {
            found.push(FieldError::new(format!("{here}/asset_id"), FieldProblem::NotAVisibleAsset));
            continue;
        };
        for (at, unit) in element.units.iter().enumerate() {
            if !asset.units.contains_key(&unit.unit) {
                // Only readers with full access see the other units of the asset.
                let why = FieldProblem::UnitOfAssetUnknown { asset: asset.code.clone(), unit: unit.unit.clone() };
                found.push(FieldError::new(format!("{here}/units/{at}/unit"), why));
            }
            if unit.quantity == 0 {
                found.push(FieldError::new(
                    format!("{here}/units/{at}/quantity"),
                    FieldProblem::AtLeast { least: 1.into() },
                ));
            }
        }
    }
    found
}

pub(super) fn one_owner(scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let owners: BTreeSet<OrganizationId> = scene.facts.assets.values().map(|asset| asset.owner).collect();
    // After a merger, the assets of a predecessor count as the applicant's own.
    if owners.iter().any(|owner| is_own(scene, *owner)) {
        return Err(Rule::NotOnesOwn.into());
    }
    if owners.len() > 1 {
        return Err(RuleViolation::of(Rule::OneOwner)
            .blocked_by(owners.iter().map(ToString::to_string).collect())
            .into());
    }
    Ok(())
}

pub(super) fn elements_are_open(content: &Content, facts: &Facts) -> Result<(), NotAccepted> {
    let closed: Vec<String> = content
        .request
        .elements
        .iter()
        .filter_map(|element| facts.assets.get(&element.asset_id))
        .filter(|asset| !capacity::is_open(asset))
        .map(|asset| {
            // Only the owner may reveal why an asset is closed to sharing; everybody sees that it
            // is closed.
            let why = asset.closed_because.as_ref().map_or(asset.lifecycle.as_str(), |_| "not_shareable");
            format!("{}: {why}", asset.code)
        })
        .collect();
    if closed.is_empty() {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::ElementsAreOpen).blocked_by(closed).into())
}

/// An order of the dispute body ignores whether the owner wants to share, but an asset out of
/// service carries nobody.
pub(super) fn elements_are_in_service(content: &Content, facts: &Facts) -> Result<(), NotAccepted> {
    let idle: Vec<String> = content
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
    Err(RuleViolation::of(Rule::ElementsAreInService).blocked_by(idle).into())
}

pub(super) fn route_has_capacity(content: &Content, facts: &Facts) -> Result<(), NotAccepted> {
    let lacking = capacity::lacking(content, facts, UnitNature::Slot);
    if lacking.is_empty() {
        return Ok(());
    }
    Err(no_capacity(lacking.into_iter().map(|(_, what)| what).collect()).into())
}

/// The refusal when places are missing, also when another request takes the last place at the same
/// instant.
#[must_use]
pub fn no_capacity(blockers: Vec<String>) -> RuleViolation {
    RuleViolation::of(Rule::RouteHasCapacity).blocked_by(blockers)
}

pub(super) fn limits_hold_or_make_ready(content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    let listed: Vec<MakeReady> = fields::read_optional(&scene.command.data, "make_ready")?.unwrap_or_default();
    let worked_on: BTreeSet<AssetId> = listed.iter().map(|item| item.asset_id).collect();
    let exceeded: Vec<String> = capacity::lacking(content, scene.facts, UnitNature::Budget)
        .into_iter()
        .filter(|(asset, _)| !worked_on.contains(asset))
        .map(|(_, what)| what)
        .collect();
    if !exceeded.is_empty() {
        return Err(limit_exceeded(exceeded).into());
    }
    let red: Vec<String> = content
        .request
        .elements
        .iter()
        .filter(|element| !worked_on.contains(&element.asset_id))
        .filter_map(|element| scene.facts.assets.get(&element.asset_id))
        .filter(|asset| capacity::is_red(asset, scene.facts.overload))
        .map(|asset| asset.code.clone())
        .collect();
    if red.is_empty() {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::OverloadedNeedsMakeReady).blocked_by(red).into())
}

fn limit_exceeded(blockers: Vec<String>) -> RuleViolation {
    RuleViolation::of(Rule::LimitsHold).blocked_by(blockers)
}

pub(super) fn limits_hold(content: &Content, facts: &Facts) -> Result<(), NotAccepted> {
    let exceeded = capacity::lacking(content, facts, UnitNature::Budget);
    if exceeded.is_empty() {
        return Ok(());
    }
    Err(limit_exceeded(exceeded.into_iter().map(|(_, what)| what).collect()).into())
}
