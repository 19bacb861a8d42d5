//! What a person may read of the register.

use std::collections::BTreeSet;

use domain::access::Actor;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::Rule;

use super::required_permission;
use crate::app::App;
use crate::error::AppError;
use crate::read_scope::read_scope_for_regulators;
use api_store::assets::disclosed;
use api_store::assets::{self, Registered};
use api_store::visibility::AssetVisibility;

/// How far a person sees.
///
/// # Errors
/// [`AppError::Forbidden`] when none of the person's roles may ever read an asset.
pub async fn sight(app: &App, actor: &Actor) -> Result<AssetVisibility, AppError> {
    Ok(AssetVisibility::from(
        &read_scope_for_regulators(app.store.read(), app, actor, &required_permission("read")).await?,
    ))
}

/// Holds that an asset is in sight, and that the person sees it in full.
///
/// # Errors
/// [`AppError::NotFound`] when it is not in sight, [`AppError::Forbidden`] when only the minimum of it is.
pub async fn in_full(app: &App, actor: &Actor, asset: AssetId) -> Result<(), AppError> {
    let sight = sight(app, actor).await?;
    let found = assets::find(app.store.read(), asset, &sight).await?.ok_or(AppError::NotFound)?;
    if disclosed::of(app.store.read(), std::iter::once(&found.asset), &sight).await?.contains(&asset) {
        Ok(())
    } else {
        Err(AppError::forbidden(Rule::OnlyThoseConcerned))
    }
}

/// Whose occupancies of an asset a person may read: everybody's (`None`) or only these organisations'.
///
/// # Errors
/// [`AppError::NotFound`] when the asset is not in sight.
pub async fn tenancies(app: &App, actor: &Actor, asset: AssetId) -> Result<Option<BTreeSet<OrganizationId>>, AppError> {
    let sight = sight(app, actor).await?;
    let found = assets::find(app.store.read(), asset, &sight).await?.ok_or(AppError::NotFound)?;
    Ok(tenants_in_sight(&found, &sight))
}

/// Whose occupancies of an asset are in sight: everybody's (`None`) for those who watch and for its owners, for others only
/// those of the own organisations.
#[must_use]
pub(crate) fn tenants_in_sight(found: &Registered, sight: &AssetVisibility) -> Option<BTreeSet<OrganizationId>> {
    let own = sight.own()?;
    let owns = found.asset.owners.iter().any(|share| own.contains(&share.organization));
    (!owns).then(|| own.clone())
}
