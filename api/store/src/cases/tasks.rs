//! The tasks of an office, as rows: opened when the office must act, claimed by one person, closed
//! when the case moves on.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Membership, Role};
use domain::ids::{AreaId, CaseId, OrganizationId, TaskId, UserId};
use domain::text::{Localized, search_text};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, UpdateMany,
};
use uuid::Uuid;

use crate::entities::{status::TaskStatus, tasks};
use crate::{StoreError, StoreResult, Tx};

/// The statuses of an unfinished task.
pub(crate) const UNFINISHED: [TaskStatus; 2] = [TaskStatus::Open, TaskStatus::Claimed];

pub use crate::cases::task_kind::Kind;

/// A task to open.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTask {
    pub id: TaskId,
    pub kind: Kind,
    pub case: Option<CaseId>,
    pub title: Localized,
    pub organization: OrganizationId,
    /// The roles that may do the task.
    pub roles: Vec<Role>,
    pub area: Option<AreaId>,
    pub due_at: Option<DateTime<Utc>>,
}

fn row(task: &NewTask, now: DateTime<Utc>) -> StoreResult<tasks::ActiveModel> {
    let title = serde_json::to_value(&task.title).map_err(|error| StoreError::undecodable("title", error))?;
    Ok(tasks::ActiveModel {
        id: Set(task.id.uuid()),
        case_id: Set(task.case.map(CaseId::uuid)),
        kind: Set(task.kind.as_str().to_owned()),
        title: Set(title),
        organization_id: Set(task.organization.uuid()),
        roles: Set(roles_json(&task.roles)),
        area_id: Set(task.area.map(AreaId::uuid)),
        due_at: Set(task.due_at),
        status: Set(TaskStatus::Open),
        claimed_by: Set(None),
        version: Set(1),
        created_at: Set(now),
        done_at: Set(None),
        returned_at: Set(None),
        search_text: Set(search_text([task.title.vi.as_str(), task.title.en.as_str()])),
    })
}

fn roles_json(roles: &[Role]) -> serde_json::Value {
    roles.iter().map(|role| role.as_str()).collect()
}

/// Opens tasks for their offices.
pub async fn open(tx: &Tx, now: DateTime<Utc>, new: Vec<NewTask>) -> StoreResult<()> {
    let rows = new.iter().map(|task| row(task, now)).collect::<StoreResult<Vec<_>>>()?;
    if !rows.is_empty() {
        tasks::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn close(tx: &Tx, which: Condition, status: TaskStatus, now: DateTime<Utc>) -> StoreResult<()> {
    tasks::Entity::update_many()
        .col_expr(tasks::Column::Status, Expr::value(status))
        .col_expr(tasks::Column::DoneAt, Expr::value(now))
        .col_expr(tasks::Column::Version, Expr::col(tasks::Column::Version).add(1))
        .filter(which)
        .filter(tasks::Column::Status.is_in(UNFINISHED))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets the `turn` tasks of a case after a change of the case. A task that is still wanted keeps
/// its claimant and gets the new due date; an obsolete task is closed; a new one is opened.
pub async fn turn(tx: &Tx, now: DateTime<Utc>, case: CaseId, mut wanted: Vec<NewTask>) -> StoreResult<()> {
    let before = tasks::Entity::find()
        .filter(tasks::Column::CaseId.eq(case.uuid()))
        .filter(tasks::Column::Kind.eq(Kind::Turn.as_str()))
        .filter(tasks::Column::Status.is_in(UNFINISHED))
        .all(tx)
        .await?;
    for old in before {
        let still = wanted.iter().position(|new| is_same(new, &old));
        let Some(new) = still.map(|place| wanted.swap_remove(place)) else {
            close(tx, Condition::all().add(tasks::Column::Id.eq(old.id)), TaskStatus::Done, now).await?;
            continue;
        };
        if new.due_at != old.due_at {
            tasks::Entity::update_many()
                .col_expr(tasks::Column::DueAt, Expr::value(new.due_at))
                .filter(tasks::Column::Id.eq(old.id))
                .exec(tx)
                .await?;
        }
    }
    open(tx, now, wanted).await
}

fn is_same(new: &NewTask, old: &tasks::Model) -> bool {
    new.organization.uuid() == old.organization_id
        && roles_json(&new.roles) == old.roles
        && serde_json::to_value(&new.title).is_ok_and(|title| title == old.title)
}

/// The sort key of a due date: a task without one comes last.
#[must_use]
pub fn place_in_time(due_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    due_at.unwrap_or_else(|| DateTime::from_timestamp(253_370_764_800, 0).unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// `roles` is a JSON list of role names; the filter matches the quoted name in the list's text on
/// both databases.
pub(crate) fn for_memberships(memberships: &[Membership]) -> Condition {
    memberships.iter().fold(Condition::any().add(Expr::value(false)), |any, membership| {
        any.add(
            Condition::all().add(tasks::Column::OrganizationId.eq(membership.organization.uuid())).add(
                Expr::col(tasks::Column::Roles).cast_as("text").like(format!("%\"{}\"%", membership.role.as_str())),
            ),
        )
    })
}

/// A task, if one of the memberships may do it.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    memberships: &[Membership],
    task: TaskId,
) -> StoreResult<Option<tasks::Model>> {
    Ok(tasks::Entity::find_by_id(task.uuid()).filter(for_memberships(memberships)).one(db).await?)
}

/// Those of these tasks that one of the memberships may do.
pub async fn find_among<C: ConnectionTrait>(
    db: &C,
    memberships: &[Membership],
    ids: &BTreeSet<Uuid>,
) -> StoreResult<Vec<tasks::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let among = tasks::Column::Id.is_in(ids.iter().copied());
    Ok(tasks::Entity::find().filter(for_memberships(memberships)).filter(among).all(db).await?)
}

/// Assigns a task to a person, if unchanged since the read. `false` if another request was faster.
pub async fn hand_over(tx: &Tx, seen: &tasks::Model, to: UserId) -> StoreResult<bool> {
    let given = as_read(seen)
        .col_expr(tasks::Column::Status, Expr::value(TaskStatus::Claimed))
        .col_expr(tasks::Column::ClaimedBy, Expr::value(to.uuid()));
    Ok(given.exec(tx).await?.rows_affected == 1)
}

/// Returns a task to the office's queue, if unchanged since the read. The wait restarts, and an
/// alarm of the earlier wait is deleted. `false` if another request was faster.
pub async fn return_to_queue(tx: &Tx, seen: &tasks::Model, now: DateTime<Utc>) -> StoreResult<bool> {
    let back = as_read(seen)
        .col_expr(tasks::Column::Status, Expr::value(TaskStatus::Open))
        .col_expr(tasks::Column::ClaimedBy, Expr::value(None::<Uuid>))
        .col_expr(tasks::Column::ReturnedAt, Expr::value(now));
    let is_back = back.exec(tx).await?.rows_affected == 1;
    if is_back {
        crate::cases::queue_alarms::forget(tx, seen.id).await?;
    }
    Ok(is_back)
}

/// An update of an unfinished task that is unchanged since the read.
fn as_read(seen: &tasks::Model) -> UpdateMany<tasks::Entity> {
    tasks::Entity::update_many()
        .col_expr(tasks::Column::Version, Expr::col(tasks::Column::Version).add(1))
        .filter(tasks::Column::Id.eq(seen.id))
        .filter(tasks::Column::Version.eq(seen.version))
        .filter(tasks::Column::Status.is_in(UNFINISHED))
}

/// The tasks that a person has claimed.
pub async fn held_by<C: ConnectionTrait>(db: &C, user: UserId) -> StoreResult<Vec<tasks::Model>> {
    Ok(claimed().filter(tasks::Column::ClaimedBy.eq(user.uuid())).all(db).await?)
}

/// The claimed tasks of persons who are absent on a day, oldest first.
pub async fn held_by_the_absent<C: ConnectionTrait>(
    db: &C,
    on: NaiveDate,
    limit: u64,
) -> StoreResult<Vec<tasks::Model>> {
    let away = crate::people::absences::everybody_away(on);
    Ok(claimed().filter(tasks::Column::ClaimedBy.in_subquery(away)).limit(limit).all(db).await?)
}

fn claimed() -> Select<tasks::Entity> {
    tasks::Entity::find().filter(tasks::Column::Status.eq(TaskStatus::Claimed)).order_by_asc(tasks::Column::Id)
}

/// The start of a task's wait for a claimant.
#[must_use]
pub fn waits_since(task: &tasks::Model) -> DateTime<Utc> {
    task.returned_at.unwrap_or(task.created_at)
}

/// Whether a task is still unfinished.
#[must_use]
pub fn is_unfinished(task: &tasks::Model) -> bool {
    UNFINISHED.contains(&task.status)
}

/// Finishes a task that no move of a case finishes, such as an undelivered letter. `false` if
/// another request was faster.
pub async fn finish(tx: &Tx, seen: &tasks::Model, now: DateTime<Utc>) -> StoreResult<bool> {
    let done = as_read(seen)
        .col_expr(tasks::Column::Status, Expr::value(TaskStatus::Done))
        .col_expr(tasks::Column::DoneAt, Expr::value(now));
    Ok(done.exec(tx).await?.rows_affected == 1)
}

/// The roles that may do a task.
#[must_use]
pub fn roles(task: &tasks::Model) -> Vec<Role> {
    let words = task.roles.as_array().map(Vec::as_slice).unwrap_or_default();
    words.iter().filter_map(serde_json::Value::as_str).filter_map(|word| word.parse::<Role>().ok()).collect()
}
