//! Changes the lifecycle of an asset: into service, restricted, end announced, removed.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::access::{Role, Stance};
use domain::ids::{AssetId, OrganizationId};
use domain::registry::asset::{Asset, Lifecycle};
use domain::registry::life::{self, Haste, Step};
use uuid::Uuid;

use super::view::{self, AssetView};
use super::{Known, hand, load, notifications, relations, required_permission, settled, today};
use crate::command_pipeline::{Caller, Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::assets::asset_versions::Change;
use api_store::{
    assets::{self, occupancies},
    people::organizations,
};

#[derive(Debug, Clone)]
pub struct ChangeLifecycle {
    pub asset: AssetId,
    pub to: Lifecycle,
    /// The announced last day of the asset.
    pub decommission_on: Option<NaiveDate>,
    /// Evidence of danger, which makes a short notice possible.
    pub safety_evidence: Option<String>,
    pub reason: Option<String>,
}

#[derive(Debug)]
pub struct Loaded {
    known: Known,
    on_it: Vec<String>,
}

#[async_trait]
impl Command for ChangeLifecycle {
    type Loaded = Loaded;
    type Decision = Asset;
    type Output = AssetView;

    fn required_permission(&self) -> Permission {
        required_permission("move")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let known = load(context, self.asset).await?;
        known.expect_version(context)?;
        let current = occupancies::current(context.tx, self.asset).await?;
        let tenants: Vec<OrganizationId> = known.tenants.iter().copied().collect();
        let mut on_it: Vec<String> =
            organizations::names(context.tx, &tenants).await?.into_values().map(|name| name.vi).collect();
        if current.iter().any(|occupancy| occupancy.tenant.is_none()) {
            on_it.push("unidentified".to_owned());
        }
        Ok(Loaded { known, on_it })
    }

    fn relations(&self, seen: &Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), context)
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Asset, AppError> {
        let asset = &seen.known.registered.asset;
        let rules = context.app.policies.register;
        let decommission_on = self.decommission_on.or(asset.decommission_on);
        life::check(
            rules,
            &Step {
                from: asset.lifecycle,
                to: self.to,
                today: today(context),
                decommission_on,
                tenants: &seen.on_it,
                haste: self.haste(context),
            },
        )?;
        let ending = matches!(self.to, Lifecycle::DecommissionNotified | Lifecycle::Withdrawn | Lifecycle::Removed);
        Ok(Asset {
            lifecycle: self.to,
            decommission_on: decommission_on.filter(|_| ending),
            version: asset.version.saturating_add(1),
            ..asset.clone()
        })
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, after: Asset) -> Result<AssetView, AppError> {
        let reason = match (&self.reason, &self.safety_evidence) {
            (Some(reason), Some(evidence)) => Some(format!("{reason}; {evidence}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        let before = &seen.known.registered.asset;
        let hand = hand(context, &after, reason.as_deref());
        settled(context, assets::update(context.tx, before, &after, Change::Move, hand).await?)?;
        if let (Lifecycle::DecommissionNotified, Some(owner)) = (self.to, after.owner()) {
            notifications::announce_end(context, &after, &seen.known.tenants, owner).await?;
        }
        view::after(context, after.id).await
    }

    fn subject(&self, answer: &AssetView) -> Option<Uuid> {
        Some(answer.id)
    }
}

impl ChangeLifecycle {
    fn haste(&self, context: &CommandContext<'_>) -> Haste {
        let evidence = self.safety_evidence.as_ref().is_some_and(|evidence| !evidence.trim().is_empty());
        let head = match &context.request.caller {
            Caller::System => false,
            Caller::Person(actor) => [Role::OperatorManager, Role::OwnerManager, Role::RegulatorLead]
                .into_iter()
                .any(|role| actor.has_role(role)),
        };
        match (evidence, head) {
            (false, _) => Haste::None,
            (true, false) => Haste::Evidence,
            (true, true) => Haste::SignedEvidence,
        }
    }
}
