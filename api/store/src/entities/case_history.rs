//! One accepted command on a case, chained by hash. Append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_history")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: DateTimeUtc,
    pub legal_at: DateTimeUtc,
    pub actor_user: Option<Uuid>,
    pub actor_name: String,
    pub actor_organization: Option<Uuid>,
    pub actor_role: Option<String>,
    pub stance: String,
    pub action: String,
    pub comment: Option<String>,
    pub events: Json,
    pub prev_hash: String,
    pub hash: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
