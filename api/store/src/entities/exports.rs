//! An export file for a person.

use sea_orm::entity::prelude::*;

use super::status::ExportStatus;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_by: Option<Uuid>,
    pub format: String,
    pub wanted: Json,
    pub status: ExportStatus,
    pub rows_total: Option<i64>,
    pub rows_done: i64,
    pub file_key: Option<String>,
    pub file_name: String,
    pub bytes: Option<i64>,
    pub sha256: Option<String>,
    pub losses: Json,
    pub attempts: i64,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
    pub lease_owner: Option<String>,
    pub lease_until: Option<DateTimeUtc>,
    pub last_error: Option<String>,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
