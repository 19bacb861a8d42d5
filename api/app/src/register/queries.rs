//! Reads of the register: access checks, and the list of assets with its counts.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Actor;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::{FieldProblem, Rule};

use super::required_permission;
use crate::app::App;
use crate::error::AppError;
use crate::read_scope::read_scope_for_regulators;
use api_store::Connection;
use api_store::assets::asset_counts::{self, CountedBy, Group};
use api_store::assets::asset_search::{self, AssetQuery, Page};
use api_store::assets::{self, Registered};
use api_store::assets::{asset_nearest, disclosed};
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

/// One page of the visible assets that match.
///
/// # Errors
/// [`AppError::Invalid`] when the order measures more assets than one question may.
pub async fn page(read: &impl Connection, query: &AssetQuery, visibility: &AssetVisibility) -> Result<Page, AppError> {
    if query.sort.is_measured() {
        return asset_nearest::page(read, query, visibility).await?.ok_or_else(too_many_to_measure);
    }
    Ok(asset_search::page(read, query, visibility).await?)
}

/// The number of visible assets that match, but no more than `at_most`.
///
/// # Errors
/// [`AppError::Invalid`] as for [`page`].
pub async fn total(
    read: &impl Connection,
    query: &AssetQuery,
    visibility: &AssetVisibility,
    at_most: u64,
) -> Result<u64, AppError> {
    asset_counts::total(read, query, visibility, at_most).await?.ok_or_else(too_many_to_measure)
}

/// The number of visible assets in each group.
///
/// # Errors
/// [`AppError::Invalid`] as for [`page`].
pub async fn counts(
    read: &impl Connection,
    query: &AssetQuery,
    visibility: &AssetVisibility,
    by: &[CountedBy],
) -> Result<BTreeMap<Group, u64>, AppError> {
    asset_counts::by(read, query, visibility, by).await?.ok_or_else(too_many_to_measure)
}

fn too_many_to_measure() -> AppError {
    AppError::invalid("within_m", FieldProblem::TooManyToMeasure { most: asset_nearest::MOST_MEASURED.into() })
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
