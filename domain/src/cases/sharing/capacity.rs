//! Checks whether the assets of a request have the requested capacity.

use crate::{
    cases::{Case, Facts, change::CapacityClaim, facts::AssetFact},
    ids::AssetId,
    registry::{
        asset::Lifecycle,
        capacity::{Grade, Overload},
        kind::UnitNature,
    },
    workflow::violation::FieldError,
};

use super::content::{Content, Element, Request};

/// Every requested unit with the current asset; the iterator skips assets that the register does
/// not know.
pub(super) fn wanted<'a>(
    content: &'a Content,
    facts: &'a Facts,
) -> impl Iterator<Item = (&'a Element, &'a AssetFact, &'a str, u32)> + 'a {
    content.request.elements.iter().flat_map(move |element| {
        facts.assets.get(&element.asset_id).into_iter().flat_map(move |asset| {
            element.units.iter().map(move |unit| (element, asset, unit.unit.as_str(), unit.quantity))
        })
    })
}

/// The claims of one nature, in the order of the assets.
pub(super) fn claims(content: &Content, facts: &Facts, nature: UnitNature) -> Vec<CapacityClaim> {
    let mut claims: Vec<CapacityClaim> = wanted(content, facts)
        .filter(|(_, asset, unit, _)| asset.units.get(*unit).is_some_and(|fact| fact.nature == nature))
        .filter_map(|(element, asset, unit, quantity)| {
            let missing = asset.units.get(unit)?.missing(quantity);
            (missing > 0).then(|| CapacityClaim { asset: element.asset_id, unit: unit.to_owned(), quantity: missing })
        })
        .collect();
    claims.sort();
    claims
}

/// The codes of the assets that lack capacity of one nature.
pub(super) fn lacking(content: &Content, facts: &Facts, nature: UnitNature) -> Vec<(AssetId, String)> {
    wanted(content, facts)
        .filter_map(|(element, asset, unit, quantity)| {
            let fact = asset.units.get(unit)?;
            let short = fact.nature == nature && !fact.has_capacity_for(quantity);
            short.then(|| {
                let free = fact.ledger.free();
                (element.asset_id, format!("{}: {unit} {quantity} wanted, {free} free", asset.code))
            })
        })
        .collect()
}

/// Reports whether an asset is open to sharing.
pub(super) fn is_open(asset: &AssetFact) -> bool {
    asset.closed_because.is_none() && asset.lifecycle == Lifecycle::InService
}

/// Reports whether the load on an asset forbids further attachments before make-ready work.
pub(super) fn is_red(asset: &AssetFact, overload: Overload) -> bool {
    asset.units.values().any(|unit| unit.nature == UnitNature::Budget && unit.ledger.grade(overload) == Grade::Red)
}

/// The places that a case still needs, in the order of the assets.
#[must_use]
pub fn wanted_places(case: &Case, facts: &Facts) -> Vec<CapacityClaim> {
    case.content.sharing().map_or_else(Vec::new, |content| claims(content, facts, UnitNature::Slot))
}

/// The faults of a request that are visible before filing: unknown or duplicate assets, units that
/// the asset does not have. Nothing is missing in a draft.
#[must_use]
pub fn faults_of_draft(request: &Request, facts: &Facts) -> Vec<FieldError> {
    super::checks::impossible_elements(request, facts)
}
