//! Correct what is said about an asset.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::FieldProblem;
use domain::registry::asset::Asset;
use domain::workflow::denial::Fault;
use uuid::Uuid;

use super::content::{Said, say};
use super::create::strangers;
use super::view::{self, Sheet};
use super::{Known, asks, hand, load, relations, settled, today};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use crate::located::locate;
use api_store::areas::area_map::Located;
use api_store::assets::asset_versions::Change;
use api_store::{assets, people::organizations};

/// Say this about an asset.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Which.
    pub asset: AssetId,
    /// What.
    pub said: Said,
    /// Why.
    pub reason: Option<String>,
}

/// What is read before.
#[derive(Debug)]
pub struct Ground {
    known: Known,
    located: Option<Located>,
    known_owners: BTreeSet<OrganizationId>,
    code_taken: bool,
}

#[async_trait]
impl Deed for Edit {
    type Seen = Ground;
    type Decided = Asset;
    type Answer = Sheet;

    fn asks(&self) -> Permission {
        asks("edit")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        let known = load(desk, self.asset).await?;
        let asset = &known.registered.asset;
        known.expect_version(desk)?;
        let located = match &self.said.shape {
            Some(shape) => locate((desk.tx, &desk.house.compute), shape, today(desk), "/geometry").await?,
            None => None,
        };
        let named: Vec<OrganizationId> = self.said.co_owners.iter().flatten().map(|share| share.organization).collect();
        let known_owners = organizations::names(desk.tx, &named).await?.into_keys().collect();
        let code =
            self.said.code.as_ref().map(|code| domain::text::nfc(code.trim())).filter(|code| *code != asset.code);
        let code_taken = match (code, asset.owner()) {
            (Some(code), Some(owner)) => !assets::codes_taken(desk.tx, owner, &[code]).await?.is_empty(),
            (None, _) | (_, None) => false,
        };
        Ok(Ground { known, located, known_owners, code_taken })
    }

    fn relations(&self, seen: &Ground, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), desk)
    }

    fn decide(&self, seen: &Ground, desk: &Desk<'_>) -> Result<Asset, AppError> {
        if seen.code_taken {
            return Err(AppError::invalid("/code", FieldProblem::CodeIsTaken));
        }
        let strangers: Vec<Fault> = strangers(&self.said, &seen.known_owners);
        if !strangers.is_empty() {
            return Err(AppError::Invalid(strangers));
        }
        let mut asset = seen.known.registered.asset.clone();
        say(&mut asset, &self.said, &desk.house.policies.kinds)?;
        if self.said.shape.is_some() {
            asset.area = seen.located.map(|located| located.area);
            asset.area_is_nearest = seen.located.is_some_and(|located| located.is_nearest);
        }
        asset.version = asset.version.saturating_add(1);
        Ok(asset)
    }

    async fn save(&self, desk: &Desk<'_>, seen: Ground, after: Asset) -> Result<Sheet, AppError> {
        let before = &seen.known.registered.asset;
        let hand = hand(desk, &after, self.reason.as_deref());
        settled(desk, assets::update(desk.tx, before, &after, Change::Update, hand).await?)?;
        view::after(desk, after.id).await
    }

    fn subject(&self, answer: &Sheet) -> Option<Uuid> {
        Some(answer.id)
    }
}
