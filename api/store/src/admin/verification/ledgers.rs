//! Capacity counters, their entries and the occupancies, some thousand assets at a time: three grouped questions a page.

use std::collections::HashMap;

use domain::ids::AssetId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::assets::ledger::entry_sums;
use crate::entities::{asset_capacity, assets, capacity_entries, occupancies, status::OccupancyStatus};
use crate::{StoreResult, Tx};

/// The accounts of a unit, or how much they moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accounts {
    /// What is there.
    pub installed: i64,
    /// What the owner uses itself.
    pub own_use: i64,
    /// What cannot be used.
    pub blocked: i64,
    /// What the owner keeps back.
    pub policy_reserve: i64,
    /// What is reserved for cases.
    pub reserved: i64,
    /// What tenants use.
    pub active: i64,
}

/// The counter of one unit.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Counter {
    /// The asset.
    pub asset_id: Uuid,
    /// The unit.
    pub unit: String,
    installed: i64,
    own_use: i64,
    blocked: i64,
    policy_reserve: i64,
    reserved: i64,
    active: i64,
    /// What the database computed to be free.
    pub free: i64,
}

/// What the entries of one unit and one occupancy add up to.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Moved {
    /// The asset.
    pub asset_id: Uuid,
    /// The unit.
    pub unit: String,
    /// The occupancy; none for what owners declare.
    pub occupancy_id: Option<Uuid>,
    installed: i64,
    own_use: i64,
    blocked: i64,
    policy_reserve: i64,
    reserved: i64,
    active: i64,
}

/// An occupancy, as far as ledgers know it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Occupied {
    /// Its id.
    pub id: Uuid,
    /// The asset.
    pub asset_id: Uuid,
    /// The unit.
    pub unit: String,
    /// How much.
    pub quantity: i64,
    /// How it stands.
    pub status: OccupancyStatus,
}

impl Counter {
    /// Its accounts.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        let Self { installed, own_use, blocked, policy_reserve, reserved, active, .. } = *self;
        Accounts { installed, own_use, blocked, policy_reserve, reserved, active }
    }
}

impl Moved {
    /// How much each account moved.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        let Self { installed, own_use, blocked, policy_reserve, reserved, active, .. } = *self;
        Accounts { installed, own_use, blocked, policy_reserve, reserved, active }
    }
}

impl Accounts {
    /// The sum of both.
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

    /// What is left of what is there.
    #[must_use]
    pub fn free(self) -> i64 {
        [self.own_use, self.blocked, self.policy_reserve, self.reserved, self.active]
            .into_iter()
            .fold(self.installed, i64::saturating_sub)
    }
}

/// Some assets with everything that was counted on them.
#[derive(Debug)]
pub struct LedgerPage {
    /// The codes of the assets.
    pub codes: HashMap<Uuid, String>,
    /// The counters.
    pub counters: Vec<Counter>,
    /// The sums of the entries.
    pub moved: Vec<Moved>,
    /// The occupancies, ended ones too.
    pub occupied: Vec<Occupied>,
    /// After which asset the next page begins; none behind the last page.
    pub next: Option<AssetId>,
}

/// The assets after one, in the order of their ids. The last page takes in what is counted on no asset that is known.
///
/// # Errors
/// When the database fails.
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
