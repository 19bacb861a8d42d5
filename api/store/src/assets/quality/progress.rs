//! The progress of the periodic check of the register.

use chrono::{DateTime, Utc};
use domain::ids::AssetId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entities::{assets, quality_progress};
use crate::{StoreResult, Tx};

/// The name of the periodic check.
const ROUND: &str = "round";

/// The position of the check in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExaminationPosition {
    /// The last checked asset; `None` at the end of the register.
    pub asset: Option<Uuid>,
    /// When the current check began.
    pub begun_at: DateTime<Utc>,
}

/// The position of the check; `None` before the first one.
pub async fn mark<C: ConnectionTrait>(db: &C) -> StoreResult<Option<ExaminationPosition>> {
    let row = quality_progress::Entity::find_by_id(ROUND).one(db).await?;
    Ok(row.map(|row| ExaminationPosition { asset: row.asset_id, begun_at: row.begun_at }))
}

/// Stores the position of the examination.
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

/// Assets after a given one, in the order of their ids.
pub async fn after<C: ConnectionTrait>(db: &C, asset: Option<Uuid>, limit: u64) -> StoreResult<Vec<AssetId>> {
    use assets::Column;
    let mut query = assets::Entity::find().select_only().column(Column::Id);
    if let Some(asset) = asset {
        query = query.filter(Column::Id.gt(asset));
    }
    let rows: Vec<Uuid> = query.order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(AssetId::new).collect())
}
