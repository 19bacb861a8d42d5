//! The timer of a time limit in a case.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_timers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub limit_id: String,
    pub status: String,
    pub started_at: DateTimeUtc,
    pub due_at: Option<DateTimeUtc>,
    pub next_wake_at: Option<DateTimeUtc>,
    pub payload: Json,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
