//! Photos of assets, as rows: the uploader, and the hash that names the content. Rows never change.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::registry::asset::Asset;
use sea_orm::sea_query::{Query, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entities::{asset_photos, memberships};
use crate::people::users::held_on;
use crate::visibility::AssetVisibility;
use crate::{StoreError, StoreResult, Tx, assets::disclosed};

/// A photo to add. Its content is already in the document store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    pub id: Uuid,
    pub asset: AssetId,
    /// The name that the sender gave.
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub sha256: String,
    /// The person who uploaded it.
    pub by: UserId,
}

/// Adds a photo to an asset.
pub async fn add(tx: &Tx, now: DateTime<Utc>, new: NewPhoto) -> StoreResult<()> {
    let row = asset_photos::ActiveModel {
        id: Set(new.id),
        asset_id: Set(new.asset.uuid()),
        name: Set(new.name),
        media_type: Set(new.media_type),
        size_bytes: Set(i64::try_from(new.bytes).map_err(|why| StoreError::undecodable("size", why))?),
        sha256: Set(new.sha256),
        uploaded_by: Set(Some(new.by.uuid())),
        uploaded_at: Set(now),
    };
    asset_photos::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The reader of photos.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    pub actor: &'a Actor,
    pub visibility: &'a AssetVisibility,
    /// The legal day of the request.
    pub today: NaiveDate,
}

/// The visible subset of these photos of the asset: all photos if the asset is disclosed in full,
/// else the photos that the viewer or a colleague uploaded. The other photos are treated as
/// missing.
pub async fn visible<C: ConnectionTrait>(
    db: &C,
    asset: &Asset,
    ids: &[Uuid],
    viewer: Viewer<'_>,
) -> StoreResult<Vec<asset_photos::Model>> {
    let mut query = asset_photos::Entity::find()
        .filter(asset_photos::Column::AssetId.eq(asset.id.uuid()))
        .filter(asset_photos::Column::Id.is_in(ids.iter().copied()));
    if !disclosed::of(db, std::iter::once(asset), viewer.visibility).await?.contains(&asset.id) {
        query = query.filter(brought_by(viewer));
    }
    Ok(query.all(db).await?)
}

/// Photos uploaded by the viewer, or by a person whose memberships are all in the viewer's
/// organisations. A person with a further membership may have uploaded on behalf of the other
/// organisation.
fn brought_by(viewer: Viewer<'_>) -> Condition {
    use asset_photos::Column::UploadedBy;
    let own: Vec<Uuid> = viewer.actor.organizations().into_iter().map(OrganizationId::uuid).collect();
    let sitting = |offices: SimpleExpr| {
        Query::select()
            .column(memberships::Column::UserId)
            .from(memberships::Entity)
            .and_where(offices)
            .cond_where(held_on(viewer.today))
            .take()
    };
    let here = sitting(memberships::Column::OrganizationId.is_in(own.iter().copied()));
    let elsewhere = sitting(memberships::Column::OrganizationId.is_not_in(own));
    let colleagues = Condition::all().add(UploadedBy.in_subquery(here)).add(UploadedBy.not_in_subquery(elsewhere));
    Condition::any().add(UploadedBy.eq(viewer.actor.user.uuid())).add(colleagues)
}
