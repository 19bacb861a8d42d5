//! One move in a ledger: how much each account changed. Append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "capacity_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub asset_id: Uuid,
    pub unit: String,
    pub kind: String,
    pub installed_delta: i64,
    pub own_use_delta: i64,
    pub blocked_delta: i64,
    pub policy_reserve_delta: i64,
    pub reserved_delta: i64,
    pub active_delta: i64,
    pub case_id: Option<Uuid>,
    pub occupancy_id: Option<Uuid>,
    pub organization_id: Option<Uuid>,
    pub by_user: Option<Uuid>,
    pub at: DateTimeUtc,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
