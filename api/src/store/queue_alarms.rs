//! Queues that nobody attends: turns that stay unclaimed, and whether that was told.

use chrono::{DateTime, Utc};
use domain::cases::Kind as CaseKind;
use sea_orm::sea_query::Query;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use sea_orm::{QuerySelect, QueryTrait};
use uuid::Uuid;

use super::rows::{cases, queue_alarms, tasks};
use super::tasks::Kind;
use super::{Stored, Tx};

/// Cases before an authority.
const KINDS: [CaseKind; 3] = [CaseKind::SitingApplication, CaseKind::ConstructionPermit, CaseKind::CommencementNotice];

/// Turns of authorities that nobody has taken since before an instant and that were not told of, the oldest first.
///
/// # Errors
/// [`super::StoreFailure`].
pub async fn silent<C: ConnectionTrait>(db: &C, before: DateTime<Utc>, limit: u64) -> Stored<Vec<tasks::Model>> {
    let told = Query::select().column(queue_alarms::Column::TaskId).from(queue_alarms::Entity).to_owned();
    let dossiers = cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(cases::Column::Kind.is_in(KINDS.map(CaseKind::as_str)))
        .filter(cases::Column::Phase.eq("open"))
        .into_query();
    // The applicant's own turn is no queue of an authority.
    let own = cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(
            sea_orm::sea_query::Expr::col((cases::Entity, cases::Column::ApplicantId))
                .equals((tasks::Entity, tasks::Column::OrganizationId)),
        )
        .filter(
            sea_orm::sea_query::Expr::col((cases::Entity, cases::Column::Id))
                .equals((tasks::Entity, tasks::Column::CaseId)),
        )
        .into_query();
    Ok(tasks::Entity::find()
        .filter(tasks::Column::Kind.eq(Kind::Turn.as_str()))
        .filter(tasks::Column::Status.eq("open"))
        .filter(tasks::Column::CreatedAt.lt(before))
        .filter(tasks::Column::CaseId.in_subquery(dossiers))
        .filter(tasks::Column::CaseId.not_in_subquery(own))
        .filter(tasks::Column::Id.not_in_subquery(told))
        .order_by_asc(tasks::Column::CreatedAt)
        .limit(limit)
        .all(db)
        .await?)
}

/// Notes that it was told; once for each turn.
///
/// # Errors
/// [`super::StoreFailure::Conflict`] when another node was faster.
pub async fn note(tx: &Tx, task: Uuid, at: DateTime<Utc>) -> Stored<()> {
    let row = queue_alarms::ActiveModel { task_id: Set(task), raised_at: Set(at) };
    queue_alarms::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
