//! Queries of the register for the existing assets of a whole chunk.

use std::collections::{BTreeSet, HashMap};

use domain::ids::{ImportId, OrganizationId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use domain::place::Bounds;

use crate::StoreResult;
use crate::database::dialect::in_box;
use crate::entities::assets::{Column, Entity};

/// An asset of the owner in the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    pub code: String,
    /// West, south, east and north edge.
    pub bounds: [f64; 4],
}

/// The subset of these codes that the owner already uses outside this batch.
pub async fn codes(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    batch: ImportId,
    codes: &[&str],
) -> StoreResult<BTreeSet<String>> {
    let found: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Code)
        .filter(Column::OwnerId.eq(owner.uuid()))
        .filter(Column::Code.is_in(codes.iter().copied()))
        .filter(Column::DeletedAt.is_null())
        .filter(not_of(batch))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// The assets that this batch has already created, by code.
pub async fn of_batch(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    batch: ImportId,
    codes: &[&str],
) -> StoreResult<HashMap<String, Uuid>> {
    let found: Vec<(String, Uuid)> = Entity::find()
        .select_only()
        .column(Column::Code)
        .column(Column::Id)
        .filter(Column::OwnerId.eq(owner.uuid()))
        .filter(Column::Code.is_in(codes.iter().copied()))
        .filter(Column::ImportId.eq(batch.uuid()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Whether the owner has any asset outside this batch; without one, no new asset can have a
/// neighbour.
pub async fn has_others(db: &impl ConnectionTrait, owner: OrganizationId, batch: ImportId) -> StoreResult<bool> {
    let query = Entity::find()
        .filter(Column::OwnerId.eq(owner.uuid()))
        .filter(Column::DeletedAt.is_null())
        .filter(not_of(batch))
        .limit(1);
    Ok(query.count(db).await? > 0)
}

/// Assets of the owner and kind outside this batch whose box touches this box.
pub async fn beside(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    batch: ImportId,
    kind: &str,
    bounds: Bounds,
) -> StoreResult<Vec<Neighbour>> {
    let found: Vec<(String, f64, f64, f64, f64)> = Entity::find()
        .select_only()
        .columns([Column::Code, Column::MinLon, Column::MinLat, Column::MaxLon, Column::MaxLat])
        .filter(in_box(db.get_database_backend(), bounds))
        .filter(Column::OwnerId.eq(owner.uuid()))
        .filter(Column::Kind.eq(kind))
        .filter(Column::DeletedAt.is_null())
        .filter(not_of(batch))
        .limit(5)
        .into_tuple()
        .all(db)
        .await?;
    let neighbour = |(code, west, south, east, north)| Neighbour { code, bounds: [west, south, east, north] };
    Ok(found.into_iter().map(neighbour).collect())
}

fn not_of(batch: ImportId) -> Condition {
    Condition::any().add(Column::ImportId.is_null().or(Column::ImportId.ne(batch.uuid())))
}
