//! Capacity counters, their entries and the occupancies, some thousand assets at a time, with three
//! grouped queries per page.

use std::collections::HashMap;

use domain::ids::AssetId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::assets::ledger::entry_sums;
use crate::entities::{asset_capacity, assets, capacity_entries, occupancies, status::OccupancyStatus};
use crate::{StoreResult, Tx};

/// The accounts of a unit, or their changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accounts {
    pub installed: i64,
    /// The owner's own use.
    pub own_use: i64,
    /// The quantity that nobody can use.
    pub blocked: i64,
    /// The quantity that the owner's policy reserves.
    pub policy_reserve: i64,
    /// The quantity reserved for cases.
    pub reserved: i64,
    /// The quantity in use by tenants.
    pub active: i64,
}

/// The counter of one unit.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Counter {
    pub asset_id: Uuid,
    pub unit: String,
    installed: i64,
    own_use: i64,
    blocked: i64,
    policy_reserve: i64,
    reserved: i64,
    active: i64,
    /// The free quantity, as computed by the database.
    pub free: i64,
}

/// The sums of the entries of one unit and one occupancy.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Moved {
    pub asset_id: Uuid,
    pub unit: String,
    /// The occupancy; `None` for the owner's declarations.
    pub occupancy_id: Option<Uuid>,
    installed: i64,
    own_use: i64,
    blocked: i64,
    policy_reserve: i64,
    reserved: i64,
    active: i64,
}

/// The ledger columns of an occupancy.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Occupied {
    pub id: Uuid,
    pub asset_id: Uuid,
    pub unit: String,
    pub quantity: i64,
    pub status: OccupancyStatus,
}

impl Counter {
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        let Self { installed, own_use, blocked, policy_reserve, reserved, active, .. } = *self;
        Accounts { installed, own_use, blocked, policy_reserve, reserved, active }
    }
}

impl Moved {
    /// The change of each account.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        let Self { installed, own_use, blocked, policy_reserve, reserved, active, .. } = *self;
        Accounts { installed, own_use, blocked, policy_reserve, reserved, active }
    }
}

impl Accounts {
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            installed: self.installed.saturating_add(other.installed),
            own_use: self.own_use.saturating_add(other.own_use),
            blocked: self.blocked.saturating_add(other.blocked),
            policy_reserve: self.policy_reserve.saturating_add(other.policy_reserve),
            reserved: self.reserved.saturating_add(other.reserved),
            active: self.active.saturating_add(other.active),
        }
    }

    /// The free quantity: the total minus all other accounts.
    #[must_use]
    pub fn free(self) -> i64 {
        [self.own_use, self.blocked, self.policy_reserve, self.reserved, self.active]
            .into_iter()
            .fold(self.installed, i64::saturating_sub)
    }
}

/// A page of assets with all counters, entries and occupancies.
#[derive(Debug)]
pub struct LedgerPage {
    pub codes: HashMap<Uuid, String>,
    pub counters: Vec<Counter>,
    pub moved: Vec<Moved>,
    /// The occupancies, ended ones included.
    pub occupied: Vec<Occupied>,
    /// The asset after which the next page begins; `None` on the last page.
    pub next: Option<AssetId>,
}

/// The assets after a given one, in the order of their ids. The last page includes rows whose asset
/// does not exist.
pub async fn page(tx: &Tx, after: Option<AssetId>, at_most: u64) -> StoreResult<LedgerPage> {
    let after = after.map(AssetId::uuid);
    let codes: Vec<(Uuid, String)> = assets::Entity::find()
        .select_only()
        .column(assets::Column::Id)
        .column(assets::Column::Code)
        .apply_if(after, |query, after| query.filter(assets::Column::Id.gt(after)))
        .order_by_asc(assets::Column::Id)
        .limit(at_most)
        .into_tuple()
        .all(tx)
        .await?;
    let full = u64::try_from(codes.len()).is_ok_and(|found| found == at_most);
    let upto = codes.last().map(|(id, _)| *id).filter(|_| full);
    let counters = asset_capacity::Entity::find()
        .column_as(Expr::col((asset_capacity::Entity, "free")), "free")
        .apply_if(after, |query, after| query.filter(asset_capacity::Column::AssetId.gt(after)))
        .apply_if(upto, |query, upto| query.filter(asset_capacity::Column::AssetId.lte(upto)))
        .into_model()
        .all(tx)
        .await?;
    let moved = moved(tx, after, upto).await?;
    let occupied = occupancies::Entity::find()
        .select_only()
        .columns([
            occupancies::Column::Id,
            occupancies::Column::AssetId,
            occupancies::Column::Unit,
            occupancies::Column::Quantity,
            occupancies::Column::Status,
        ])
        .apply_if(after, |query, after| query.filter(occupancies::Column::AssetId.gt(after)))
        .apply_if(upto, |query, upto| query.filter(occupancies::Column::AssetId.lte(upto)))
        .into_model()
        .all(tx)
        .await?;
    Ok(LedgerPage { codes: codes.into_iter().collect(), counters, moved, occupied, next: upto.map(AssetId::new) })
}

async fn moved(tx: &Tx, after: Option<Uuid>, upto: Option<Uuid>) -> StoreResult<Vec<Moved>> {
    use capacity_entries::Column;
    Ok(entry_sums()
        .column(Column::AssetId)
        .column(Column::Unit)
        .column(Column::OccupancyId)
        .apply_if(after, |query, after| query.filter(Column::AssetId.gt(after)))
        .apply_if(upto, |query, upto| query.filter(Column::AssetId.lte(upto)))
        .group_by(Column::AssetId)
        .group_by(Column::Unit)
        .group_by(Column::OccupancyId)
        .into_model()
        .all(tx)
        .await?)
}
