//! Tenancy claims: an occupancy without a known tenant gets its tenant; no quantity moves.

use domain::ids::{AssetId, OccupancyId, OrganizationId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::LedgerAuthor;
use super::entries::{Move, entry, write};
use crate::entities::{occupancies, status::OccupancyStatus};
use crate::{StoreResult, Tx};

/// Assigns an occupancy without a tenant to a tenant; `false` if it has a tenant already.
pub async fn claim(
    tx: &Tx,
    occupancy: OccupancyId,
    tenant: OrganizationId,
    mover: LedgerAuthor<'_>,
) -> StoreResult<bool> {
    use occupancies::Column;
    let won = occupancies::Entity::update_many()
        .col_expr(Column::TenantId, Expr::value(tenant.uuid()))
        .col_expr(Column::Note, Expr::value(mover.reason.map(str::to_owned)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(occupancy.uuid()))
        .filter(Column::TenantId.is_null())
        .filter(Column::Status.eq(OccupancyStatus::Active))
        .exec(tx)
        .await?
        .rows_affected;
    let Some(row) = occupancies::Entity::find_by_id(occupancy.uuid()).one(tx).await?.filter(|_| won == 1) else {
        return Ok(false);
    };
    let asset = AssetId::new(row.asset_id);
    let mut written = entry(asset, &row.unit, "adjust", Move::default(), mover, None);
    written.occupancy_id = sea_orm::ActiveValue::Set(Some(row.id));
    written.organization_id = sea_orm::ActiveValue::Set(Some(tenant.uuid()));
    write(tx, vec![written]).await?;
    Ok(true)
}
