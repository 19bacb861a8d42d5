//! Assets by the owner's code.

use domain::ids::{AssetId, OrganizationId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    StoreResult,
    entities::{asset_capacity, assets},
};

/// The asset of an owner with a code.
pub async fn find<C: ConnectionTrait>(db: &C, owner: OrganizationId, code: &str) -> StoreResult<Option<AssetId>> {
    let found = assets::Entity::find()
        .filter(assets::Column::OwnerId.eq(owner.uuid()))
        .filter(assets::Column::Code.eq(code))
        .filter(assets::Column::DeletedAt.is_null())
        .one(db)
        .await?;
    Ok(found.map(|row| AssetId::new(row.id)))
}

/// The subset of these assets, by code, with at least one free place of a unit.
pub async fn free<C: ConnectionTrait>(
    db: &C,
    owner: OrganizationId,
    codes: &[String],
    unit: &str,
) -> StoreResult<Vec<Uuid>> {
    use asset_capacity::Column as UnitCapacity;
    let taken = Expr::col(UnitCapacity::OwnUse)
        .add(Expr::col(UnitCapacity::Blocked))
        .add(Expr::col(UnitCapacity::PolicyReserve))
        .add(Expr::col(UnitCapacity::Reserved))
        .add(Expr::col(UnitCapacity::Active));
    let ids: Vec<Uuid> = assets::Entity::find()
        .select_only()
        .column(assets::Column::Id)
        .filter(assets::Column::OwnerId.eq(owner.uuid()))
        .filter(assets::Column::Code.is_in(codes.iter().map(String::as_str)))
        .order_by_asc(assets::Column::Code)
        .into_tuple()
        .all(db)
        .await?;
    let roomy: Vec<Uuid> = asset_capacity::Entity::find()
        .select_only()
        .column(UnitCapacity::AssetId)
        .filter(UnitCapacity::AssetId.is_in(ids.iter().copied()))
        .filter(UnitCapacity::Unit.eq(unit))
        .filter(Expr::col(UnitCapacity::Installed).gt(taken))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().filter(|id| roomy.contains(id)).collect())
}
