//! Offers assets to another owner.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::{FieldProblem, Rule};
use domain::workflow::violation::RuleViolation;
use uuid::Uuid;

use crate::acting_organization::expect_living;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::register::{required_permission, visibility};
use api_store::assets::asset_transfers::{self, Transfer};
use api_store::entities::status::TransferStatus;
use api_store::{assets, people::organizations};

#[derive(Debug, Clone)]
pub struct Offer {
    /// The assets; all of one owner.
    pub assets: BTreeSet<AssetId>,
    pub to: OrganizationId,
    pub reason: Option<String>,
}

#[derive(Debug)]
pub struct Loaded {
    owners: BTreeSet<OrganizationId>,
    taker_is_known: bool,
    on_offer: Vec<String>,
}

#[async_trait]
impl Command for Offer {
    type Loaded = Loaded;
    type Decision = OrganizationId;
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        required_permission("transfer")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        expect_living(context, self.to, "/to_organization_id").await?;
        let ids: Vec<AssetId> = self.assets.iter().copied().collect();
        let found = assets::find_many(context.tx, &ids, &visibility(context).await?).await?;
        if found.len() != ids.len() || ids.is_empty() {
            return Err(AppError::invalid("/asset_ids", FieldProblem::NoVisibleAssets));
        }
        let offered = asset_transfers::on_offer(context.tx, &ids).await?;
        Ok(Loaded {
            owners: found.iter().filter_map(|one| one.asset.owner()).collect(),
            taker_is_known: organizations::names(context.tx, &[self.to]).await?.contains_key(&self.to),
            on_offer: found
                .into_iter()
                .filter(|one| offered.contains(&one.asset.id))
                .map(|one| one.asset.code)
                .collect(),
        })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        // Only the owner of all of the assets can offer them.
        match seen.owners.first() {
            Some(owner) if seen.owners.len() == 1 => BTreeSet::from([(*owner, Stance::Owner)]),
            Some(_) | None => BTreeSet::new(),
        }
    }

    fn decide(&self, seen: &Loaded, _context: &CommandContext<'_>) -> Result<OrganizationId, AppError> {
        let from = *seen.owners.first().ok_or(AppError::NotFound)?;
        if !seen.taker_is_known || from == self.to {
            return Err(AppError::invalid("/to_organization_id", FieldProblem::AnotherOrganization));
        }
        if !seen.on_offer.is_empty() {
            return Err(RuleViolation::of(Rule::AssetIsOnOffer).blocked_by(seen.on_offer.clone()).into());
        }
        Ok(from)
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: Loaded, from: OrganizationId) -> Result<Uuid, AppError> {
        let transfer = Transfer {
            id: context.new_id(),
            from,
            to: self.to,
            assets: self.assets.iter().copied().collect(),
            status: TransferStatus::Offered,
            reason: self.reason.clone(),
            offered_at: context.now,
            settled_at: None,
        };
        asset_transfers::offer(context.tx, &transfer, Some(context.request.actor()?.user)).await?;
        Ok(transfer.id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
