//! Take an asset out of the register that nobody ever had to do with: a slip of the pen.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::Rule;
use uuid::Uuid;

use super::{Known, asks, hand, load, relations, settled};
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use api_store::assets;

/// Take this asset out.
#[derive(Debug, Clone)]
pub struct Remove {
    /// Which.
    pub asset: AssetId,
}

/// What is read before.
#[derive(Debug)]
pub struct Ground {
    known: Known,
    was_used: bool,
}

#[async_trait]
impl Deed for Remove {
    type Seen = Ground;
    type Decided = ();
    type Answer = AssetId;

    fn asks(&self) -> Permission {
        asks("delete")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        let known = load(desk, self.asset).await?;
        known.expect_version(desk)?;
        let was_used = assets::was_used(desk.tx, self.asset).await?;
        Ok(Ground { known, was_used })
    }

    fn relations(&self, seen: &Ground, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), desk)
    }

    fn decide(&self, seen: &Ground, _desk: &Desk<'_>) -> Result<(), AppError> {
        if seen.was_used {
            return Err(Rule::DeletedAfterUse.into());
        }
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, seen: Ground, (): ()) -> Result<AssetId, AppError> {
        let asset = &seen.known.registered.asset;
        settled(desk, assets::delete(desk.tx, asset, hand(desk, asset, None)).await?)?;
        Ok(self.asset)
    }

    fn subject(&self, answer: &AssetId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
