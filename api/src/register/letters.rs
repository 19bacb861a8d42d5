//! Letters about an asset itself, to those whom it concerns.

use std::collections::BTreeSet;

use domain::ids::OrganizationId;
use domain::notice::LegalClass;
use domain::registry::asset::Asset;
use serde_json::json;

use super::today;
use crate::act::Desk;
use crate::failure::Failure;
use crate::store::organizations;
use crate::telling::{Telling, tell};

/// Writes a letter about an asset to the people of these organisations. `sides` are the one who
/// comes to the asset (applicant, new owner) and the owner.
pub(super) async fn write(
    desk: &Desk<'_>,
    letter: &str,
    class: LegalClass,
    asset: &Asset,
    told: &BTreeSet<OrganizationId>,
    (comes, owner): (OrganizationId, OrganizationId),
) -> Result<(), Failure> {
    let names = organizations::names(desk.tx, &[comes, owner]).await?;
    let kind = desk.house.policies.kinds.kind(&asset.kind);
    let called = kind.map_or(asset.kind.as_str(), |kind| kind.title.vi.as_str());
    let title: Vec<&str> = [Some(called), asset.address.as_deref()].into_iter().flatten().collect();
    let payload = json!({
        "case": {"code": asset.code, "title": title.join(", ")},
        "applicant": names.get(&comes),
        "owner": names.get(&owner),
        "actor": desk.call.actor().ok().map(|actor| actor.name.clone()),
        "happened_on": today(desk),
        "due_on": asset.decommission_on,
        "link": format!("/assets/{}", asset.id),
    });
    tell(desk, told, Telling { letter, class, case: None, payload }).await
}
