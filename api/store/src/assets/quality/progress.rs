//! How far the round through the register has come.

use chrono::{DateTime, Utc};
use domain::ids::AssetId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entities::{assets, quality_progress};
use crate::{StoreResult, Tx};

/// The name of the round.
const ROUND: &str = "round";

/// A place up to which the register was looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExaminationPosition {
    /// Up to this asset; up to the end when there is none.
    pub asset: Option<Uuid>,
    /// Since when the round is under way.
    pub begun_at: DateTime<Utc>,
}

/// How far the round has come; `None` when there was none yet.
///
/// # Errors
/// When the database fails.
pub async fn mark<C: ConnectionTrait>(db: &C) -> StoreResult<Option<ExaminationPosition>> {
    let row = quality_progress::Entity::find_by_id(ROUND).one(db).await?;
    Ok(row.map(|row| ExaminationPosition { asset: row.asset_id, begun_at: row.begun_at }))
}

/// Notes how far it has come.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &Tx, mark: &ExaminationPosition) -> StoreResult<()> {
    use quality_progress::Column;
    let row = quality_progress::ActiveModel {
        name: Set(ROUND.to_owned()),
        asset_id: Set(mark.asset),
        begun_at: Set(mark.begun_at),
    };
    let again = OnConflict::column(Column::Name).update_columns([Column::AssetId, Column::BegunAt]).to_owned();
    quality_progress::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Assets after one of them, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn after<C: ConnectionTrait>(db: &C, asset: Option<Uuid>, limit: u64) -> StoreResult<Vec<AssetId>> {
    use assets::Column;
    let mut query = assets::Entity::find().select_only().column(Column::Id);
    if let Some(asset) = asset {
        query = query.filter(Column::Id.gt(asset));
    }
    let rows: Vec<Uuid> = query.order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(AssetId::new).collect())
}
