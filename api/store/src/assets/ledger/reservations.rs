//! Ledger operations of cases: reserve a route, put it in use, release it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::cases::change::CapacityClaim;
use domain::ids::{AssetId, CaseId, OccupancyId, OrganizationId};
use domain::registry::route;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::balances::{locked, of_case};
use super::entries::{Move, entry, entry_of, moved_of, must, shift, write};
use super::{CHUNK, Freed, LedgerAuthor, Reservation};
use crate::entities::{occupancies, status::OccupancyStatus};
use crate::{StoreResult, Tx, database::fresh};

/// Reserves a route for a case: all claims, or none together with the obstacles.
pub async fn reserve(
    tx: &Tx,
    case: CaseId,
    tenant: OrganizationId,
    claims: &[CapacityClaim],
    until: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> StoreResult<Reservation> {
    let assets: BTreeSet<AssetId> = claims.iter().map(|claim| claim.asset).collect();
    let wanted = match route::plan(claims, &locked(tx, &assets).await?) {
        Ok(plan) => plan,
        Err(short) => return Ok(Reservation::Blocked(short)),
    };
    let mut held = Vec::with_capacity(wanted.len());
    let mut rows = Vec::with_capacity(wanted.len());
    let mut entries = Vec::with_capacity(wanted.len());
    for ((asset, unit), quantity) in wanted {
        let n = i64::from(quantity);
        let by = Move { reserved: n, ..Move::default() };
        must(shift(tx, asset, &unit, by).await?, asset, &unit)?;
        let id = fresh::id(at);
        held.push(OccupancyId::new(id));
        entries.push(entry(
            asset,
            &unit,
            "reserve",
            by,
            LedgerAuthor { at, by: None, reason: None },
            Some((case, id, tenant)),
        ));
        rows.push(occupancies::ActiveModel {
            id: Set(id),
            asset_id: Set(asset.uuid()),
            unit: Set(unit),
            quantity: Set(n),
            tenant_id: Set(Some(tenant.uuid())),
            note: Set(None),
            status: Set(OccupancyStatus::Reserved),
            case_id: Set(Some(case.uuid())),
            import_id: Set(None),
            reserved_at: Set(Some(at)),
            reserved_until: Set(until),
            active_since: Set(None),
            ended_at: Set(None),
            end_reason: Set(None),
            version: Set(1),
            created_at: Set(at),
        });
    }
    for chunk in rows.chunks(CHUNK) {
        occupancies::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    write(tx, entries).await?;
    Ok(Reservation::Held(held))
}

/// Sets the expiry of a case's reservations; `None` if no timer ends them.
pub async fn hold_until(tx: &Tx, case: CaseId, until: Option<DateTime<Utc>>) -> StoreResult<()> {
    use occupancies::Column;
    occupancies::Entity::update_many()
        .col_expr(Column::ReservedUntil, Expr::value(until))
        .filter(Column::CaseId.eq(case.uuid()))
        .filter(Column::Status.eq(OccupancyStatus::Reserved))
        .exec(tx)
        .await?;
    Ok(())
}

/// Puts the reservations of a case in use. Idempotent.
pub async fn activate(tx: &Tx, case: CaseId, at: DateTime<Utc>) -> StoreResult<Vec<Freed>> {
    use occupancies::Column;
    let mover = LedgerAuthor { at, by: None, reason: None };
    let mut moved = Vec::new();
    let mut entries = Vec::new();
    for row in of_case(tx, case, &[OccupancyStatus::Reserved]).await? {
        let won = occupancies::Entity::update_many()
            .col_expr(Column::Status, Expr::value(OccupancyStatus::Active))
            .col_expr(Column::ActiveSince, Expr::value(at))
            .col_expr(Column::ReservedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Status.eq(OccupancyStatus::Reserved))
            .exec(tx)
            .await?
            .rows_affected;
        if won == 0 {
            continue;
        }
        let asset = AssetId::new(row.asset_id);
        let by = Move { reserved: -row.quantity, active: row.quantity, ..Move::default() };
        must(shift(tx, asset, &row.unit, by).await?, asset, &row.unit)?;
        entries.push(entry_of(&row, "activate", by, mover));
        moved.push(moved_of(row)?);
    }
    write(tx, entries).await?;
    Ok(moved)
}

/// Releases everything a case holds, reserved or in use, and returns the freed quantities.
/// Idempotent.
pub async fn release(tx: &Tx, case: CaseId, at: DateTime<Utc>, reason: &str) -> StoreResult<Vec<Freed>> {
    let mover = LedgerAuthor { at, by: None, reason: Some(reason) };
    let held = of_case(tx, case, &[OccupancyStatus::Reserved, OccupancyStatus::Active]).await?;
    end_all(tx, held, mover).await
}

/// Ends one occupancy; `None` if it had ended before.
pub async fn end(tx: &Tx, occupancy: OccupancyId, mover: LedgerAuthor<'_>) -> StoreResult<Option<Freed>> {
    let row = occupancies::Entity::find_by_id(occupancy.uuid()).one(tx).await?;
    Ok(end_all(tx, row.into_iter().collect(), mover).await?.pop())
}

/// Ends these occupancies, in the given order.
async fn end_all(tx: &Tx, held: Vec<occupancies::Model>, mover: LedgerAuthor<'_>) -> StoreResult<Vec<Freed>> {
    use occupancies::Column;
    let mut freed = Vec::new();
    let mut entries = Vec::new();
    for row in held {
        let won = occupancies::Entity::update_many()
            .col_expr(Column::Status, Expr::value(OccupancyStatus::Ended))
            .col_expr(Column::EndedAt, Expr::value(mover.at))
            .col_expr(Column::EndReason, Expr::value(mover.reason.map(str::to_owned)))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Status.eq(row.status))
            .filter(Column::Status.ne(OccupancyStatus::Ended))
            .exec(tx)
            .await?
            .rows_affected;
        if won == 0 {
            continue;
        }
        let by = match row.status {
            OccupancyStatus::Active => Move { active: -row.quantity, ..Move::default() },
            OccupancyStatus::Reserved => Move { reserved: -row.quantity, ..Move::default() },
            // Unreachable after the update: its filter excludes ended occupancies.
            OccupancyStatus::Ended => continue,
        };
        let asset = AssetId::new(row.asset_id);
        must(shift(tx, asset, &row.unit, by).await?, asset, &row.unit)?;
        entries.push(entry_of(&row, "release", by, mover));
        freed.push(moved_of(row)?);
    }
    write(tx, entries).await?;
    Ok(freed)
}
