//! Builds assets of the register from proposals of rows.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::calendar::OfficeHours;
use domain::ids::{AssetId, OrganizationId};
use domain::registry::asset::{Asset, Confidence, UnitCapacity};
use domain::registry::kind::UnitNature;
use domain::registry::owners::Share;

use super::mapping::Mapping;
use super::proposal::{Installed, OccupancyProposal};
use super::resolve::NewAsset;
use api_store::areas::area_map::Located;

/// The asset of a row.
#[must_use]
pub fn asset(
    new: NewAsset,
    owner: OrganizationId,
    mapping: &Mapping,
    ground: Option<Located>,
    nature: impl Fn(&str, &str) -> UnitNature,
) -> Asset {
    let NewAsset { id, asset: said, co_owners, .. } = new;
    let answers = Share { organization: owner, basis_points: said.shares.answering, answers: true };
    let others = co_owners.into_iter().map(|(organization, basis_points)| Share {
        organization: OrganizationId::new(organization),
        basis_points,
        answers: false,
    });
    let capacity = |(unit, found): (String, Installed)| {
        let capacity = capacity(nature(&said.kind, &unit), found);
        (unit, capacity)
    };
    Asset {
        id: AssetId::new(id),
        code: said.code,
        owners: std::iter::once(answers).chain(others).collect(),
        shape: said.shape,
        area: ground.map(|ground| ground.area),
        area_is_nearest: ground.is_some_and(|ground| ground.is_nearest),
        address: said.address,
        attributes: said.attributes,
        lifecycle: said.lifecycle,
        decommission_on: None,
        visibility: said.visibility,
        critical: said.critical,
        shareable: said.shareable,
        not_shareable_reason: said.not_shareable_reason,
        source: said.source.or_else(|| Some(mapping.source.clone())),
        observed_on: said.observed_on,
        confidence: said.confidence.or_else(|| mapping.confidence.parse::<Confidence>().ok()).unwrap_or(Confidence::D),
        capacity: said.capacity.into_iter().map(capacity).collect::<BTreeMap<_, _>>(),
        version: 1,
        kind: said.kind,
    }
}

fn capacity(nature: UnitNature, found: Installed) -> UnitCapacity {
    // The checker refused every number that a ledger cannot count.
    let count = |amount: i64| u32::try_from(amount).unwrap_or_default();
    UnitCapacity {
        nature,
        installed: count(found.installed),
        own_use: count(found.own_use),
        blocked: count(found.blocked),
        policy_reserve: count(found.policy_reserve),
    }
}

/// The note about a tenant: everything except its units, as text for people.
#[must_use]
pub fn note(said: &OccupancyProposal) -> Option<String> {
    if said.note.is_some() {
        return said.note.clone();
    }
    let reference = said.reference.iter().map(|reference| format!("no. {reference}"));
    let details = said.details.iter().map(|(name, value)| format!("{name}: {}", super::cell::shown(value)));
    let parts: Vec<String> = reference.chain(details).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The start of a tenancy: the instant, or the start of the legal day.
#[must_use]
pub fn since(said: &OccupancyProposal, office: Option<OfficeHours>) -> Option<DateTime<Utc>> {
    let first =
        |day: NaiveDate| office.map_or_else(|| day.and_time(NaiveTime::MIN).and_utc(), |at| at.start_of_day(day));
    said.since.or_else(|| said.starts_on.map(first))
}
