//! Removes an asset that was registered by mistake and never used.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::Rule;
use uuid::Uuid;

use super::{Known, hand, load, relations, required_permission, settled};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::assets;

#[derive(Debug, Clone)]
pub struct Remove {
    pub asset: AssetId,
}

#[derive(Debug)]
pub struct Loaded {
    known: Known,
    was_used: bool,
}

#[async_trait]
impl Command for Remove {
    type Loaded = Loaded;
    type Decision = ();
    type Output = AssetId;

    fn required_permission(&self) -> Permission {
        required_permission("delete")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let known = load(context, self.asset).await?;
        known.expect_version(context)?;
        let was_used = assets::was_used(context.tx, self.asset).await?;
        Ok(Loaded { known, was_used })
    }

    fn relations(&self, seen: &Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), context)
    }

    fn decide(&self, seen: &Loaded, _context: &CommandContext<'_>) -> Result<(), AppError> {
        if seen.was_used {
            return Err(Rule::DeletedAfterUse.into());
        }
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, (): ()) -> Result<AssetId, AppError> {
        let asset = &seen.known.registered.asset;
        settled(context, assets::delete(context.tx, asset, hand(context, asset, None)).await?)?;
        Ok(self.asset)
    }

    fn subject(&self, answer: &AssetId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
