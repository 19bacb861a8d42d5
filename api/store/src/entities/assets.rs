//! An asset in its current state.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub kind: String,
    pub owner_id: Uuid,
    pub area_id: Option<Uuid>,
    pub area_is_nearest: bool,
    pub address: Option<String>,
    pub geometry: Vec<u8>,
    pub min_lon: f64,
    pub max_lon: f64,
    pub min_lat: f64,
    pub max_lat: f64,
    pub attributes: Json,
    pub lifecycle: String,
    pub decommission_on: Option<Date>,
    pub visibility: String,
    pub critical: bool,
    pub shareable: bool,
    pub not_shareable_reason: Option<String>,
    pub source: Option<String>,
    pub observed_on: Option<Date>,
    pub confidence: String,
    pub search_text: String,
    pub public_text: String,
    pub import_id: Option<Uuid>,
    pub version: i64,
    pub public_version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub public_updated_at: DateTimeUtc,
    pub updated_by: Option<Uuid>,
    pub deleted_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
