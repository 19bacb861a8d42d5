//! The editable content of an asset: all of it for a new asset, a part of it for a change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::ids::OrganizationId;
use domain::messages::{FieldProblem, OneOf};
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, UnitCapacity, Visibility};
use domain::registry::kind::{AssetKind, KindCatalogue};
use domain::registry::owners::{self, Share, WHOLE_BASIS_POINTS};
use domain::text::nfc;
use domain::workflow::violation::FieldError;
use serde_json::{Map, Value};

use crate::error::AppError;

/// The longest code, in characters.
const CODE_LENGTH: usize = 80;
/// The longest address or other line of text, in characters.
const LINE_LENGTH: usize = 500;

/// The capacity of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapacityInput {
    pub unit: String,
    pub installed: u32,
    /// The quantity that the owner uses itself.
    pub own_use: u32,
    /// The quantity that nobody can use.
    pub blocked: u32,
    /// The quantity that the owner's policy reserves.
    pub policy_reserve: u32,
}

/// A share, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareSaid {
    pub organization: OrganizationId,
    pub basis_points: u16,
    /// Whether this owner is meant to be responsible for the asset.
    pub answers: bool,
}

/// The new content; `None` leaves a value unchanged. An inner `None` removes the value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The code that the owner gave it.
    pub code: Option<String>,
    pub shape: Option<Shape>,
    /// The location as text.
    pub address: Option<Option<String>>,
    /// Attributes; `null` removes an attribute.
    pub attributes: Option<Map<String, Value>>,
    pub visibility: Option<Visibility>,
    /// Whether the asset is critical infrastructure.
    pub critical: Option<bool>,
    /// Whether the asset is open to sharing.
    pub shareable: Option<bool>,
    pub not_shareable_reason: Option<Option<String>>,
    /// The capacities of units; unnamed units stay unchanged.
    pub capacity: Option<Vec<CapacityInput>>,
    /// The owners besides the responsible one, with their shares; the rest belongs to the
    /// responsible owner.
    pub co_owners: Option<Vec<ShareSaid>>,
    /// The source of the data.
    pub source: Option<Option<String>>,
    /// The day of the observation.
    pub observed_on: Option<Option<NaiveDate>>,
    /// The accuracy of the location.
    pub confidence: Option<Confidence>,
}

impl Said {
    /// Whether any value is given.
    #[must_use]
    pub fn says_something(&self) -> bool {
        *self != Self::default()
    }
}

/// Writes the content into an asset, and collects every violation in the result.
///
/// # Errors
/// [`AppError::Invalid`] with every violation under its pointer.
pub fn say(asset: &mut Asset, said: &Said, kinds: &KindCatalogue) -> Result<(), AppError> {
    let mut faults = Vec::new();
    let Some(kind) = kinds.kind(&asset.kind) else {
        let allowed = kinds.kinds.iter().map(|kind| kind.id.clone()).collect();
        return Err(AppError::invalid("/kind", FieldProblem::UnknownValue { allowed }));
    };
    texts(asset, said, &mut faults);
    if let Some(shape) = &said.shape {
        asset.shape = shape.clone();
    }
    if !kind.shapes.iter().any(|form| form.as_str() == asset.shape.type_name()) {
        let shapes = OneOf(kind.shapes.iter().map(|form| form.as_str().to_owned()).collect());
        faults.push(FieldError::new("/geometry", FieldProblem::WrongShapeOfKind { kind: kind.id.clone(), shapes }));
    }
    if let Some(attributes) = &said.attributes {
        for (name, value) in attributes {
            if value.is_null() {
                asset.attributes.remove(name);
            } else {
                asset.attributes.insert(name.clone(), value.clone());
            }
        }
    }
    faults.extend(kind.faults(&asset.attributes));
    if let Some(services) = &said.capacity {
        capacity(asset, services, kind, &mut faults);
    }
    if let Some(co_owners) = &said.co_owners {
        shares(asset, co_owners, &mut faults);
    }
    openness(asset, said, &mut faults);
    asset.visibility = said.visibility.unwrap_or(asset.visibility);
    asset.critical = said.critical.unwrap_or(asset.critical);
    asset.confidence = said.confidence.unwrap_or(asset.confidence);
    asset.observed_on = said.observed_on.unwrap_or(asset.observed_on);
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

fn texts(asset: &mut Asset, said: &Said, faults: &mut Vec<FieldError>) {
    if let Some(code) = &said.code {
        asset.code = nfc(code.trim());
        if asset.code.is_empty() || asset.code.chars().count() > CODE_LENGTH {
            faults.push(FieldError::new(
                "/code",
                FieldProblem::CharactersBetween { least: 1.into(), most: CODE_LENGTH.into() },
            ));
        }
    }
    for (pointer, recipients, own) in
        [("/address", &said.address, &mut asset.address), ("/source", &said.source, &mut asset.source)]
    {
        if let Some(text) = recipients {
            *own = line(text.as_deref());
            if own.as_ref().is_some_and(|own| own.chars().count() > LINE_LENGTH) {
                faults.push(FieldError::new(pointer, FieldProblem::TooManyCharacters { most: LINE_LENGTH.into() }));
            }
        }
    }
}

fn openness(asset: &mut Asset, said: &Said, faults: &mut Vec<FieldError>) {
    asset.shareable = said.shareable.unwrap_or(asset.shareable);
    if let Some(reason) = &said.not_shareable_reason {
        asset.not_shareable_reason = line(reason.as_deref());
    }
    if asset.shareable {
        asset.not_shareable_reason = None;
    } else if asset.not_shareable_reason.is_none() {
        faults.push(FieldError::new("/not_shareable_reason", FieldProblem::NotSharedWhy));
    }
}

fn line(text: Option<&str>) -> Option<String> {
    text.map(|text| nfc(text.trim())).filter(|text| !text.is_empty())
}

fn capacity(asset: &mut Asset, services: &[CapacityInput], kind: &AssetKind, faults: &mut Vec<FieldError>) {
    let mut named = BTreeSet::new();
    for (place, capacity) in services.iter().enumerate() {
        let here = format!("/capacity/{place}");
        let Some(unit) = kind.unit(&capacity.unit) else {
            let known = kind.units.iter().map(|unit| unit.id.clone()).collect();
            let why = FieldProblem::UnitOfKindUnknown { kind: kind.id.clone(), unit: capacity.unit.clone(), known };
            faults.push(FieldError::new(format!("{here}/unit"), why));
            continue;
        };
        if !named.insert(&capacity.unit) {
            faults.push(FieldError::new(format!("{here}/unit"), FieldProblem::NamedTwice));
        }
        if capacity.installed > unit.max {
            faults.push(FieldError::new(format!("{here}/installed"), FieldProblem::AtMost { most: unit.max.into() }));
        }
        let said = UnitCapacity {
            nature: unit.nature,
            installed: capacity.installed,
            own_use: capacity.own_use,
            blocked: capacity.blocked,
            policy_reserve: capacity.policy_reserve,
        };
        if !said.empty_ledger().is_sound() {
            let why = FieldProblem::MoreThanInstalled;
            faults.push(FieldError::new(format!("{here}/installed"), why));
        }
        asset.capacity.insert(capacity.unit.clone(), said);
    }
}

fn shares(asset: &mut Asset, co_owners: &[ShareSaid], faults: &mut Vec<FieldError>) {
    let Some(owner) = asset.owner() else {
        return;
    };
    let theirs: BTreeMap<OrganizationId, u16> = co_owners
        .iter()
        .filter(|share| share.organization != owner)
        .map(|share| (share.organization, share.basis_points))
        .collect();
    if co_owners.iter().any(|share| share.answers && share.organization != owner) {
        faults.push(FieldError::new("/co_owners", FieldProblem::OwnerByTransfer));
        return;
    }
    let said_twice = co_owners.iter().filter(|share| share.organization != owner).count() != theirs.len();
    let sum: u32 = theirs.values().map(|points| u32::from(*points)).sum();
    let rest = u16::try_from(WHOLE_BASIS_POINTS.saturating_sub(sum)).unwrap_or(0);
    let own = co_owners.iter().find(|share| share.organization == owner).map_or(rest, |share| share.basis_points);
    let mut all = vec![Share { organization: owner, basis_points: own, answers: true }];
    all.extend(theirs.into_iter().map(|(organization, basis_points)| Share {
        organization,
        basis_points,
        answers: false,
    }));
    let checked = if said_twice { Err(owners::OwnershipError::Twice) } else { owners::check(&all) };
    match checked {
        Ok(()) => asset.owners = all,
        Err(why) => faults.push(FieldError::new("/co_owners", why)),
    }
}
