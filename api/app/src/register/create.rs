//! Adds an asset to the register.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::FieldProblem;
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, Lifecycle, Visibility};
use domain::registry::owners::Share;
use domain::workflow::violation::FieldError;
use serde_json::Map;
use uuid::Uuid;

use super::content::{Said, say};
use super::view::{self, AssetView};
use super::{hand, relations, required_permission, today};
use crate::acting_organization::{eligible, expect_living};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::located::locate;
use api_store::areas::area_map::Located;
use api_store::{assets, people::organizations};

/// Adds an asset to the register.
#[derive(Debug, Clone)]
pub struct Create {
    /// A kind of the catalogue.
    pub kind: String,
    pub shape: Shape,
    pub lifecycle: Lifecycle,
    /// The responsible owner; the caller's organisation when the caller has only one.
    pub owner: Option<OrganizationId>,
    /// The content besides kind, shape, lifecycle and owner.
    pub said: Said,
}

#[derive(Debug)]
pub struct Loaded {
    asset: Asset,
    known_owners: BTreeSet<OrganizationId>,
    code_taken: bool,
}

#[async_trait]
impl Command for Create {
    type Loaded = Loaded;
    type Decision = Asset;
    type Output = AssetView;

    fn required_permission(&self) -> Permission {
        required_permission("create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let owner = self.owner(context)?;
        expect_living(context, owner, "/owner_id").await?;
        let located = locate((context.tx, &context.app.compute), &self.shape, today(context), "/geometry").await?;
        let id = AssetId::new(context.new_id());
        let asset = blank(id, &self.kind, &self.shape, self.lifecycle, owner, located);
        let named: Vec<OrganizationId> = std::iter::once(owner)
            .chain(self.said.co_owners.iter().flatten().map(|share| share.organization))
            .collect();
        let known_owners = organizations::names(context.tx, &named).await?.into_keys().collect();
        let code: Vec<String> = self.said.code.iter().map(|code| domain::text::nfc(code.trim())).collect();
        let code_taken = !assets::codes_taken(context.tx, owner, &code).await?.is_empty();
        Ok(Loaded { asset, known_owners, code_taken })
    }

    fn relations(&self, seen: &Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.asset, None, context)
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Asset, AppError> {
        let mut faults = Vec::new();
        if seen.code_taken {
            faults.push(FieldError::new("/code", FieldProblem::CodeIsTaken));
        }
        if self.said.code.is_none() {
            faults.push(FieldError::new("/code", FieldProblem::Required));
        }
        if matches!(self.lifecycle, Lifecycle::DecommissionNotified | Lifecycle::Withdrawn | Lifecycle::Removed) {
            faults.push(FieldError::new("/lifecycle", FieldProblem::NotAtItsEnd));
        }
        faults.extend(strangers(&self.said, &seen.known_owners));
        let mut asset = seen.asset.clone();
        match say(&mut asset, &self.said, &context.app.policies.kinds) {
            Ok(()) if faults.is_empty() => Ok(asset),
            Ok(()) => Err(AppError::Invalid(faults)),
            Err(AppError::Invalid(more)) => {
                faults.extend(more);
                Err(AppError::Invalid(faults))
            }
            Err(other) => Err(other),
        }
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: Loaded, asset: Asset) -> Result<AssetView, AppError> {
        assets::insert(context.tx, std::slice::from_ref(&asset), hand(context, &asset, None)).await?;
        view::after(context, asset.id).await
    }

    fn subject(&self, answer: &AssetView) -> Option<Uuid> {
        Some(answer.id)
    }
}

impl Create {
    fn owner(&self, context: &CommandContext<'_>) -> Result<OrganizationId, AppError> {
        if let Some(owner) = self.owner {
            return Ok(owner);
        }
        let eligible = eligible(context, Stance::Owner, &self.required_permission())?;
        match eligible.first() {
            Some(only) if eligible.len() == 1 => Ok(*only),
            Some(_) | None => Err(AppError::invalid("/owner_id", FieldProblem::SayForWhichOrganization)),
        }
    }
}

/// An asset with nothing but its kind, location and owner.
pub(super) fn blank(
    id: AssetId,
    kind: &str,
    shape: &Shape,
    lifecycle: Lifecycle,
    owner: OrganizationId,
    located: Option<Located>,
) -> Asset {
    Asset {
        id,
        code: String::new(),
        kind: kind.to_owned(),
        owners: vec![Share { organization: owner, basis_points: 10_000, answers: true }],
        shape: shape.clone(),
        area: located.map(|located| located.area),
        area_is_nearest: located.is_some_and(|located| located.is_nearest),
        address: None,
        attributes: Map::new(),
        lifecycle,
        decommission_on: None,
        visibility: Visibility::Operators,
        critical: false,
        shareable: true,
        not_shareable_reason: None,
        source: None,
        observed_on: None,
        confidence: Confidence::D,
        capacity: BTreeMap::new(),
        version: 1,
    }
}

/// Violations for unknown co-owners.
pub(super) fn strangers(said: &Said, known: &BTreeSet<OrganizationId>) -> Vec<FieldError> {
    said.co_owners
        .iter()
        .flatten()
        .enumerate()
        .filter(|(_, share)| !known.contains(&share.organization))
        .map(|(place, _)| {
            FieldError::new(format!("/co_owners/{place}/organization_id"), FieldProblem::NotAnOrganization)
        })
        .collect()
}
