//! Alarms for unattended queues: tasks that stay unclaimed, and whether an alarm was raised.

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

/// The kinds of case that an authority handles.
const KINDS: [CaseKind; 3] = [CaseKind::SitingApplication, CaseKind::ConstructionPermit, CaseKind::CommencementNotice];

/// Unclaimed tasks of authorities that have waited since before an instant and have no alarm,
/// oldest first.
pub async fn silent<C: ConnectionTrait>(db: &C, before: DateTime<Utc>, limit: u64) -> StoreResult<Vec<tasks::Model>> {
    let reported = Query::select().column(queue_alarms::Column::TaskId).from(queue_alarms::Entity).to_owned();
    let dossiers = cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(cases::Column::Kind.is_in(KINDS.map(CaseKind::as_str)))
        .filter(cases::Column::Phase.eq(Phase::Open.as_str()))
        .into_query();
    // Excludes the applicant's own tasks: they are no queue of an authority.
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
        .filter(tasks::Column::Id.not_in_subquery(reported))
        .order_by(waits_since(), Order::Asc)
        .limit(limit)
        .all(db)
        .await?)
}

/// The start of the wait of a task. A return to the queue restarts the wait.
fn waits_since() -> SimpleExpr {
    Expr::col((tasks::Entity, tasks::Column::ReturnedAt)).if_null(Expr::col((tasks::Entity, tasks::Column::CreatedAt)))
}

/// Deletes the alarm of a task that was claimed and returned to the queue.
pub async fn forget(tx: &Tx, task: Uuid) -> StoreResult<()> {
    queue_alarms::Entity::delete_by_id(task).exec(tx).await?;
    Ok(())
}

/// Records that an alarm was raised; once per wait.
///
/// # Errors
/// [`crate::StoreError::Conflict`] if another node was faster.
pub async fn note(tx: &Tx, task: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    let row = queue_alarms::ActiveModel { task_id: Set(task), raised_at: Set(at) };
    queue_alarms::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
