//! Changes of calendars, as rows.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{CaseId, UserId};
use domain::workflow::limit::TimerStatus;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::entities::calendar_changes::{ActiveModel, Column, Entity, Model};
use crate::entities::{case_timers, status::CalendarChangeStatus};
use crate::{StoreResult, Tx};

/// A proposal to change one day of a calendar.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub calendar: String,
    pub day: NaiveDate,
    /// The new kind of the day.
    pub kind: String,
    pub name: String,
    /// The published source of the announcement.
    pub source: String,
}

/// The approved changes, in the order of their approval.
pub async fn approved<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<Model>> {
    let rows = Entity::find().filter(Column::Status.eq(CalendarChangeStatus::Approved));
    Ok(rows.order_by_asc(Column::DecidedAt).order_by_asc(Column::Id).all(db).await?)
}

/// The changes of a calendar, newest proposal first.
pub async fn of<C: ConnectionTrait>(db: &C, calendar: &str) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::Calendar.eq(calendar)).order_by_desc(Column::Id).all(db).await?)
}

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

pub async fn propose(tx: &Tx, id: Uuid, proposal: &Proposal, by: UserId, at: DateTime<Utc>) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(id),
        calendar: Set(proposal.calendar.clone()),
        day: Set(proposal.day),
        kind: Set(proposal.kind.clone()),
        name: Set(proposal.name.clone()),
        source: Set(proposal.source.clone()),
        status: Set(CalendarChangeStatus::Proposed),
        proposed_by: Set(by.uuid()),
        proposed_at: Set(at),
        decided_by: Set(None),
        decided_at: Set(None),
        settled_at: Set(None),
        version: Set(1),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Decides a waiting proposal; `false` if it was decided before.
pub async fn decide(
    tx: &Tx,
    id: Uuid,
    status: CalendarChangeStatus,
    by: UserId,
    at: DateTime<Utc>,
) -> StoreResult<bool> {
    let done = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::DecidedBy, Expr::value(by.uuid()))
        .col_expr(Column::DecidedAt, Expr::value(at))
        .col_expr(Column::Version, Expr::value(2_i64))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(CalendarChangeStatus::Proposed))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The approved changes that are not yet applied to every open case.
pub async fn unsettled<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<Model>> {
    let rows =
        Entity::find().filter(Column::Status.eq(CalendarChangeStatus::Approved)).filter(Column::SettledAt.is_null());
    Ok(rows.order_by_asc(Column::DecidedAt).all(db).await?)
}

/// Records that a change is applied to every open case.
pub async fn settled(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many().col_expr(Column::SettledAt, Expr::value(at)).filter(Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// The cases with running timers, after a given one.
pub async fn running<C: ConnectionTrait>(db: &C, after: Option<CaseId>, at_most: u64) -> StoreResult<Vec<CaseId>> {
    let mut query = case_timers::Entity::find()
        .select_only()
        .column(case_timers::Column::CaseId)
        .filter(case_timers::Column::Status.eq(TimerStatus::Running.as_str()));
    if let Some(after) = after {
        query = query.filter(case_timers::Column::CaseId.gt(after.uuid()));
    }
    let ids: Vec<Uuid> =
        query.distinct().order_by_asc(case_timers::Column::CaseId).limit(at_most).into_tuple().all(db).await?;
    Ok(ids.into_iter().map(CaseId::new).collect())
}
