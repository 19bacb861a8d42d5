//! Attaches a photo to an asset. The document store has the content before the command begins.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use uuid::Uuid;

use super::SURVEY;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::documents::content_lock::{hold, well_named};
use crate::documents::document_store::DocumentStore;
use crate::error::AppError;
use crate::register::{Known, load, relations, required_permission};
use api_store::assets::asset_photos::{self, NewPhoto};

#[derive(Debug, Clone)]
pub struct AddPhoto {
    pub asset: AssetId,
    /// The sender's name for the file.
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub sha256: String,
    pub documents: DocumentStore,
}

#[async_trait]
impl Command for AddPhoto {
    type Loaded = Known;
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        required_permission(SURVEY)
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Known, AppError> {
        load(context, self.asset).await
    }

    fn relations(&self, seen: &Known, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.registered.asset, Some(seen), context)
    }

    fn decide(&self, _seen: &Known, _context: &CommandContext<'_>) -> Result<(), AppError> {
        well_named(&self.name, "name").map(drop)
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: Known, (): ()) -> Result<Uuid, AppError> {
        hold(context.tx, &self.documents, &self.sha256).await?;
        let new = NewPhoto {
            id: context.new_id(),
            asset: self.asset,
            name: domain::text::nfc(&self.name),
            media_type: self.media_type.clone(),
            bytes: self.bytes,
            sha256: self.sha256.clone(),
            by: context.request.actor()?.user,
        };
        let id = new.id;
        asset_photos::add(context.tx, context.now, new).await?;
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
