//! A task of an office.

use sea_orm::entity::prelude::*;

use super::status::TaskStatus;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tasks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Option<Uuid>,
    pub kind: String,
    pub title: Json,
    pub organization_id: Uuid,
    pub roles: Json,
    pub area_id: Option<Uuid>,
    pub due_at: Option<DateTimeUtc>,
    pub status: TaskStatus,
    pub claimed_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub done_at: Option<DateTimeUtc>,
    pub returned_at: Option<DateTimeUtc>,
    pub search_text: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
