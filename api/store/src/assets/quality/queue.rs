//! Changed assets that wait for a check: queued in the transaction of the change, removed in the
//! transaction of the findings.

use domain::ids::AssetId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::assets::asset_rows::CHUNK;
use crate::entities::quality_queue;
use crate::{StoreResult, Tx};

/// An asset in the queue, with its number of marks.
pub type Waiting = (AssetId, i64);

/// Queues changed assets for an examination.
pub async fn note(tx: &Tx, assets: impl IntoIterator<Item = AssetId>) -> StoreResult<()> {
    use quality_queue::Column;
    let rows: Vec<_> = assets
        .into_iter()
        .map(|asset| quality_queue::ActiveModel { asset_id: Set(asset.uuid()), marks: Set(1) })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        let more = Expr::col((quality_queue::Entity, Column::Marks)).add(1);
        let again = OnConflict::column(Column::AssetId).value(Column::Marks, more).to_owned();
        quality_queue::Entity::insert_many(chunk.to_vec()).on_conflict(again).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The next assets in the queue.
pub async fn waiting<C: ConnectionTrait>(db: &C, limit: u64) -> StoreResult<Vec<Waiting>> {
    let rows = quality_queue::Entity::find().order_by_asc(quality_queue::Column::AssetId).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(|row| (AssetId::new(row.asset_id), row.marks)).collect())
}

pub async fn count<C: ConnectionTrait>(db: &C) -> StoreResult<u64> {
    Ok(quality_queue::Entity::find().count(db).await?)
}

/// Removes checked assets; an asset that was changed meanwhile stays.
pub async fn cross_out(tx: &Tx, looked_at: &[Waiting]) -> StoreResult<()> {
    use quality_queue::Column;
    for (asset, marks) in looked_at {
        quality_queue::Entity::delete_many()
            .filter(Column::AssetId.eq(asset.uuid()))
            .filter(Column::Marks.eq(*marks))
            .exec(tx)
            .await?;
    }
    Ok(())
}
