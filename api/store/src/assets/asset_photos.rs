//! Photos of assets, as rows: who took them, and the hash that names what is in them. Rows are never changed.

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

/// A photo to be put on file; its content is already on the document store.
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

/// Who looks at photos.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// The person.
    pub actor: &'a Actor,
    /// How far the person sees.
    pub sight: &'a AssetVisibility,
    /// The legal day.
    pub today: NaiveDate,
}

/// Those of these photos that are of this asset and that a person may see: all of them where the asset is
/// open in full, else those that the person or a colleague has brought. The others are as if they were not
/// there.
///
/// # Errors
/// When the database fails.
pub async fn in_sight<C: ConnectionTrait>(
    db: &C,
    asset: &Asset,
    ids: &[Uuid],
    viewer: Viewer<'_>,
) -> StoreResult<Vec<asset_photos::Model>> {
    let mut query = asset_photos::Entity::find()
        .filter(asset_photos::Column::AssetId.eq(asset.id.uuid()))
        .filter(asset_photos::Column::Id.is_in(ids.iter().copied()));
    if !disclosed::of(db, std::iter::once(asset), viewer.sight).await?.contains(&asset.id) {
        query = query.filter(brought_by(viewer));
    }
    Ok(query.all(db).await?)
}

/// What the person has brought, or somebody who sits in the person's organisations and nowhere else: what
/// others bring may be for the other office in which they sit.
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
