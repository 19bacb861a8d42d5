//! The work list of each operator in a clean-up campaign: its own equipment on the assets of these
//! streets. Competitors do not read each other's lists. The organisation that opened the campaign
//! and the regulator read all lists, an owner reads the entries on its assets.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Actor, Stance},
    cases::CaseContent,
    ids::{AssetId, CaseId, OccupancyId, OrganizationId},
};

use super::queries;
use crate::{app::App, error::AppError};
use api_store::assets::occupancies;

/// Equipment to clear up.
#[derive(Debug, Clone)]
pub struct Work {
    pub organization: OrganizationId,
    pub asset: AssetId,
    /// The owner's code of the asset.
    pub code: String,
    pub occupancy: OccupancyId,
    pub unit: String,
    pub quantity: u32,
    /// The tag number, when the equipment was claimed in the campaign.
    pub number: Option<u32>,
}

/// The entries that a person may read, in the order of the assets.
///
/// # Errors
/// [`AppError::NotFound`] when the campaign does not exist or the person may not see it.
pub async fn of(app: &App, actor: &Actor, campaign: CaseId) -> Result<Vec<Work>, AppError> {
    let kept = queries::one(app, actor, campaign).await?;
    let CaseContent::CleanUpCampaign(content) = &kept.case.content else { return Err(AppError::NotFound) };
    let own = actor.organizations();
    let stands = |wanted: Stance| kept.parties.iter().any(|(office, stance)| *stance == wanted && own.contains(office));
    let everything = stands(Stance::Applicant) || stands(Stance::Regulator);
    let numbers: BTreeMap<OccupancyId, u32> =
        content.items.iter().map(|item| (item.occupancy_id, item.number)).collect();
    let listed: BTreeMap<AssetId, _> = content.assets.iter().map(|listed| (listed.asset_id, listed)).collect();
    let may = |owner: OrganizationId, tenant: OrganizationId, own: &BTreeSet<OrganizationId>| {
        everything || own.contains(&owner) || own.contains(&tenant)
    };
    let assets: Vec<AssetId> = listed.keys().copied().collect();
    let used = occupancies::in_use(app.store.read(), &assets).await?;
    let works = used.into_iter().filter_map(|used| {
        let (tenant, asset) = (used.tenant?, listed.get(&used.asset)?);
        may(asset.owner_id, tenant, &own).then(|| Work {
            organization: tenant,
            asset: used.asset,
            code: asset.code.clone(),
            number: numbers.get(&used.id).copied(),
            occupancy: used.id,
            unit: used.unit,
            quantity: used.quantity,
        })
    });
    Ok(works.collect())
}
