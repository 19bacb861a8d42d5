//! Carry an asset on in its life: into service, restricted, announced to end, removed.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::access::{Role, Stance};
use domain::ids::{AssetId, OrganizationId};
use domain::registry::asset::{Asset, Lifecycle};
use domain::registry::life::{self, Haste, Step};
use uuid::Uuid;

use super::view::{self, Sheet};
use super::{Known, asks, hand, letters, load, relations, settled, today};
use crate::act::{Caller, Deed, Desk, Permission};
use crate::error::AppError;
use api_store::assets::asset_versions::Change;
use api_store::{
    assets::{self, occupancies},
    people::organizations,
};

/// Carry this asset on.
#[derive(Debug, Clone)]
pub struct MoveOn {
    /// Which.
    pub asset: AssetId,
    /// Where to.
    pub to: Lifecycle,
    /// The day of its end, when that is announced.
    pub decommission_on: Option<NaiveDate>,
    /// Evidence of danger, which makes a short notice possible.
    pub safety_evidence: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What is read before.
#[derive(Debug)]
pub struct Ground {
    known: Known,
    on_it: Vec<String>,
}

#[async_trait]
impl Deed for MoveOn {
    type Seen = Ground;
    type Decided = Asset;
    type Answer = Sheet;

    fn asks(&self) -> Permission {
        asks("move")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        let known = load(desk, self.asset).await?;
        known.expect_version(desk)?;
        let standing = occupancies::standing(desk.tx, self.asset).await?;
        let tenants: Vec<OrganizationId> = known.tenants.iter().copied().collect();
        let mut on_it: Vec<String> =
            organizations::names(desk.tx, &tenants).await?.into_values().map(|name| name.vi).collect();
        if standing.iter().any(|occupancy| occupancy.tenant.is_none()) {
            on_it.push("unidentified".to_owned());
        }
        Ok(Ground { known, on_it })
    }

    fn relations(&self, seen: &Ground, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), desk)
    }

    fn decide(&self, seen: &Ground, desk: &Desk<'_>) -> Result<Asset, AppError> {
        let asset = &seen.known.registered.asset;
        let rules = desk.house.policies.register;
        let decommission_on = self.decommission_on.or(asset.decommission_on);
        life::check(
            rules,
            &Step {
                from: asset.lifecycle,
                to: self.to,
                today: today(desk),
                decommission_on,
                tenants: &seen.on_it,
                haste: self.haste(desk),
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

    async fn save(&self, desk: &Desk<'_>, seen: Ground, after: Asset) -> Result<Sheet, AppError> {
        let reason = match (&self.reason, &self.safety_evidence) {
            (Some(reason), Some(evidence)) => Some(format!("{reason}; {evidence}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        let before = &seen.known.registered.asset;
        let hand = hand(desk, &after, reason.as_deref());
        settled(desk, assets::update(desk.tx, before, &after, Change::Move, hand).await?)?;
        if let (Lifecycle::DecommissionNotified, Some(owner)) = (self.to, after.owner()) {
            letters::announce_end(desk, &after, &seen.known.tenants, owner).await?;
        }
        view::after(desk, after.id).await
    }

    fn subject(&self, answer: &Sheet) -> Option<Uuid> {
        Some(answer.id)
    }
}

impl MoveOn {
    fn haste(&self, desk: &Desk<'_>) -> Haste {
        let evidence = self.safety_evidence.as_ref().is_some_and(|evidence| !evidence.trim().is_empty());
        let head = match &desk.call.caller {
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
