//! An import batch: the rows of one file.

use sea_orm::entity::prelude::*;

use super::status::{ImportMode, ImportStatus};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization_id: Uuid,
    pub created_by: Option<Uuid>,
    pub format: String,
    pub mapping: Json,
    pub mode: ImportMode,
    pub status: ImportStatus,
    pub file_key: String,
    pub file_name: Option<String>,
    pub bytes_total: Option<i64>,
    pub bytes_read: i64,
    pub rows_total: Option<i64>,
    pub rows_read: i64,
    pub rows_ok: i64,
    pub rows_failed: i64,
    pub notices: i64,
    pub assets_created: i64,
    pub occupancies_created: i64,
    pub report: Json,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    pub lease_owner: Option<String>,
    pub lease_until: Option<DateTimeUtc>,
    pub last_error: Option<String>,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
