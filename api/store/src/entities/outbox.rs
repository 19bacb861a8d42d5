//! A letter in the outbox.

use sea_orm::entity::prelude::*;

use super::status::MessageStatus;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub dedupe_key: String,
    pub case_id: Option<Uuid>,
    pub case_seq: Option<i64>,
    pub organization_id: Option<Uuid>,
    pub user_id: Option<Uuid>,
    pub name: String,
    pub address: String,
    pub locale: String,
    #[sea_orm(column_name = "letter")]
    pub template: String,
    pub legal_class: String,
    pub payload: Json,
    pub rendered: Option<Json>,
    pub status: MessageStatus,
    pub attempts: i32,
    pub next_attempt_at: DateTimeUtc,
    pub lease_owner: Option<String>,
    pub lease_until: Option<DateTimeUtc>,
    pub last_error: Option<String>,
    pub receipt: Option<String>,
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
