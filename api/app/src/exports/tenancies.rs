//! The tenancies in an export, as far as the reader may know them: an owner sees all tenancies of
//! its assets, a tenant only its own.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{AssetId, OrganizationId};
use domain::text::Locale;

use crate::register::lists::{Status, Tenancy};
use crate::register::queries::visible_tenants;
use api_store::assets::Registered;
use api_store::entities::status::OccupancyStatus;
use api_store::visibility::AssetVisibility;
use api_store::{Connection, StoreResult, assets::occupancies, people::organizations};

/// The visible tenancies of assets, active or reserved, by name.
pub(super) async fn visible<C: Connection>(
    connection: &C,
    found: &[Registered],
    visibility: &AssetVisibility,
    locale: Locale,
) -> StoreResult<BTreeMap<AssetId, Vec<Tenancy>>> {
    let whose: BTreeMap<AssetId, Option<BTreeSet<OrganizationId>>> =
        found.iter().map(|one| (one.asset.id, visible_tenants(one, visibility))).collect();
    let may_know = |asset: &AssetId, tenant: Option<OrganizationId>| match whose.get(asset) {
        Some(None) => true,
        Some(Some(own)) => tenant.is_some_and(|tenant| own.contains(&tenant)),
        None => false,
    };
    let ids: Vec<AssetId> = whose.keys().copied().collect();
    let mut rows = occupancies::on(connection, &ids).await?;
    rows.retain(|row| may_know(&row.asset, row.tenant));
    let tenants: BTreeSet<OrganizationId> = rows.iter().filter_map(|row| row.tenant).collect();
    let names = organizations::names(connection, &tenants.into_iter().collect::<Vec<_>>()).await?;
    let mut tenancies: BTreeMap<AssetId, Vec<Tenancy>> = BTreeMap::new();
    for row in rows {
        let name = |tenant| names.get(&tenant).map(|name| name.get(locale).to_owned()).unwrap_or_default();
        let status = match row.status {
            OccupancyStatus::Reserved => Status::Reserved,
            OccupancyStatus::Active => Status::Active,
            // The query does not return ended tenancies.
            OccupancyStatus::Ended => continue,
        };
        tenancies.entry(row.asset).or_default().push(Tenancy {
            tenant: row.tenant.map(name),
            organization: row.tenant.map(OrganizationId::uuid),
            unit: row.unit,
            quantity: row.quantity,
            status,
            since: row.active_since,
            note: row.note,
        });
    }
    // The same register produces the same file, in whichever order its rows were written.
    for listed in tenancies.values_mut() {
        listed.sort_by(|one, other| order(one).cmp(&order(other)));
    }
    Ok(tenancies)
}

fn order(one: &Tenancy) -> impl Ord + '_ {
    (one.tenant.as_deref(), &one.unit, one.since, one.quantity, &one.note)
}
