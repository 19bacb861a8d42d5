//! A past or current version of an asset with its author, time and reason. Append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "asset_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub asset_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// The version of the minimum information; `None` in rows older than the distinction.
    pub public_version: Option<i64>,
    pub at: DateTimeUtc,
    pub by_user: Option<Uuid>,
    pub by_name: Option<String>,
    pub by_organization: Option<Uuid>,
    pub verb: String,
    pub reason: Option<String>,
    pub snapshot: Json,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
