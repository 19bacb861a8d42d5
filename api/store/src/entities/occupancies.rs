//! The use of units of an asset by a tenant.

use sea_orm::entity::prelude::*;

use super::status::OccupancyStatus;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "occupancies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub asset_id: Uuid,
    pub unit: String,
    pub quantity: i64,
    pub tenant_id: Option<Uuid>,
    pub note: Option<String>,
    pub status: OccupancyStatus,
    pub case_id: Option<Uuid>,
    pub import_id: Option<Uuid>,
    pub reserved_at: Option<DateTimeUtc>,
    pub reserved_until: Option<DateTimeUtc>,
    pub active_since: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub end_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
