//! A correction from a field survey, and the owner's answer.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "asset_corrections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub asset_id: Uuid,
    pub asset_version: i64,
    pub status: String,
    pub said: Json,
    pub photos: Json,
    pub observed_on: Date,
    pub accuracy_m: Option<f64>,
    pub device: Option<String>,
    pub note: Option<String>,
    pub by_user: Option<Uuid>,
    pub by_name: String,
    pub by_organization: Uuid,
    pub created_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
    pub settled_by: Option<Uuid>,
    pub reason: Option<String>,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
