//! An organisation in one of its validities.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name_vi: String,
    pub name_en: String,
    pub name_folded: String,
    pub kind: String,
    pub email: Option<String>,
    pub locale: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub successor_id: Option<Uuid>,
    pub jurisdiction: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
