//! A case in its current state; `snapshot` is the result of its events.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub code: Option<String>,
    pub pack: String,
    pub state: String,
    pub phase: String,
    pub decision: Option<String>,
    pub decision_mode: Option<String>,
    pub works_status: Option<String>,
    pub flags: Json,
    pub title: String,
    pub applicant_id: Uuid,
    pub owner_id: Option<Uuid>,
    pub area_id: Option<Uuid>,
    pub min_lon: Option<f64>,
    pub min_lat: Option<f64>,
    pub max_lon: Option<f64>,
    pub max_lat: Option<f64>,
    #[sea_orm(column_name = "papers")]
    pub content: Json,
    pub snapshot: Json,
    pub previous_case_id: Option<Uuid>,
    pub version: i64,
    pub next_due_at: Option<DateTimeUtc>,
    pub overdue: bool,
    pub created_at: DateTimeUtc,
    pub filed_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
    pub created_by: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub search_text: String,
}

impl Model {
    /// The name of the case: its code, or its id while it is a draft.
    #[must_use]
    pub fn code_or_id(&self) -> String {
        self.code.clone().unwrap_or_else(|| self.id.to_string())
    }
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
