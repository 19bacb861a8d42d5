//! Assets that were changed and not looked at since: noted in the transaction of the change, crossed out in that of the findings.

use domain::ids::AssetId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::assets::asset_rows::CHUNK;
use crate::entities::quality_queue;
use crate::{StoreResult, Tx};

/// An asset in the queue, with how often it was noted.
pub type Waiting = (AssetId, i64);

/// Notes that assets were changed.
///
/// # Errors
/// When the database fails.
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

/// The next that wait.
///
/// # Errors
/// When the database fails.
pub async fn waiting<C: ConnectionTrait>(db: &C, limit: u64) -> StoreResult<Vec<Waiting>> {
    let rows = quality_queue::Entity::find().order_by_asc(quality_queue::Column::AssetId).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(|row| (AssetId::new(row.asset_id), row.marks)).collect())
}

/// How many wait.
///
/// # Errors
/// When the database fails.
pub async fn count<C: ConnectionTrait>(db: &C) -> StoreResult<u64> {
    Ok(quality_queue::Entity::find().count(db).await?)
}

/// Crosses out those that were looked at; one that was changed meanwhile stays.
///
/// # Errors
/// When the database fails.
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
