//! The data-quality checks, each with only the data it needs.

use geo::Coord;

use super::{Code, Finding, QualityRules};
use crate::{
    ids::AssetId,
    place::{Line, Shape, metres},
    registry::{
        asset::{Asset, Lifecycle},
        capacity::Ledger,
        kind::AssetKind,
    },
    text::fold,
};

/// The attribute with the stated length.
const LENGTH: &str = "length_m";
/// The attribute with the tag on the asset.
const TAG: &str = "tag";

/// Another asset of the same kind and owner, with the data for comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    pub asset: AssetId,
    pub lifecycle: Lifecycle,
    pub shape: Shape,
    pub tag: Option<String>,
}

/// The ledger of a unit, with the sums of its reservations and occupancies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Books {
    pub unit: String,
    pub ledger: Ledger,
    /// The sum of the reservations.
    pub reserved: u32,
    /// The sum of the occupancies.
    pub active: u32,
}

/// Reports whether an asset still exists physically, so that another asset in its place is
/// suspicious.
fn stands(lifecycle: Lifecycle) -> bool {
    match lifecycle {
        Lifecycle::Planned
        | Lifecycle::UnderConstruction
        | Lifecycle::InService
        | Lifecycle::Restricted
        | Lifecycle::DecommissionNotified
        | Lifecycle::Unverified
        | Lifecycle::DisputedOwnership => true,
        Lifecycle::Withdrawn | Lifecycle::Removed | Lifecycle::LostRecord => false,
    }
}

fn of(asset: &Asset, code: Code, part: &str, measure: Option<f64>) -> Finding {
    Finding { code, asset: asset.id, other: None, part: part.to_owned(), measure }
}

fn of_two(code: Code, (one, other): (AssetId, AssetId), part: &str, measure: Option<f64>) -> Finding {
    Finding { code, asset: one.min(other), other: Some(one.max(other)), part: part.to_owned(), measure }
}

/// Contradictions within an asset: its kind, its own length, its administrative unit.
#[must_use]
pub fn of_itself(asset: &Asset, kind: Option<&AssetKind>, rules: QualityRules, area: Option<&Shape>) -> Vec<Finding> {
    let mut found = Vec::new();
    let drawn = asset.shape.type_name();
    if kind.is_some_and(|kind| !kind.shapes.iter().any(|form| form.as_str() == drawn)) {
        found.push(of(asset, Code::ShapeOfKind, drawn, None));
    }
    let stated = asset.attributes.get(LENGTH).and_then(serde_json::Value::as_f64);
    if let (Some(stated), Some(_)) = (stated, asset.shape.line()) {
        let length = asset.shape.length_metres();
        let off = (stated - length).abs();
        let percent = if length > 0.0 { off / length * 100.0 } else { 100.0 };
        if off > rules.length_tolerance_m && percent > rules.length_tolerance_percent {
            found.push(of(asset, Code::LengthMismatch, LENGTH, Some(percent)));
        }
    }
    if let Some(area) = area.filter(|_| !asset.area_is_nearest) {
        let away = asset.shape.metres_to(area);
        if away > rules.area_tolerance_m {
            found.push(of(asset, Code::OutsideArea, "", Some(away)));
        }
    }
    found
}

/// Ledgers that differ from the sum of reservations and occupancies.
#[must_use]
pub fn of_books(asset: &Asset, books: &[Books]) -> Vec<Finding> {
    books
        .iter()
        .filter_map(|book| {
            let off = book.ledger.active.abs_diff(book.active).max(book.ledger.reserved.abs_diff(book.reserved));
            (off > 0).then(|| of(asset, Code::LedgerMismatch, &book.unit, Some(f64::from(off))))
        })
        .collect()
}

/// Assets of the same kind and owner in the same place. Two lines are in the same place when each
/// stays near the other over its whole length: lines that only touch, or run in parallel for a
/// while, are two assets.
#[must_use]
pub fn twins(asset: &Asset, near: &[Neighbour], rules: QualityRules) -> Vec<Finding> {
    if !stands(asset.lifecycle) {
        return Vec::new();
    }
    near.iter()
        .filter(|other| other.asset != asset.id && stands(other.lifecycle))
        .filter_map(|other| {
            let away = apart(&asset.shape, &other.shape)?;
            (away < rules.duplicate_m).then(|| of_two(Code::DuplicatePlace, (asset.id, other.asset), "", Some(away)))
        })
        .collect()
}

/// The distance between two shapes as one place; `None` when they cannot be one place.
fn apart(one: &Shape, other: &Shape) -> Option<f64> {
    match (Line::of(one), Line::of(other)) {
        (None, None) => Some(one.metres_to(other)),
        (Some(here), Some(there)) => {
            let corners = |shape: &Shape, course: &Line| {
                let off = shape.line().into_iter().flat_map(|line| &line.0).map(|at| course.beside(*at).off_metres);
                off.fold(0.0_f64, f64::max)
            };
            Some(corners(one, &there).max(corners(other, &here)))
        }
        (Some(_), None) | (None, Some(_)) => None,
    }
}

/// Assets of the same kind and owner with the same tag.
#[must_use]
pub fn same_tag(asset: &Asset, others: &[Neighbour]) -> Vec<Finding> {
    let tag = asset.attributes.get(TAG).and_then(serde_json::Value::as_str).map(fold).filter(|tag| !tag.is_empty());
    let Some(tag) = tag.filter(|_| stands(asset.lifecycle)) else { return Vec::new() };
    others
        .iter()
        .filter(|other| other.asset != asset.id && stands(other.lifecycle))
        .filter(|other| other.tag.as_deref().map(fold).as_ref() == Some(&tag))
        .map(|other| of_two(Code::DuplicateTag, (asset.id, other.asset), &tag, None))
        .collect()
}

/// The ends of a duct that meet no chamber.
#[must_use]
pub fn loose_ends(duct: &Asset, chambers: &[Coord<f64>], tolerance_metres: f64) -> Vec<Finding> {
    let Some(line) = duct.shape.line().filter(|_| stands(duct.lifecycle)) else { return Vec::new() };
    let ends = [("start", line.0.first()), ("end", line.0.last())];
    ends.into_iter()
        .filter_map(|(part, end)| {
            let end = *end?;
            let met = chambers.iter().any(|chamber| metres(*chamber, end) <= tolerance_metres);
            (!met).then(|| of(duct, Code::LooseEnd, part, None))
        })
        .collect()
}
