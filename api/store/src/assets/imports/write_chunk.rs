//! Writes a chunk of new assets and their tenants into the register, many rows per statement.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use domain::registry::asset::Asset;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::CHUNK;
use crate::assets::{self, VersionAuthor};
use crate::entities::{asset_capacity, capacity_entries, occupancies, status::OccupancyStatus};
use crate::{StoreResult, Tx, database::fresh};

/// A tenant of an asset in the same chunk.
#[derive(Debug, Clone)]
pub struct ChunkTenancy {
    pub asset: Uuid,
    pub unit: String,
    pub quantity: i64,
    /// The tenant; `None` for a discovered attachment without a known owner.
    pub tenant: Option<Uuid>,
    pub note: Option<String>,
    pub since: Option<DateTime<Utc>>,
}

/// Registers assets and their tenancies.
///
/// # Errors
/// [`crate::StoreError::Conflict`] if a code was registered meanwhile, or the tenancies exceed the
/// capacity.
pub async fn land(tx: &Tx, hand: VersionAuthor<'_>, new: &[Asset], lodgings: &[ChunkTenancy]) -> StoreResult<()> {
    assets::insert(tx, new, hand).await?;
    let mut tenants = Vec::with_capacity(lodgings.len());
    let mut entries = Vec::with_capacity(lodgings.len());
    for lodging in lodgings {
        let occupancy = occupancy(hand, lodging);
        entries.push(entry(hand, lodging, occupancy.id));
        tenants.push(occupancies::ActiveModel::from(occupancy));
    }
    for chunk in tenants.chunks(CHUNK) {
        occupancies::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for chunk in entries.chunks(CHUNK) {
        capacity_entries::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    reserve_capacity(tx, lodgings).await
}

/// Updates the ledgers of assets that are new in this transaction: they can have no other tenants.
/// A check constraint of the database guards the result.
async fn reserve_capacity(tx: &Tx, lodgings: &[ChunkTenancy]) -> StoreResult<()> {
    use asset_capacity::Column;
    let mut lodged: Vec<Uuid> = lodgings.iter().map(|lodging| lodging.asset).collect();
    lodged.sort_unstable();
    lodged.dedup();
    let same = |theirs: occupancies::Column, ours: Column| {
        Expr::col((occupancies::Entity, theirs)).equals((asset_capacity::Entity, ours))
    };
    let quantity = Expr::from(Func::sum(Expr::col((occupancies::Entity, occupancies::Column::Quantity))));
    let used = Query::select()
        .expr(Expr::from(Func::coalesce([quantity, Expr::value(0_i64)])).cast_as("int8"))
        .from(occupancies::Entity)
        .and_where(same(occupancies::Column::AssetId, Column::AssetId))
        .and_where(same(occupancies::Column::Unit, Column::Unit))
        .take();
    for chunk in lodged.chunks(CHUNK) {
        asset_capacity::Entity::update_many()
            .col_expr(Column::Active, Expr::SubQuery(None, Box::new(used.clone().into())))
            .filter(Column::AssetId.is_in(chunk.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

fn occupancy(hand: VersionAuthor<'_>, lodging: &ChunkTenancy) -> occupancies::Model {
    let at = hand.mover.at;
    occupancies::Model {
        id: fresh::id(at),
        asset_id: lodging.asset,
        unit: lodging.unit.clone(),
        quantity: lodging.quantity,
        tenant_id: lodging.tenant,
        note: lodging.note.clone(),
        status: OccupancyStatus::Active,
        case_id: None,
        import_id: hand.import,
        reserved_at: None,
        reserved_until: None,
        active_since: Some(lodging.since.unwrap_or(at)),
        ended_at: None,
        end_reason: None,
        version: 1,
        created_at: at,
    }
}

fn entry(hand: VersionAuthor<'_>, lodging: &ChunkTenancy, occupancy: Uuid) -> capacity_entries::ActiveModel {
    capacity_entries::ActiveModel {
        id: Set(fresh::id(hand.mover.at)),
        asset_id: Set(lodging.asset),
        unit: Set(lodging.unit.clone()),
        kind: Set("activate".to_owned()),
        installed_delta: Set(0),
        own_use_delta: Set(0),
        blocked_delta: Set(0),
        policy_reserve_delta: Set(0),
        reserved_delta: Set(0),
        active_delta: Set(lodging.quantity),
        case_id: Set(None),
        occupancy_id: Set(Some(occupancy)),
        organization_id: Set(lodging.tenant),
        by_user: Set(hand.mover.by.map(UserId::uuid)),
        at: Set(hand.mover.at),
        reason: Set(hand.mover.reason.map(str::to_owned)),
    }
}
