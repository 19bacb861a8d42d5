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

/// A change that is proposed.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The calendar.
    pub calendar: String,
    /// The day.
    pub day: NaiveDate,
    /// What it is to be.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// Where it was announced.
    pub source: String,
}

/// The approved changes, in the order in which they were approved.
///
/// # Errors
/// [`super::StoreError`].
pub async fn approved<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<Model>> {
    let rows = Entity::find().filter(Column::Status.eq(CalendarChangeStatus::Approved));
    Ok(rows.order_by_asc(Column::DecidedAt).order_by_asc(Column::Id).all(db).await?)
}

/// The changes of a calendar, the last proposed first.
///
/// # Errors
/// [`super::StoreError`].
pub async fn of<C: ConnectionTrait>(db: &C, calendar: &str) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::Calendar.eq(calendar)).order_by_desc(Column::Id).all(db).await?)
}

/// One change.
///
/// # Errors
/// [`super::StoreError`].
pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Puts a proposal in.
///
/// # Errors
/// [`super::StoreError`].
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

/// Decides a proposal that still waits; says whether it did.
///
/// # Errors
/// [`super::StoreError`].
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

/// The approved changes that have not been carried into every open case yet.
///
/// # Errors
/// [`super::StoreError`].
pub async fn unsettled<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<Model>> {
    let rows =
        Entity::find().filter(Column::Status.eq(CalendarChangeStatus::Approved)).filter(Column::SettledAt.is_null());
    Ok(rows.order_by_asc(Column::DecidedAt).all(db).await?)
}

/// Notes that a change has been carried into every open case.
///
/// # Errors
/// [`super::StoreError`].
pub async fn settled(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many().col_expr(Column::SettledAt, Expr::value(at)).filter(Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// The cases whose clocks run, after one of them.
///
/// # Errors
/// [`super::StoreError`].
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
