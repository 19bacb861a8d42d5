//! Sums of entries: the required state of a ledger, now or at an instant.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::AssetId;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select};

use super::{CHUNK, whole};
use crate::StoreResult;
use crate::entities::capacity_entries::{Column, Entity};

/// The sums of the deltas of entries, as `installed`, `own_use`, `blocked`, `policy_reserve`,
/// `reserved` and `active`. The caller adds the columns of the grouping.
pub(crate) fn entry_sums() -> Select<Entity> {
    let sum = |column: Column| {
        Expr::from(Func::coalesce([Expr::from(Func::sum(Expr::col(column))), Expr::value(0_i64)])).cast_as("int8")
    };
    Entity::find()
        .select_only()
        .column_as(sum(Column::InstalledDelta), "installed")
        .column_as(sum(Column::OwnUseDelta), "own_use")
        .column_as(sum(Column::BlockedDelta), "blocked")
        .column_as(sum(Column::PolicyReserveDelta), "policy_reserve")
        .column_as(sum(Column::ReservedDelta), "reserved")
        .column_as(sum(Column::ActiveDelta), "active")
}

#[derive(FromQueryResult)]
struct InUse {
    unit: String,
    own_use: i64,
    active: i64,
}

/// The quantity of these assets in use at an instant, by owners and tenants together, per unit.
pub async fn in_use_at<C: ConnectionTrait>(
    connection: &C,
    assets: &[AssetId],
    at: DateTime<Utc>,
) -> StoreResult<BTreeMap<String, u32>> {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for chunk in assets.chunks(CHUNK) {
        let sums = entry_sums()
            .column(Column::Unit)
            .filter(Column::AssetId.is_in(chunk.iter().map(|asset| asset.uuid())))
            .filter(Column::At.lte(at))
            .group_by(Column::Unit)
            .into_model::<InUse>()
            .all(connection)
            .await?;
        for InUse { unit, own_use, active } in sums {
            let used = found.entry(unit).or_default();
            *used = used.saturating_add(whole("own_use", own_use)?).saturating_add(whole("active", active)?);
        }
    }
    Ok(found)
}
