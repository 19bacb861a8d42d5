//! A referral of a case to an agency for its opinion.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_referrals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub rule: String,
    pub agency_id: Uuid,
    pub status: String,
    pub asked_at: DateTimeUtc,
    pub due_at: Option<DateTimeUtc>,
    pub opinion: Option<String>,
    pub opinion_text: Option<String>,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<DateTimeUtc>,
    pub payload: Option<Json>,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
