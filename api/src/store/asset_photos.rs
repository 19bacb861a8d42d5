//! Photos of assets, as rows: who took them, and the hash that names what is in them. Rows are never changed.

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::rows::asset_photos;
use super::{StoreFailure, Stored, Tx};

/// A photo to be put on file; its content is already on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    /// Its id.
    pub id: Uuid,
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
    /// Who brought it.
    pub by: UserId,
}

/// Puts a photo on file.
///
/// # Errors
/// When the database fails.
pub async fn add(tx: &Tx, now: DateTime<Utc>, new: NewPhoto) -> Stored<()> {
    let row = asset_photos::ActiveModel {
        id: Set(new.id),
        asset_id: Set(new.asset.uuid()),
        name: Set(new.name),
        media_type: Set(new.media_type),
        size_bytes: Set(i64::try_from(new.bytes).map_err(|why| StoreFailure::unreadable("size", why))?),
        sha256: Set(new.sha256),
        uploaded_by: Set(Some(new.by.uuid())),
        uploaded_at: Set(now),
    };
    asset_photos::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Those of these photos that are of this asset.
///
/// # Errors
/// When the database fails.
pub async fn of_asset<C: ConnectionTrait>(db: &C, asset: AssetId, ids: &[Uuid]) -> Stored<Vec<asset_photos::Model>> {
    Ok(asset_photos::Entity::find()
        .filter(asset_photos::Column::AssetId.eq(asset.uuid()))
        .filter(asset_photos::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?)
}
