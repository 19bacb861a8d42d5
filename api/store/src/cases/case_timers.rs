//! The timers of the cases, in a table of their own, so that the next due timer is found without
//! reading cases.

use chrono::{DateTime, Utc};
use domain::{cases::Case, ids::CaseId, workflow::limit::Timer};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{StoreError, StoreResult, Tx, entities::case_timers};

/// A timer and its next due instant.
#[derive(Debug)]
pub struct Ticking<'a> {
    /// A new id, used if the timer is new.
    pub id: Uuid,
    pub timer: &'a Timer,
    pub next_wake_at: Option<DateTime<Utc>>,
}

/// Writes the current timers of a case.
pub async fn write(tx: &Tx, case: &Case, clocks: Vec<Ticking<'_>>) -> StoreResult<()> {
    if clocks.is_empty() {
        return Ok(());
    }
    let rows = clocks
        .into_iter()
        .map(|clock| {
            let payload = serde_json::to_value(clock.timer).map_err(|why| StoreError::undecodable("clock", why))?;
            Ok(case_timers::ActiveModel {
                id: Set(clock.id),
                case_id: Set(case.id.uuid()),
                limit_id: Set(clock.timer.limit.to_string()),
                status: Set(clock.timer.status.as_str().to_owned()),
                started_at: Set(clock.timer.started_at),
                due_at: Set(Some(clock.timer.due_at)),
                next_wake_at: Set(clock.next_wake_at),
                payload: Set(payload),
                version: Set(i64::try_from(case.version).unwrap_or(i64::MAX)),
            })
        })
        .collect::<StoreResult<Vec<_>>>()?;
    let replace = OnConflict::columns([case_timers::Column::CaseId, case_timers::Column::LimitId])
        .update_columns([
            case_timers::Column::Status,
            case_timers::Column::StartedAt,
            case_timers::Column::DueAt,
            case_timers::Column::NextWakeAt,
            case_timers::Column::Payload,
            case_timers::Column::Version,
        ])
        .to_owned();
    case_timers::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}

/// The cases with a due timer or a due opinion, the longest overdue first.
pub async fn due<C: ConnectionTrait>(db: &C, now: DateTime<Utc>, at_most: u64) -> StoreResult<Vec<CaseId>> {
    let ids: Vec<Uuid> = case_timers::Entity::find()
        .select_only()
        .column(case_timers::Column::CaseId)
        .filter(case_timers::Column::NextWakeAt.lte(now))
        .order_by_asc(case_timers::Column::NextWakeAt)
        .order_by_asc(case_timers::Column::CaseId)
        .limit(at_most)
        .into_tuple()
        .all(db)
        .await?;
    let mut seen = std::collections::BTreeSet::new();
    Ok(ids.into_iter().filter(|id| seen.insert(*id)).map(CaseId::new).collect())
}

/// Whether a timer of a case is due.
pub async fn is_due<C: ConnectionTrait>(db: &C, case: CaseId, now: DateTime<Utc>) -> StoreResult<bool> {
    let due = case_timers::Entity::find()
        .select_only()
        .column(case_timers::Column::Id)
        .filter(case_timers::Column::CaseId.eq(case.uuid()))
        .filter(case_timers::Column::NextWakeAt.lte(now))
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(due.is_some())
}
