//! Takes over assets that another owner has offered.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, CaseId, OrganizationId};
use domain::messages::{Conflict, Rule};
use domain::notice::LegalClass;
use domain::registry::asset::Asset;
use domain::registry::owners::Share;
use domain::workflow::violation::RuleViolation;
use serde_json::Map;
use uuid::Uuid;

use crate::cases::{
    facts::Look,
    follow_ups,
    trigger::{READDRESS, Trigger},
};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::register::transfer::{load, still_offered};
use crate::register::{hand, notifications, required_permission, settled, today};
use api_store::assets::asset_transfers::{self, End, Transfer};
use api_store::assets::asset_versions::Change;
use api_store::visibility::AssetVisibility;
use api_store::{
    assets::{self, occupancies},
    people::succession,
};

#[derive(Debug, Clone, Copy)]
pub struct TakeOver {
    pub transfer: Uuid,
}

#[derive(Debug)]
pub struct Loaded {
    transfer: Transfer,
    assets: Vec<Asset>,
    codes_taken: BTreeSet<String>,
    cases: Vec<(CaseId, String, BTreeSet<AssetId>)>,
    tenants: BTreeMap<AssetId, BTreeSet<OrganizationId>>,
}

#[async_trait]
impl Command for TakeOver {
    type Loaded = Loaded;
    type Decision = Vec<(Asset, Asset)>;
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        required_permission("take_over")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let mut transfer = load(context, self.transfer).await?;
        // If a successor acts for the offeree by now, the assets go to the successor.
        transfer.to = succession::on(context.tx, today(context)).await?.acting_for(transfer.to);
        // The offeree may see the offered assets, even critical ones.
        let found = assets::find_many(context.tx, &transfer.assets, &AssetVisibility::Everything).await?;
        let codes: Vec<String> = found.iter().map(|one| one.asset.code.clone()).collect();
        let codes_taken = assets::codes_taken(context.tx, transfer.to, &codes).await?;
        let cases = asset_transfers::open_cases(context.tx, transfer.from, &transfer.assets).await?;
        let tenants = occupancies::tenants(context.tx, &transfer.assets).await?;
        let assets = found.into_iter().map(|one| one.asset).collect();
        Ok(Loaded { transfer, assets, codes_taken, cases, tenants })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.transfer.to, Stance::Public)])
    }

    fn decide(&self, seen: &Loaded, _context: &CommandContext<'_>) -> Result<Vec<(Asset, Asset)>, AppError> {
        still_offered(&seen.transfer)?;
        between_two(&seen.transfer)?;
        nothing_gone(seen)?;
        let moving: BTreeSet<AssetId> = seen.transfer.assets.iter().copied().collect();
        let split: Vec<String> = seen
            .cases
            .iter()
            .filter(|(_, _, about)| !about.is_subset(&moving))
            .map(|(_, code, _)| code.clone())
            .collect();
        if !split.is_empty() {
            return Err(RuleViolation::of(Rule::TransferSplitsRequest).blocked_by(split).into());
        }
        if !seen.codes_taken.is_empty() {
            return Err(RuleViolation::of(Rule::TransferDoublesCode)
                .blocked_by(seen.codes_taken.iter().cloned().collect())
                .into());
        }
        Ok(seen.assets.iter().map(|asset| (asset.clone(), handed_over(asset, &seen.transfer))).collect())
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        seen: Loaded,
        decided: Vec<(Asset, Asset)>,
    ) -> Result<Uuid, AppError> {
        let by = Some(context.request.actor()?.user);
        if !asset_transfers::settle(context.tx, self.transfer, End::Accepted, by, context.now).await? {
            return Err(Conflict::TransferSettledByAnother.into());
        }
        for (before, after) in &decided {
            let hand = hand(context, after, seen.transfer.reason.as_deref());
            settled(context, assets::update(context.tx, before, after, Change::Transfer, hand).await?)?;
            // Each asset's own tenants are notified, and no tenants of other assets in the
            // transfer.
            let tenants = seen.tenants.get(&after.id).into_iter().flatten().copied();
            let recipients: BTreeSet<_> = tenants.chain([seen.transfer.from, seen.transfer.to]).collect();
            let sides = (seen.transfer.to, seen.transfer.from);
            notifications::write(context, "asset.transferred", LegalClass::Legal, after, &recipients, sides).await?;
        }
        for (case, _, _) in &seen.cases {
            asset_transfers::leave_case(context.tx, *case, seen.transfer.from, context.now).await?;
            let readdress = Trigger { case: *case, action: READDRESS, data: Map::new(), look: Look::Standing };
            follow_ups::trigger(context, readdress).await?;
        }
        Ok(self.transfer)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

/// Checks that the giver and the taker are still two organisations, since a merger may have joined
/// them.
fn between_two(transfer: &Transfer) -> Result<(), RuleViolation> {
    if transfer.from != transfer.to {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::TransferIsMoot))
}

/// Checks that all assets still exist and still belong to the giver.
fn nothing_gone(seen: &Loaded) -> Result<(), RuleViolation> {
    let still: BTreeSet<AssetId> =
        seen.assets.iter().filter(|asset| asset.owner() == Some(seen.transfer.from)).map(|asset| asset.id).collect();
    if still.len() == seen.transfer.assets.len() {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::TransferIsStale))
}

/// The asset with the taker in the giver's place; an earlier share of the taker is added.
fn handed_over(asset: &Asset, transfer: &Transfer) -> Asset {
    let sum = |of: OrganizationId| -> u16 {
        asset.owners.iter().filter(|share| share.organization == of).map(|share| share.basis_points).sum()
    };
    let basis_points = sum(transfer.from).saturating_add(sum(transfer.to));
    let mut owners = vec![Share { organization: transfer.to, basis_points, answers: true }];
    owners.extend(
        asset
            .owners
            .iter()
            .filter(|share| share.organization != transfer.from && share.organization != transfer.to)
            .copied(),
    );
    Asset { owners, version: asset.version.saturating_add(1), ..asset.clone() }
}
