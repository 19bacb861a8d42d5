//! Put a photo of an asset on file. Its content is on the shelf before this begins.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use uuid::Uuid;

use super::SURVEY;
use crate::act::{Deed, Desk, Permission};
use crate::documents::hold::{hold, well_named};
use crate::documents::shelf::Shelf;
use crate::error::AppError;
use crate::register::{Known, asks, load, relations};
use api_store::assets::asset_photos::{self, NewPhoto};

/// Put this photo on file.
#[derive(Debug, Clone)]
pub struct AddPhoto {
    /// Of which asset.
    pub asset: AssetId,
    /// What the sender calls it.
    pub name: String,
    /// What it is made of.
    pub media_type: String,
    /// How long it is.
    pub bytes: u64,
    /// What is in it.
    pub sha256: String,
    /// Where it stands.
    pub shelf: Shelf,
}

#[async_trait]
impl Deed for AddPhoto {
    type Seen = Known;
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        asks(SURVEY)
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Known, AppError> {
        load(desk, self.asset).await
    }

    fn relations(&self, seen: &Known, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.registered.asset, Some(seen), desk)
    }

    fn decide(&self, _seen: &Known, _desk: &Desk<'_>) -> Result<(), AppError> {
        well_named(&self.name, "name").map(drop)
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Known, (): ()) -> Result<Uuid, AppError> {
        hold(desk.tx, &self.shelf, &self.sha256).await?;
        let new = NewPhoto {
            id: desk.new_id(),
            asset: self.asset,
            name: domain::text::nfc(&self.name),
            media_type: self.media_type.clone(),
            bytes: self.bytes,
            sha256: self.sha256.clone(),
            by: desk.call.actor()?.user,
        };
        let id = new.id;
        asset_photos::add(desk.tx, desk.now, new).await?;
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
