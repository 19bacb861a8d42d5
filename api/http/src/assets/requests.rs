//! Request bodies that create or update an asset.

use chrono::NaiveDate;
use domain::ids::OrganizationId;
use domain::messages::{Expected, FieldProblem};
use domain::place::{ReceivedShape, Shape};
use domain::registry::asset::{Confidence, Lifecycle, Visibility};
use domain::workflow::violation::FieldError;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Enum, Object};
use serde_json::{Map, Value};
use uuid::Uuid;

use api_app::error::AppError;
use api_app::register::Create;
use api_app::register::content::{CapacityInput, Said, ShareSaid};

/// Lifecycle state of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "AssetLifecycle", rename_all = "snake_case")]
pub(crate) enum Life {
    Planned,
    UnderConstruction,
    InService,
    Restricted,
    DecommissionNotified,
    Withdrawn,
    Removed,
    Unverified,
    DisputedOwnership,
    LostRecord,
}

impl From<Life> for Lifecycle {
    fn from(life: Life) -> Self {
        match life {
            Life::Planned => Self::Planned,
            Life::UnderConstruction => Self::UnderConstruction,
            Life::InService => Self::InService,
            Life::Restricted => Self::Restricted,
            Life::DecommissionNotified => Self::DecommissionNotified,
            Life::Withdrawn => Self::Withdrawn,
            Life::Removed => Self::Removed,
            Life::Unverified => Self::Unverified,
            Life::DisputedOwnership => Self::DisputedOwnership,
            Life::LostRecord => Self::LostRecord,
        }
    }
}

/// Capacity of a unit of an asset.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewAssetCapacity {
    unit: String,
    installed: u32,
    #[oai(default)]
    own_use: u32,
    #[oai(default)]
    blocked: u32,
    #[oai(default)]
    policy_reserve: u32,
}

/// Share of a co-owner.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewAssetOwner {
    organization_id: Uuid,
    /// Share in percent, with at most two decimals.
    share_percent: f64,
    /// Whether this owner answers requests and thereby becomes the owner of the asset.
    #[oai(default)]
    answers: bool,
}

/// A new asset.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct NewAsset {
    /// Unique among the owner's assets.
    code: String,
    /// Asset kind of the catalogue.
    kind: String,
    /// GeoJSON geometry in WGS 84.
    geometry: Value,
    /// Organisation that answers requests. Required only for members of several owners and for the
    /// regulator.
    owner_id: Option<Uuid>,
    /// Co-owners; the remaining share belongs to the owner.
    #[oai(default)]
    co_owners: Vec<NewAssetOwner>,
    address: Option<String>,
    /// Attributes that the asset kind defines.
    attributes: Option<Value>,
    lifecycle: Option<Life>,
    /// `public`, `operators`, `restricted` or `secret`.
    visibility: Option<String>,
    #[oai(default)]
    critical: bool,
    shareable: Option<bool>,
    not_shareable_reason: Option<String>,
    #[oai(default)]
    capacity: Vec<NewAssetCapacity>,
    source: Option<String>,
    observed_on: Option<NaiveDate>,
    /// `A` surveyed, `B` mapped, `C` declared, `D` unknown.
    confidence: Option<String>,
}

impl NewAsset {
    pub(crate) fn command(self) -> Result<Create, AppError> {
        let mut faults = Vec::new();
        let shape = shape(&self.geometry, &mut faults);
        let said = Said {
            code: Some(self.code),
            shape: None,
            address: self.address.map(Some),
            attributes: self.attributes.and_then(|value| object(value, &mut faults)),
            visibility: self.visibility.and_then(|word| visibility(&word, &mut faults)),
            critical: Some(self.critical),
            shareable: self.shareable,
            not_shareable_reason: self.not_shareable_reason.map(Some),
            capacity: Some(self.capacity.into_iter().map(capacity).collect()),
            co_owners: (!self.co_owners.is_empty()).then(|| shares(&self.co_owners, &mut faults)),
            source: self.source.map(Some),
            observed_on: self.observed_on.map(Some),
            confidence: self.confidence.and_then(|word| confidence(&word, &mut faults)),
        };
        match shape {
            Some(shape) if faults.is_empty() => Ok(Create {
                kind: self.kind,
                shape,
                lifecycle: self.lifecycle.map_or(Lifecycle::InService, Lifecycle::from),
                owner: self.owner_id.map(OrganizationId::new),
                said,
            }),
            Some(_) | None => Err(AppError::Invalid(faults)),
        }
    }
}

/// Changes of an asset. Absent fields keep their value; `null` clears a field. A change of
/// `lifecycle` cannot be combined with other changes, except its date, evidence and reason.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct AssetPatch {
    code: Option<String>,
    geometry: Option<Value>,
    address: MaybeUndefined<String>,
    /// Attributes to set; `null` removes an attribute.
    attributes: Option<Value>,
    visibility: Option<String>,
    critical: Option<bool>,
    shareable: Option<bool>,
    not_shareable_reason: MaybeUndefined<String>,
    /// Capacity of units; units that are not listed keep their values.
    capacity: Option<Vec<NewAssetCapacity>>,
    co_owners: Option<Vec<NewAssetOwner>>,
    source: MaybeUndefined<String>,
    observed_on: MaybeUndefined<NaiveDate>,
    confidence: Option<String>,
    /// Next lifecycle state of the asset.
    pub(crate) lifecycle: Option<Life>,
    /// With `decommission_notified`: planned day of decommissioning.
    pub(crate) decommission_on: Option<NaiveDate>,
    /// With `decommission_notified`: evidence of the urgency; a manager must sign it.
    pub(crate) safety_evidence: Option<String>,
    /// Reason, stored with the version.
    pub(crate) reason: Option<String>,
}

impl AssetPatch {
    /// Changes other than the lifecycle; `None` when there are none.
    pub(crate) fn said(self) -> Result<Option<Said>, AppError> {
        let mut faults = Vec::new();
        let said = Said {
            code: self.code,
            shape: self.geometry.and_then(|value| shape(&value, &mut faults)),
            address: nullable(self.address),
            attributes: self.attributes.and_then(|value| object(value, &mut faults)),
            visibility: self.visibility.and_then(|word| visibility(&word, &mut faults)),
            critical: self.critical,
            shareable: self.shareable,
            not_shareable_reason: nullable(self.not_shareable_reason),
            capacity: self.capacity.map(|services| services.into_iter().map(capacity).collect()),
            co_owners: self.co_owners.map(|all| shares(&all, &mut faults)),
            source: nullable(self.source),
            observed_on: nullable(self.observed_on),
            confidence: self.confidence.and_then(|word| confidence(&word, &mut faults)),
        };
        if faults.is_empty() { Ok(said.says_something().then_some(said)) } else { Err(AppError::Invalid(faults)) }
    }
}

#[expect(clippy::option_option, reason = "unsaid, said to be nothing, and said are three things in a merge patch")]
fn nullable<T>(field: MaybeUndefined<T>) -> Option<Option<T>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

fn shape(value: &Value, faults: &mut Vec<FieldError>) -> Option<Shape> {
    ReceivedShape::from_geojson(value)
        .map(ReceivedShape::into_shape)
        .map_err(|why| faults.push(FieldError::new("/geometry", why)))
        .ok()
}

fn object(value: Value, faults: &mut Vec<FieldError>) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            faults.push(FieldError::new("/attributes", FieldProblem::WrongType { expected: Expected::Object }));
            None
        }
    }
}

fn visibility(word: &str, faults: &mut Vec<FieldError>) -> Option<Visibility> {
    let known = word.parse::<Visibility>().ok();
    if known.is_none() {
        faults.push(FieldError::new(
            "/visibility",
            FieldProblem::one_of(&["public", "operators", "restricted", "secret"]),
        ));
    }
    known
}

fn confidence(word: &str, faults: &mut Vec<FieldError>) -> Option<Confidence> {
    let known = word.parse::<Confidence>().ok();
    if known.is_none() {
        faults.push(FieldError::new("/confidence", FieldProblem::one_of(&["A", "B", "C", "D"])));
    }
    known
}

fn capacity(capacity: NewAssetCapacity) -> CapacityInput {
    let NewAssetCapacity { unit, installed, own_use, blocked, policy_reserve } = capacity;
    CapacityInput { unit, installed, own_use, blocked, policy_reserve }
}

fn shares(all: &[NewAssetOwner], faults: &mut Vec<FieldError>) -> Vec<ShareSaid> {
    let mut said = Vec::new();
    for (place, share) in all.iter().enumerate() {
        if let Some(basis_points) = basis_points(share.share_percent) {
            said.push(ShareSaid {
                organization: OrganizationId::new(share.organization_id),
                basis_points,
                answers: share.answers,
            });
        } else {
            let here = format!("/co_owners/{place}/share_percent");
            faults.push(FieldError::new(here, FieldProblem::Percent));
        }
    }
    said
}

/// Converts a percentage to hundredths of a percent.
fn basis_points(percent: f64) -> Option<u16> {
    let text = format!("{:.0}", percent * 100.0);
    let points: u16 = text.parse().ok()?;
    (points <= 10_000 && (f64::from(points) / 100.0 - percent).abs() < 1e-9).then_some(points)
}
