//! The queue of tasks for a reader: filters, order and counts.

use chrono::{DateTime, Utc};
use domain::access::{Membership, Scope};
use domain::cases::Kind;
use domain::ids::{CaseId, OrganizationId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantNames};
use uuid::Uuid;

use crate::StoreResult;
use crate::cases::case_counts;
use crate::cases::case_list::seen_ids;
use crate::cases::case_search::has_words;
use crate::cases::tasks::{UNFINISHED, for_memberships, place_in_time};
use crate::entities::{status::TaskStatus, tasks};

/// Filter of the queue. An absent or empty criterion matches every task.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    /// The reader's memberships: the organisation's tasks for one of the roles.
    pub memberships: Vec<Membership>,
    /// The cases that the reader may see: the read scope of each kind.
    pub scopes: Vec<(Kind, Scope)>,
    /// Only tasks claimed by this person.
    pub claimed_by: Option<UserId>,
    /// Without any, unfinished tasks.
    pub statuses: Vec<TaskStatus>,
    pub office: Option<OrganizationId>,
    pub area: Option<Uuid>,
    pub case: Option<CaseId>,
    /// Only tasks of visible cases of these kinds.
    pub case_kinds: Vec<Kind>,
    /// Only tasks that are due at this instant or earlier.
    pub due_until: Option<DateTime<Utc>>,
    /// Whether the due instant has passed at this instant.
    pub overdue: Option<(bool, DateTime<Utc>)>,
    /// Folded beginnings of words of the task or of its visible case.
    pub words: Vec<String>,
}

/// The order of the queue.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, EnumString, IntoStaticStr, VariantNames,
)]
pub enum TaskSort {
    /// The most urgent first; tasks without a due instant last.
    #[default]
    #[serde(rename = "due_at")]
    #[strum(serialize = "due_at")]
    DueFirst,
    #[serde(rename = "-created_at")]
    #[strum(serialize = "-created_at")]
    NewestFirst,
}

/// A position in the queue: the order, its instant, and the id to break ties.
pub type TaskCursor = (TaskSort, DateTime<Utc>, Uuid);

/// A page of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueuePage {
    pub sort: TaskSort,
    /// The instant and id of the last task of the page before.
    pub after: Option<(DateTime<Utc>, Uuid)>,
    pub limit: u64,
}

impl TaskSort {
    fn key(self) -> SimpleExpr {
        match self {
            Self::DueFirst => Expr::col(tasks::Column::DueAt).if_null(place_in_time(None)),
            Self::NewestFirst => Expr::col(tasks::Column::CreatedAt),
        }
    }

    fn direction(self) -> Order {
        match self {
            Self::DueFirst => Order::Asc,
            Self::NewestFirst => Order::Desc,
        }
    }

    /// The position of a task in the queue.
    #[must_use]
    pub fn position(self, row: &tasks::Model) -> TaskCursor {
        let at = match self {
            Self::DueFirst => place_in_time(row.due_at),
            Self::NewestFirst => row.created_at,
        };
        (self, at, row.id)
    }

    fn after(self, (at, id): (DateTime<Utc>, Uuid)) -> Condition {
        let same = Condition::all().add(self.key().eq(at));
        let (beyond, same) = match self {
            Self::DueFirst => (self.key().gt(at), same.add(tasks::Column::Id.gt(id))),
            Self::NewestFirst => (self.key().lt(at), same.add(tasks::Column::Id.lt(id))),
        };
        Condition::any().add(beyond).add(same)
    }
}

/// One page of the queue.
pub async fn page<C: ConnectionTrait>(db: &C, wanted: &Queue, page: &QueuePage) -> StoreResult<Vec<tasks::Model>> {
    let sort = page.sort;
    Ok(matching(wanted)
        .apply_if(page.after, |query, after| query.filter(sort.after(after)))
        .order_by(sort.key(), sort.direction())
        .order_by(tasks::Column::Id, sort.direction())
        .limit(page.limit)
        .all(db)
        .await?)
}

/// The number of tasks that match, but no more than `at_most`.
pub async fn total<C: ConnectionTrait>(db: &C, wanted: &Queue, at_most: u64) -> StoreResult<u64> {
    case_counts::rows(db, matching(wanted).select_only().column(tasks::Column::Id).into_query(), at_most).await
}

fn matching(wanted: &Queue) -> Select<tasks::Entity> {
    use tasks::Column;
    let statuses = if wanted.statuses.is_empty() { UNFINISHED.to_vec() } else { wanted.statuses.clone() };
    let mut find =
        tasks::Entity::find().filter(Column::Status.is_in(statuses)).filter(for_memberships(&wanted.memberships));
    if !wanted.case_kinds.is_empty() {
        let scopes: Vec<(Kind, Scope)> =
            wanted.scopes.iter().filter(|(kind, _)| wanted.case_kinds.contains(kind)).cloned().collect();
        find = find.filter(Column::CaseId.in_subquery(seen_ids(&scopes).into_query()));
    }
    for word in &wanted.words {
        let cases = seen_ids(&wanted.scopes).filter(has_words(std::slice::from_ref(word))).into_query();
        let either =
            Condition::any().add(Column::SearchText.like(format!("% {word}%"))).add(Column::CaseId.in_subquery(cases));
        find = find.filter(either);
    }
    find.apply_if(wanted.claimed_by, |find, user| find.filter(Column::ClaimedBy.eq(user.uuid())))
        .apply_if(wanted.office, |find, office| find.filter(Column::OrganizationId.eq(office.uuid())))
        .apply_if(wanted.area, |find, area| find.filter(Column::AreaId.eq(area)))
        .apply_if(wanted.case, |find, case| find.filter(Column::CaseId.eq(case.uuid())))
        .apply_if(wanted.due_until, |find, until| find.filter(Column::DueAt.lte(until)))
        .apply_if(wanted.overdue, |find, (is_overdue, at)| {
            let past = Column::DueAt.lte(at);
            let ahead = Condition::any().add(Column::DueAt.is_null()).add(Column::DueAt.gt(at));
            find.filter(if is_overdue { Condition::all().add(past) } else { ahead })
        })
}
