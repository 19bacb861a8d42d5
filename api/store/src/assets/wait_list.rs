//! The wait list for capacity: first come, first promoted, once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::cases::change::CapacityClaim;
use domain::ids::{AssetId, CaseId, OrganizationId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::assets::ledger::{Reservation, reserve};
use crate::entities::{status::WaitStatus, wait_list};
use crate::{StoreResult, Tx, database::fresh};

/// A case whose claims were reserved from the wait list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    pub case: CaseId,
    pub tenant: OrganizationId,
    /// The claims that are now reserved.
    pub claims: Vec<CapacityClaim>,
}

/// Adds a case to the list for these claims and returns its position: 1 is next. A case that waits
/// already keeps its position.
pub async fn join(
    tx: &Tx,
    case: CaseId,
    tenant: OrganizationId,
    claims: &[CapacityClaim],
    at: DateTime<Utc>,
) -> StoreResult<u32> {
    let rows: Vec<_> = claims
        .iter()
        .filter(|claim| claim.quantity > 0)
        .map(|claim| wait_list::ActiveModel {
            id: Set(fresh::id(at)),
            case_id: Set(case.uuid()),
            tenant_id: Set(tenant.uuid()),
            asset_id: Set(claim.asset.uuid()),
            unit: Set(claim.unit.clone()),
            quantity: Set(i64::from(claim.quantity)),
            status: Set(WaitStatus::Waiting),
            joined_at: Set(at),
            settled_at: Set(None),
        })
        .collect();
    if !rows.is_empty() {
        let once = OnConflict::new().do_nothing().to_owned();
        wait_list::Entity::insert_many(rows).on_conflict(once).exec_without_returning(tx).await?;
    }
    place(tx, case).await.map(|place| place.unwrap_or(1))
}

/// The position of a case: one more than the number of cases that have waited longer for one of the
/// same units.
pub async fn place<C: ConnectionTrait>(connection: &C, case: CaseId) -> StoreResult<Option<u32>> {
    let own = waiting(Some(case), None).all(connection).await?;
    let Some(since) = own.iter().map(|row| row.joined_at).min() else {
        return Ok(None);
    };
    let assets: BTreeSet<Uuid> = own.iter().map(|row| row.asset_id).collect();
    let units: BTreeSet<(Uuid, &str)> = own.iter().map(|row| (row.asset_id, row.unit.as_str())).collect();
    let turn = own.iter().map(|row| (row.joined_at, row.case_id)).min().unwrap_or((since, case.uuid()));
    let before: BTreeSet<Uuid> = waiting(None, Some(&assets))
        .all(connection)
        .await?
        .iter()
        .filter(|row| units.contains(&(row.asset_id, row.unit.as_str())))
        .filter(|row| (row.joined_at, row.case_id) < turn)
        .map(|row| row.case_id)
        .collect();
    Ok(Some(u32::try_from(before.len()).unwrap_or(u32::MAX).saturating_add(1)))
}

/// Removes a case from the list.
pub async fn leave(tx: &Tx, case: CaseId, at: DateTime<Utc>) -> StoreResult<()> {
    settle(tx, case, WaitStatus::Left, at).await?;
    Ok(())
}

/// Reserves freed capacity on these assets for the waiting cases, in their order, each case in
/// whole or not at all. Idempotent across repeated runs and nodes: each case is promoted once.
pub async fn promote(
    tx: &Tx,
    freed: &[AssetId],
    until: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> StoreResult<Vec<Promotion>> {
    let assets: BTreeSet<Uuid> = freed.iter().map(|asset| asset.uuid()).collect();
    let mut turns: Vec<(CaseId, OrganizationId)> = Vec::new();
    for row in waiting(None, Some(&assets)).all(tx).await? {
        let turn = (CaseId::new(row.case_id), OrganizationId::new(row.tenant_id));
        if !turns.contains(&turn) {
            turns.push(turn);
        }
    }
    let mut promoted = Vec::new();
    for (case, tenant) in turns {
        // The lock makes a concurrent node find no waiting row.
        let claims = claims(&waiting(Some(case), None).lock_exclusive().all(tx).await?)?;
        if claims.is_empty() {
            continue;
        }
        match reserve(tx, case, tenant, &claims, until, at).await? {
            Reservation::Held(_) => {
                settle(tx, case, WaitStatus::Promoted, at).await?;
                promoted.push(Promotion { case, tenant, claims });
            }
            Reservation::Blocked(_) => {}
        }
    }
    Ok(promoted)
}

async fn settle(tx: &Tx, case: CaseId, status: WaitStatus, at: DateTime<Utc>) -> StoreResult<u64> {
    use wait_list::Column;
    Ok(wait_list::Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::SettledAt, Expr::value(at))
        .filter(Column::CaseId.eq(case.uuid()))
        .filter(Column::Status.eq(WaitStatus::Waiting))
        .exec(tx)
        .await?
        .rows_affected)
}

/// Waiting rows, in their order.
fn waiting(case: Option<CaseId>, assets: Option<&BTreeSet<Uuid>>) -> Select<wait_list::Entity> {
    use wait_list::Column;
    let mut query = wait_list::Entity::find().filter(Column::Status.eq(WaitStatus::Waiting));
    if let Some(case) = case {
        query = query.filter(Column::CaseId.eq(case.uuid()));
    }
    if let Some(assets) = assets {
        query = query.filter(Column::AssetId.is_in(assets.iter().copied()));
    }
    query.order_by_asc(Column::JoinedAt).order_by_asc(Column::CaseId).order_by_asc(Column::AssetId)
}

fn claims(rows: &[wait_list::Model]) -> StoreResult<Vec<CapacityClaim>> {
    let mut claims: BTreeMap<(Uuid, &str), CapacityClaim> = BTreeMap::new();
    for row in rows {
        let quantity = crate::assets::ledger::whole("quantity", row.quantity)?;
        claims.entry((row.asset_id, row.unit.as_str())).or_insert_with(|| CapacityClaim {
            asset: AssetId::new(row.asset_id),
            unit: row.unit.clone(),
            quantity,
        });
    }
    Ok(claims.into_values().collect())
}
