//! Changes the content of an asset.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::FieldProblem;
use domain::registry::asset::Asset;
use domain::workflow::violation::FieldError;
use uuid::Uuid;

use super::content::{Said, say};
use super::create::strangers;
use super::view::{self, AssetView};
use super::{Known, hand, load, relations, required_permission, settled, today};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::located::locate;
use api_store::areas::area_map::Located;
use api_store::assets::asset_versions::Change;
use api_store::{assets, people::organizations};

#[derive(Debug, Clone)]
pub struct Edit {
    pub asset: AssetId,
    pub said: Said,
    pub reason: Option<String>,
}

#[derive(Debug)]
pub struct Loaded {
    known: Known,
    located: Option<Located>,
    known_owners: BTreeSet<OrganizationId>,
    code_taken: bool,
}

#[async_trait]
impl Command for Edit {
    type Loaded = Loaded;
    type Decision = Asset;
    type Output = AssetView;

    fn required_permission(&self) -> Permission {
        required_permission("edit")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let known = load(context, self.asset).await?;
        let asset = &known.registered.asset;
        known.expect_version(context)?;
        let located = match &self.said.shape {
            Some(shape) => locate((context.tx, &context.app.compute), shape, today(context), "/geometry").await?,
            None => None,
        };
        let named: Vec<OrganizationId> = self.said.co_owners.iter().flatten().map(|share| share.organization).collect();
        let known_owners = organizations::names(context.tx, &named).await?.into_keys().collect();
        let code =
            self.said.code.as_ref().map(|code| domain::text::nfc(code.trim())).filter(|code| *code != asset.code);
        let code_taken = match (code, asset.owner()) {
            (Some(code), Some(owner)) => !assets::codes_taken(context.tx, owner, &[code]).await?.is_empty(),
            (None, _) | (_, None) => false,
        };
        Ok(Loaded { known, located, known_owners, code_taken })
    }

    fn relations(&self, seen: &Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), context)
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Asset, AppError> {
        if seen.code_taken {
            return Err(AppError::invalid("/code", FieldProblem::CodeIsTaken));
        }
        let strangers: Vec<FieldError> = strangers(&self.said, &seen.known_owners);
        if !strangers.is_empty() {
            return Err(AppError::Invalid(strangers));
        }
        let mut asset = seen.known.registered.asset.clone();
        say(&mut asset, &self.said, &context.app.policies.kinds)?;
        if self.said.shape.is_some() {
            asset.area = seen.located.map(|located| located.area);
            asset.area_is_nearest = seen.located.is_some_and(|located| located.is_nearest);
        }
        asset.version = asset.version.saturating_add(1);
        Ok(asset)
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, after: Asset) -> Result<AssetView, AppError> {
        let before = &seen.known.registered.asset;
        let hand = hand(context, &after, self.reason.as_deref());
        settled(context, assets::update(context.tx, before, &after, Change::Update, hand).await?)?;
        view::after(context, after.id).await
    }

    fn subject(&self, answer: &AssetView) -> Option<Uuid> {
        Some(answer.id)
    }
}
