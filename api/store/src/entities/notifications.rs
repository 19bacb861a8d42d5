//! A notice in an inbox.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub dedupe_key: String,
    pub user_id: Option<Uuid>,
    pub organization_id: Option<Uuid>,
    pub case_id: Option<Uuid>,
    #[sea_orm(column_name = "letter")]
    pub template: String,
    pub legal_class: String,
    pub payload: Json,
    pub created_at: DateTimeUtc,
    pub read_at: Option<DateTimeUtc>,
    /// The position in the event stream; `None` until the row gets its number after the commit.
    pub position: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
