//! The ledger of one unit of one asset. The database also keeps a generated column `free`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "asset_capacity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub asset_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: String,
    pub nature: String,
    pub installed: i64,
    pub own_use: i64,
    pub blocked: i64,
    pub policy_reserve: i64,
    pub reserved: i64,
    pub active: i64,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
