//! Lists cases of every kind within a scope, with keyset pagination.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    access::{Scope, Stance},
    cases::Kind,
    ids::{OrganizationId, UserId},
    workflow::definition::Phase,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantNames};
use uuid::Uuid;

use crate::{
    StoreError, StoreResult,
    cases::{
        StoredCase,
        case_search::{CaseReader, CaseTurn, has_stance, has_turn, has_words},
        kept,
        tasks::place_in_time,
        visible,
    },
    entities::{case_parties, cases},
};

/// Filter of the list. An absent or empty criterion matches every case.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// The read scope of each kind; without any, nothing matches.
    pub scopes: Vec<(Kind, Scope)>,
    pub reader: CaseReader,
    pub states: Vec<String>,
    pub phases: Vec<Phase>,
    pub applicant: Option<OrganizationId>,
    pub owner: Option<OrganizationId>,
    /// The office that is competent for the case.
    pub authority: Option<OrganizationId>,
    /// The stances of the reader's organisations.
    pub stances: Vec<Stance>,
    pub turn: Option<CaseTurn>,
    pub area: Option<Uuid>,
    /// `true`: only cases with an expired, unanswered time limit; `false`: only cases without one.
    pub overdue: Option<bool>,
    /// Only cases that this person opened.
    pub opened_by: Option<UserId>,
    pub filed_from: Option<DateTime<Utc>>,
    /// Only cases filed before this instant.
    pub filed_until: Option<DateTime<Utc>>,
    /// Only cases whose leading time limit ends at this instant or earlier.
    pub due_until: Option<DateTime<Utc>>,
    /// Folded beginnings of words.
    pub words: Vec<String>,
}

/// The order of the list; cases without the instant come last.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, EnumString, IntoStaticStr, VariantNames,
)]
pub enum CaseSort {
    #[serde(rename = "due_at")]
    #[strum(serialize = "due_at")]
    DueFirst,
    #[serde(rename = "-due_at")]
    #[strum(serialize = "-due_at")]
    DueLast,
    #[serde(rename = "filed_at")]
    #[strum(serialize = "filed_at")]
    FiledFirst,
    #[serde(rename = "-filed_at")]
    #[strum(serialize = "-filed_at")]
    FiledLast,
    #[serde(rename = "updated_at")]
    #[strum(serialize = "updated_at")]
    ChangedFirst,
    #[default]
    #[serde(rename = "-updated_at")]
    #[strum(serialize = "-updated_at")]
    ChangedLast,
}

/// A position in the list: the order, its instant, and the id to break ties.
pub type CaseCursor = (CaseSort, DateTime<Utc>, Uuid);

/// A page of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasePage {
    pub sort: CaseSort,
    /// The instant and id of the last case of the page before.
    pub after: Option<(DateTime<Utc>, Uuid)>,
    pub limit: u64,
}

impl CaseSort {
    fn column(self) -> cases::Column {
        match self {
            Self::DueFirst | Self::DueLast => cases::Column::NextDueAt,
            Self::FiledFirst | Self::FiledLast => cases::Column::FiledAt,
            Self::ChangedFirst | Self::ChangedLast => cases::Column::UpdatedAt,
        }
    }

    fn direction(self) -> Order {
        match self {
            Self::DueFirst | Self::FiledFirst | Self::ChangedFirst => Order::Asc,
            Self::DueLast | Self::FiledLast | Self::ChangedLast => Order::Desc,
        }
    }

    /// The sort key of a case without the instant, which puts it last.
    fn last(self) -> DateTime<Utc> {
        match self {
            Self::DueFirst | Self::FiledFirst | Self::ChangedFirst => place_in_time(None),
            Self::DueLast | Self::FiledLast | Self::ChangedLast => DateTime::UNIX_EPOCH,
        }
    }

    fn key(self) -> SimpleExpr {
        Expr::col((cases::Entity, self.column())).if_null(self.last())
    }

    /// The position of a case in the list.
    #[must_use]
    pub fn position(self, kept: &StoredCase) -> CaseCursor {
        let at = match self {
            Self::DueFirst | Self::DueLast => kept.next_due_at,
            Self::FiledFirst | Self::FiledLast => kept.filed_at,
            Self::ChangedFirst | Self::ChangedLast => Some(kept.updated_at),
        };
        (self, at.unwrap_or_else(|| self.last()), kept.case.id.uuid())
    }

    fn after(self, (at, id): (DateTime<Utc>, Uuid)) -> Condition {
        let same = Condition::all().add(self.key().eq(at));
        let (beyond, same) = match self {
            Self::DueFirst | Self::FiledFirst | Self::ChangedFirst => {
                (self.key().gt(at), same.add(cases::Column::Id.gt(id)))
            }
            Self::DueLast | Self::FiledLast | Self::ChangedLast => {
                (self.key().lt(at), same.add(cases::Column::Id.lt(id)))
            }
        };
        Condition::any().add(beyond).add(same)
    }
}

/// One page of the cases that match.
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &CaseFilter, page: &CasePage) -> StoreResult<Vec<StoredCase>> {
    let Some(select) = matching(wanted) else { return Ok(Vec::new()) };
    let sort = page.sort;
    let rows = select
        .apply_if(page.after, |query, after| query.filter(sort.after(after)))
        .order_by(sort.key(), sort.direction())
        .order_by(cases::Column::Id, sort.direction())
        .limit(page.limit)
        .all(db)
        .await?;
    complete(db, rows).await
}

/// The cases that match, without an order; `None` when no case can match.
pub(crate) fn matching(wanted: &CaseFilter) -> Option<Select<cases::Entity>> {
    use cases::Column;
    if wanted.scopes.is_empty() {
        return None;
    }
    let mut query = cases::Entity::find().filter(seen(&wanted.scopes));
    if !wanted.states.is_empty() {
        query = query.filter(Column::State.is_in(wanted.states.iter().map(String::as_str)));
    }
    if !wanted.phases.is_empty() {
        query = query.filter(Column::Phase.is_in(wanted.phases.iter().map(|phase| phase.as_str())));
    }
    if !wanted.stances.is_empty() {
        query = query.filter(has_stance(&wanted.reader.organizations, &wanted.stances));
    }
    if !wanted.words.is_empty() {
        query = query.filter(has_words(&wanted.words));
    }
    let query = query
        .apply_if(wanted.applicant, |query, applicant| query.filter(Column::ApplicantId.eq(applicant.uuid())))
        .apply_if(wanted.owner, |query, owner| query.filter(Column::OwnerId.eq(owner.uuid())))
        .apply_if(wanted.authority, |query, office| query.filter(Column::AuthorityId.eq(office.uuid())))
        .apply_if(wanted.turn, |query, turn| query.filter(has_turn(turn, &wanted.reader)))
        .apply_if(wanted.area, |query, area| query.filter(Column::AreaId.eq(area)))
        .apply_if(wanted.overdue, |query, overdue| query.filter(Column::Overdue.eq(overdue)))
        .apply_if(wanted.opened_by, |query, user| query.filter(Column::CreatedBy.eq(user.uuid())))
        .apply_if(wanted.filed_from, |query, from| query.filter(Column::FiledAt.gte(from)))
        .apply_if(wanted.filed_until, |query, until| query.filter(Column::FiledAt.lt(until)))
        .apply_if(wanted.due_until, |query, until| query.filter(Column::NextDueAt.lte(until)));
    Some(query)
}

/// The subset of these cases that is visible in the scope of their kind.
pub async fn seen_among<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
    scopes: &[(Kind, Scope)],
) -> StoreResult<BTreeSet<Uuid>> {
    if ids.is_empty() || scopes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let found: Vec<Uuid> = seen_ids(scopes).filter(among(ids)).into_tuple().all(db).await?;
    Ok(found.into_iter().collect())
}

/// Id, version and state of those of these cases that are visible in the scope of their kind.
pub async fn versions_among<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
    scopes: &[(Kind, Scope)],
) -> StoreResult<Vec<(Uuid, i64, String)>> {
    if ids.is_empty() || scopes.is_empty() {
        return Ok(Vec::new());
    }
    let columns = [cases::Column::Version, cases::Column::State];
    Ok(seen_ids(scopes).columns(columns).filter(among(ids)).into_tuple().all(db).await?)
}

/// Those of these cases that are visible in the scope of their kind.
pub async fn find_among<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
    scopes: &[(Kind, Scope)],
) -> StoreResult<Vec<StoredCase>> {
    if ids.is_empty() || scopes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = cases::Entity::find().filter(seen(scopes)).filter(among(ids)).all(db).await?;
    complete(db, rows).await
}

/// The ids of the cases that are visible in the scope of their kind.
pub(crate) fn seen_ids(scopes: &[(Kind, Scope)]) -> Select<cases::Entity> {
    cases::Entity::find().select_only().column(cases::Column::Id).filter(seen(scopes))
}

fn among(ids: &BTreeSet<Uuid>) -> SimpleExpr {
    cases::Column::Id.is_in(ids.iter().copied())
}

fn seen(scopes: &[(Kind, Scope)]) -> Condition {
    let each = scopes.iter().map(|(kind, scope)| cases::Column::Kind.eq(kind.as_str()).and(visible(scope)));
    each.fold(Condition::any().add(Expr::val(false)), Condition::add)
}

async fn complete<C: ConnectionTrait>(db: &C, rows: Vec<cases::Model>) -> StoreResult<Vec<StoredCase>> {
    let mut parties = parties(db, rows.iter().map(|row| row.id)).await?;
    rows.into_iter()
        .map(|row| {
            let own = parties.remove(&row.id).unwrap_or_default();
            kept(row, own)
        })
        .collect()
}

async fn parties<C: ConnectionTrait>(
    db: &C,
    ids: impl Iterator<Item = Uuid>,
) -> StoreResult<BTreeMap<Uuid, BTreeSet<(OrganizationId, Stance)>>> {
    let rows = case_parties::Entity::find()
        .filter(case_parties::Column::CaseId.is_in(ids))
        .filter(case_parties::Column::Until.is_null())
        .all(db)
        .await?;
    let mut parties: BTreeMap<Uuid, BTreeSet<_>> = BTreeMap::new();
    for row in rows {
        let stance = StoreError::read_code("case_parties.stance", &row.stance)?;
        parties.entry(row.case_id).or_default().insert((OrganizationId::new(row.organization_id), stance));
    }
    Ok(parties)
}
