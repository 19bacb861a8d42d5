//! Access checks for reads of the register.

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

/// A person's visibility.
///
/// # Errors
/// [`AppError::Forbidden`] when none of the person's roles may ever read an asset.
pub async fn visibility(app: &App, actor: &Actor) -> Result<AssetVisibility, AppError> {
    Ok(AssetVisibility::from(
        &read_scope_for_regulators(app.store.read(), app, actor, &required_permission("read")).await?,
    ))
}

/// Checks that the person sees an asset in full.
///
/// # Errors
/// [`AppError::NotFound`] when the asset is invisible, [`AppError::Forbidden`] when only its
/// minimum is visible.
pub async fn in_full(app: &App, actor: &Actor, asset: AssetId) -> Result<(), AppError> {
    let visibility = visibility(app, actor).await?;
    let found = assets::find(app.store.read(), asset, &visibility).await?.ok_or(AppError::NotFound)?;
    if disclosed::of(app.store.read(), std::iter::once(&found.asset), &visibility).await?.contains(&asset) {
        Ok(())
    } else {
        Err(AppError::forbidden(Rule::OnlyThoseConcerned))
    }
}

/// The tenants whose occupancies of an asset a person may read: all (`None`) or only these
/// organisations.
///
/// # Errors
/// [`AppError::NotFound`] when the asset is invisible.
pub async fn tenancies(app: &App, actor: &Actor, asset: AssetId) -> Result<Option<BTreeSet<OrganizationId>>, AppError> {
    let visibility = visibility(app, actor).await?;
    let found = assets::find(app.store.read(), asset, &visibility).await?.ok_or(AppError::NotFound)?;
    Ok(visible_tenants(&found, &visibility))
}

/// The tenants whose occupancies of an asset are visible: all (`None`) for regulators and for its
/// owners, for others only their own organisations.
#[must_use]
pub(crate) fn visible_tenants(found: &Registered, visibility: &AssetVisibility) -> Option<BTreeSet<OrganizationId>> {
    let own = visibility.own()?;
    let owns = found.asset.owners.iter().any(|share| own.contains(&share.organization));
    (!owns).then(|| own.clone())
}
