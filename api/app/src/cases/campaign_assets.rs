//! The streets of a clean-up campaign in the register: the assets beside them, the tenants of these
//! assets, and equipment without a known owner.

use std::collections::BTreeMap;

use domain::{
    cases::{
        Case,
        cleanup::{CampaignFacts, Content, InUseBand, Nobodys, StreetAsset},
    },
    ids::{AssetId, OrganizationId},
    registry::{asset::Lifecycle, band::Band, kind::UnitNature},
};

use super::facts::Look;
use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::{
    assets::{
        asset_search::{self, AssetQuery},
        ledger, occupancies,
    },
    people::organizations,
    visibility::AssetVisibility,
};

/// The most assets in one campaign; more need a second campaign.
const LISTED: usize = 500;

/// The assets of a campaign: at its opening those beside the streets, afterwards those listed at
/// the opening.
pub(super) async fn scenery(
    context: &CommandContext<'_>,
    case: &Case,
    content: &Content,
    look: Look,
) -> Result<CampaignFacts, AppError> {
    let mut found: BTreeMap<AssetId, (String, OrganizationId)> = BTreeMap::new();
    let mut scenery = CampaignFacts::default();
    match look {
        Look::Filing | Look::BeforeFiling => {
            scenery.cut_off = beside(context, case, content, &mut found).await?;
            scenery.operators = organizations::operators(context.tx, context.app.local_date(context.now)).await?;
        }
        Look::Standing | Look::Moving => {
            found.extend(content.assets.iter().map(|listed| (listed.asset_id, (listed.code.clone(), listed.owner_id))));
        }
    }
    scenery.in_use = in_use(context, &found.keys().copied().collect::<Vec<_>>()).await?;
    scenery.assets = in_register(context, found).await?;
    Ok(scenery)
}

/// The assets beside the streets that are not secret; in the campaign of an owner only its own
/// assets. Returns whether there are more than fit.
async fn beside(
    context: &CommandContext<'_>,
    case: &Case,
    content: &Content,
    found: &mut BTreeMap<AssetId, (String, OrganizationId)>,
) -> Result<bool, AppError> {
    let regulates = organizations::regulators(context.tx).await?.contains(&case.applicant);
    let metres = f64::from(content.campaign.within_m.unwrap_or(0));
    for place in content.campaign.streets.iter().filter_map(|street| street.place.as_ref()) {
        let query = AssetQuery {
            near: Some((place.clone(), metres)),
            owner: (!regulates).then_some(case.applicant),
            lifecycles: vec![
                Lifecycle::InService,
                Lifecycle::Restricted,
                Lifecycle::DecommissionNotified,
                Lifecycle::Unverified,
                Lifecycle::DisputedOwnership,
                Lifecycle::LostRecord,
            ],
            limit: u64::try_from(LISTED).unwrap_or(u64::MAX),
            ..AssetQuery::default()
        };
        let page = asset_search::page(context.tx, &query, &AssetVisibility::Concern(std::collections::BTreeSet::new()))
            .await?;
        let more = page.next.is_some();
        for one in page.items {
            let Some(owner) = one.asset.owner() else { continue };
            found.insert(one.asset.id, (one.asset.code, owner));
        }
        if more || found.len() > LISTED {
            while found.len() > LISTED {
                found.pop_last();
            }
            return Ok(true);
        }
    }
    Ok(false)
}

/// The bands of the units in use, over all tenants. The number itself stays here: see
/// `campaign_numbers`.
async fn in_use(context: &CommandContext<'_>, assets: &[AssetId]) -> Result<Vec<InUseBand>, AppError> {
    let mut sums: BTreeMap<String, u32> = BTreeMap::new();
    for unit in ledger::balances(context.tx, assets).await?.into_iter().filter(|unit| unit.nature == UnitNature::Slot) {
        let sum = sums.entry(unit.unit).or_default();
        *sum = sum.saturating_add(unit.ledger.active).saturating_add(unit.ledger.own_use);
    }
    let rules = context.app.policies.kinds.bands();
    let band =
        |(unit, sum): (String, u32)| InUseBand { band: Band::of(rules.thresholds(&unit), sum), unit: Some(unit) };
    Ok(sums.into_iter().map(band).collect())
}

/// The state of the assets, in the order of their codes.
async fn in_register(
    context: &CommandContext<'_>,
    found: BTreeMap<AssetId, (String, OrganizationId)>,
) -> Result<Vec<StreetAsset>, AppError> {
    let ids: Vec<AssetId> = found.keys().copied().collect();
    let mut assets: BTreeMap<AssetId, StreetAsset> = found
        .into_iter()
        .map(|(asset, (code, owner))| {
            let (tenants, nobodys) = (std::collections::BTreeSet::new(), Vec::new());
            (asset, StreetAsset { asset, code, owner, tenants, nobodys })
        })
        .collect();
    for used in occupancies::in_use(context.tx, &ids).await? {
        let Some(in_register) = assets.get_mut(&used.asset) else { continue };
        match used.tenant {
            Some(tenant) => {
                in_register.tenants.insert(tenant);
            }
            None => {
                in_register.nobodys.push(Nobodys { occupancy: used.id, unit: used.unit, quantity: used.quantity });
            }
        }
    }
    let mut assets: Vec<StreetAsset> = assets.into_values().collect();
    assets.sort_by(|one, other| one.code.cmp(&other.code).then(one.asset.cmp(&other.asset)));
    Ok(assets)
}
