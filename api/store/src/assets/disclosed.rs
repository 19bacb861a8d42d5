//! Full disclosure: which assets a reader sees in full, and which organisations see an asset in
//! full.

use std::collections::BTreeSet;

use domain::ids::{AssetId, OrganizationId};
use domain::registry::asset::Asset;
use sea_orm::ConnectionTrait;

use crate::visibility::AssetVisibility;
use crate::{StoreResult, assets::occupancies, people::organizations};

/// The subset of these assets that a reader sees in full: as an owner, or under an agreement in
/// force.
pub async fn of<C: ConnectionTrait>(
    connection: &C,
    assets: impl Iterator<Item = &Asset> + Send,
    visibility: &AssetVisibility,
) -> StoreResult<BTreeSet<AssetId>> {
    let Some(own) = visibility.own() else {
        return Ok(assets.map(|asset| asset.id).collect());
    };
    if own.is_empty() {
        return Ok(BTreeSet::new());
    }
    let owns = |asset: &&Asset| asset.owners.iter().any(|share| own.contains(&share.organization));
    let (theirs, others): (Vec<&Asset>, Vec<&Asset>) = assets.partition(owns);
    let others: Vec<AssetId> = others.into_iter().map(|asset| asset.id).collect();
    let mut opened = occupancies::tenanted(connection, &others, own).await?;
    opened.extend(theirs.into_iter().map(|asset| asset.id));
    Ok(opened)
}

/// The organisations that see an asset in full: its owners, its tenants under an agreement in
/// force, the regulators.
pub async fn to<C: ConnectionTrait>(connection: &C, asset: &Asset) -> StoreResult<BTreeSet<OrganizationId>> {
    let mut opened: BTreeSet<OrganizationId> = organizations::regulators(connection).await?.into_iter().collect();
    let on_it = occupancies::in_use(connection, &[asset.id]).await?;
    opened.extend(on_it.into_iter().filter_map(|occupancy| occupancy.tenant));
    opened.extend(asset.owners.iter().map(|share| share.organization));
    Ok(opened)
}
