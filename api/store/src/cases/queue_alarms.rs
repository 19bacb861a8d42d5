//! Queues that nobody attends: turns that stay unclaimed, and whether that was told.

use chrono::{DateTime, Utc};
use domain::cases::Kind as CaseKind;
use domain::workflow::definition::Phase;
use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder};
use sea_orm::{QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::cases::task_kind::Kind;
use crate::entities::{cases, queue_alarms, status::TaskStatus, tasks};
use crate::{StoreResult, Tx};

/// Cases before an authority.
const KINDS: [CaseKind; 3] = [CaseKind::SitingApplication, CaseKind::ConstructionPermit, CaseKind::CommencementNotice];

/// Turns of authorities that nobody has taken since before an instant and that were not told of, the oldest first.
///
/// # Errors
/// [`super::StoreError`].
pub async fn silent<C: ConnectionTrait>(db: &C, before: DateTime<Utc>, limit: u64) -> StoreResult<Vec<tasks::Model>> {
    let told = Query::select().column(queue_alarms::Column::TaskId).from(queue_alarms::Entity).to_owned();
    let dossiers = cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(cases::Column::Kind.is_in(KINDS.map(CaseKind::as_str)))
        .filter(cases::Column::Phase.eq(Phase::Open.as_str()))
        .into_query();
    // The applicant's own turn is no queue of an authority.
    let own = cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(
            Expr::col((cases::Entity, cases::Column::ApplicantId))
                .equals((tasks::Entity, tasks::Column::OrganizationId)),
        )
        .filter(Expr::col((cases::Entity, cases::Column::Id)).equals((tasks::Entity, tasks::Column::CaseId)))
        .into_query();
    Ok(tasks::Entity::find()
        .filter(tasks::Column::Kind.eq(Kind::Turn.as_str()))
        .filter(tasks::Column::Status.eq(TaskStatus::Open))
        .filter(waits_since().lt(before))
        .filter(tasks::Column::CaseId.in_subquery(dossiers))
        .filter(tasks::Column::CaseId.not_in_subquery(own))
        .filter(tasks::Column::Id.not_in_subquery(told))
        .order_by(waits_since(), Order::Asc)
        .limit(limit)
        .all(db)
        .await?)
}

/// Since when a task has waited: put back, it waits anew.
fn waits_since() -> SimpleExpr {
    Expr::col((tasks::Entity, tasks::Column::ReturnedAt)).if_null(Expr::col((tasks::Entity, tasks::Column::CreatedAt)))
}

/// Forgets that it was told: somebody had taken the task, and put it back.
///
/// # Errors
/// [`super::StoreError`].
pub async fn forget(tx: &Tx, task: Uuid) -> StoreResult<()> {
    queue_alarms::Entity::delete_by_id(task).exec(tx).await?;
    Ok(())
}

/// Notes that it was told; once for each time that it waits.
///
/// # Errors
/// [`super::StoreError::Conflict`] when another node was faster.
pub async fn note(tx: &Tx, task: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    let row = queue_alarms::ActiveModel { task_id: Set(task), raised_at: Set(at) };
    queue_alarms::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
