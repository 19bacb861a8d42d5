//! Lists cases of every kind within a scope.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    access::{Scope, Stance},
    cases::Kind,
    ids::{OrganizationId, UserId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait,
};
use uuid::Uuid;

use crate::{
    StoreError, StoreResult,
    cases::{StoredCase, kept, visible},
    entities::{case_parties, cases},
};

/// Filter of the list.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// The read scope of each kind.
    pub scopes: Vec<(Kind, Scope)>,
    pub state: Option<String>,
    pub applicant: Option<OrganizationId>,
    pub area: Option<Uuid>,
    /// `true`: only cases with an expired, unanswered time limit; `false`: only cases without one.
    pub overdue: Option<bool>,
    /// Only cases that this person opened.
    pub opened_by: Option<UserId>,
    /// Only cases before this one; the list is newest first.
    pub before: Option<(DateTime<Utc>, Uuid)>,
    pub limit: u64,
}

/// Cases, the last changed first.
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &CaseFilter) -> StoreResult<Vec<StoredCase>> {
    use cases::Column;
    if wanted.scopes.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = cases::Entity::find().filter(seen(&wanted.scopes));
    if let Some(state) = &wanted.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(applicant) = wanted.applicant {
        query = query.filter(Column::ApplicantId.eq(applicant.uuid()));
    }
    if let Some(area) = wanted.area {
        query = query.filter(Column::AreaId.eq(area));
    }
    if let Some(overdue) = wanted.overdue {
        query = query.filter(Column::Overdue.eq(overdue));
    }
    if let Some(user) = wanted.opened_by {
        query = query.filter(Column::CreatedBy.eq(user.uuid()));
    }
    if let Some((at, id)) = wanted.before {
        let older = Condition::any()
            .add(Column::UpdatedAt.lt(at))
            .add(Condition::all().add(Column::UpdatedAt.eq(at)).add(Column::Id.lt(id)));
        query = query.filter(older);
    }
    let rows = query.order_by_desc(Column::UpdatedAt).order_by_desc(Column::Id).limit(wanted.limit).all(db).await?;
    let mut parties = parties(db, rows.iter().map(|row| row.id)).await?;
    rows.into_iter()
        .map(|row| {
            let own = parties.remove(&row.id).unwrap_or_default();
            kept(row, own)
        })
        .collect()
}

/// The subset of these cases that is visible in the scope of their kind.
pub async fn seen_among<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
    scopes: &[(Kind, Scope)],
) -> StoreResult<BTreeSet<Uuid>> {
    use cases::Column;
    if ids.is_empty() || scopes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let found: Vec<Uuid> = cases::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(seen(scopes))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

fn seen(scopes: &[(Kind, Scope)]) -> Condition {
    let each = scopes.iter().map(|(kind, scope)| cases::Column::Kind.eq(kind.as_str()).and(visible(scope)));
    each.fold(Condition::any(), Condition::add)
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
