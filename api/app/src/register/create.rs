//! Bring an asset into the register.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::FieldProblem;
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, Lifecycle, Visibility};
use domain::registry::owners::Share;
use domain::workflow::denial::Fault;
use serde_json::Map;
use uuid::Uuid;

use super::content::{Said, say};
use super::view::{self, Sheet};
use super::{asks, hand, relations, today};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use crate::in_whose_name::{able, expect_living};
use crate::located::locate;
use api_store::areas::area_map::Located;
use api_store::{assets, people::organizations};

/// Register this asset.
#[derive(Debug, Clone)]
pub struct Create {
    /// A kind of the catalogue.
    pub kind: String,
    /// Where it stands.
    pub shape: Shape,
    /// Where in its life it is.
    pub lifecycle: Lifecycle,
    /// Who answers for it; the caller's organisation when it has only one.
    pub owner: Option<OrganizationId>,
    /// Everything else.
    pub said: Said,
}

/// What is read before.
#[derive(Debug)]
pub struct Ground {
    asset: Asset,
    known_owners: BTreeSet<OrganizationId>,
    code_taken: bool,
}

#[async_trait]
impl Deed for Create {
    type Seen = Ground;
    type Decided = Asset;
    type Answer = Sheet;

    fn asks(&self) -> Permission {
        asks("create")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        let owner = self.owner(desk)?;
        expect_living(desk, owner, "/owner_id").await?;
        let located = locate((desk.tx, &desk.house.compute), &self.shape, today(desk), "/geometry").await?;
        let id = AssetId::new(desk.new_id());
        let asset = blank(id, &self.kind, &self.shape, self.lifecycle, owner, located);
        let named: Vec<OrganizationId> = std::iter::once(owner)
            .chain(self.said.co_owners.iter().flatten().map(|share| share.organization))
            .collect();
        let known_owners = organizations::names(desk.tx, &named).await?.into_keys().collect();
        let code: Vec<String> = self.said.code.iter().map(|code| domain::text::nfc(code.trim())).collect();
        let code_taken = !assets::codes_taken(desk.tx, owner, &code).await?.is_empty();
        Ok(Ground { asset, known_owners, code_taken })
    }

    fn relations(&self, seen: &Ground, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.asset, None, desk)
    }

    fn decide(&self, seen: &Ground, desk: &Desk<'_>) -> Result<Asset, AppError> {
        let mut faults = Vec::new();
        if seen.code_taken {
            faults.push(Fault::new("/code", FieldProblem::CodeIsTaken));
        }
        if self.said.code.is_none() {
            faults.push(Fault::new("/code", FieldProblem::Required));
        }
        if matches!(self.lifecycle, Lifecycle::DecommissionNotified | Lifecycle::Withdrawn | Lifecycle::Removed) {
            faults.push(Fault::new("/lifecycle", FieldProblem::NotAtItsEnd));
        }
        faults.extend(strangers(&self.said, &seen.known_owners));
        let mut asset = seen.asset.clone();
        match say(&mut asset, &self.said, &desk.house.policies.kinds) {
            Ok(()) if faults.is_empty() => Ok(asset),
            Ok(()) => Err(AppError::Invalid(faults)),
            Err(AppError::Invalid(more)) => {
                faults.extend(more);
                Err(AppError::Invalid(faults))
            }
            Err(other) => Err(other),
        }
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Ground, asset: Asset) -> Result<Sheet, AppError> {
        assets::insert(desk.tx, std::slice::from_ref(&asset), hand(desk, &asset, None)).await?;
        view::after(desk, asset.id).await
    }

    fn subject(&self, answer: &Sheet) -> Option<Uuid> {
        Some(answer.id)
    }
}

impl Create {
    fn owner(&self, desk: &Desk<'_>) -> Result<OrganizationId, AppError> {
        if let Some(owner) = self.owner {
            return Ok(owner);
        }
        let able = able(desk, Stance::Owner, &self.asks())?;
        match able.first() {
            Some(only) if able.len() == 1 => Ok(*only),
            Some(_) | None => Err(AppError::invalid("/owner_id", FieldProblem::SayForWhichOrganization)),
        }
    }
}

/// An asset of which nothing is known but what it is, where it stands and whose it is.
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

/// Co-owners that nobody knows.
pub(super) fn strangers(said: &Said, known: &BTreeSet<OrganizationId>) -> Vec<Fault> {
    said.co_owners
        .iter()
        .flatten()
        .enumerate()
        .filter(|(_, share)| !known.contains(&share.organization))
        .map(|(place, _)| Fault::new(format!("/co_owners/{place}/organization_id"), FieldProblem::NotAnOrganization))
        .collect()
}
