//! Public case data: cases by code and secret, and published results.

use chrono::{DateTime, Utc};
use domain::cases::Kind;
use domain::ids::CaseId;
use domain::place::Bounds;
use domain::workflow::definition::Phase;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::SimpleExpr,
};
use uuid::Uuid;

use crate::cases::{StoredCase, is_living, kept};
use crate::entities::{case_keys, cases};
use crate::{StoreResult, Tx, database::dialect};

/// The decisions of cases with a published result.
const DECIDED: [&str; 4] = ["granted", "granted_with_conditions", "revoked", "ended"];
/// The kinds of case with published results.
const KINDS: [Kind; 3] = [Kind::SitingApplication, Kind::ConstructionPermit, Kind::CommencementNotice];

/// The kinds of public listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// Approvals, permits and notices, with their numbers.
    Results,
    /// Works that are announced and not over.
    Works,
}

impl Published {
    pub(crate) fn filter(self) -> SimpleExpr {
        match self {
            Self::Results => cases::Column::Kind
                .is_in(KINDS.map(Kind::as_str))
                .and(cases::Column::Phase.is_in([Phase::InForce, Phase::Closed].map(Phase::as_str)))
                .and(cases::Column::Decision.is_in(DECIDED)),
            Self::Works => cases::Column::Kind.eq(Kind::PlannedWorks.as_str()).and(is_living()),
        }
    }
}

/// Published cases in the order of their ids, after a given id; restricted to cases that touch a
/// box, if one is given.
pub async fn after<C: ConnectionTrait>(
    db: &C,
    what: Published,
    within: Option<Bounds>,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<StoredCase>> {
    let mut query = cases::Entity::find().filter(what.filter());
    if let Some(within) = within {
        query = query.filter(dialect::touching("cases", within));
    }
    if let Some(after) = after {
        query = query.filter(cases::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(cases::Column::Id).limit(limit).all(db).await?;
    rows.into_iter().map(|row| kept(row, std::collections::BTreeSet::new())).collect()
}

/// One case, if published.
pub async fn one<C: ConnectionTrait>(db: &C, what: Published, id: Uuid) -> StoreResult<Option<StoredCase>> {
    let row = cases::Entity::find_by_id(id).filter(what.filter()).one(db).await?;
    row.map(|row| kept(row, std::collections::BTreeSet::new())).transpose()
}

/// Stores the secret of a case.
pub async fn give_secret(tx: &Tx, case: CaseId, secret: String, at: DateTime<Utc>) -> StoreResult<()> {
    let row = case_keys::ActiveModel { case_id: Set(case.uuid()), secret: Set(secret), created_at: Set(at) };
    case_keys::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The secret of a case that was filed with an authority.
pub async fn secret<C: ConnectionTrait>(db: &C, case: CaseId) -> StoreResult<Option<String>> {
    Ok(case_keys::Entity::find_by_id(case.uuid()).one(db).await?.map(|row| row.secret))
}

/// A case by its code. The caller must check the secret of the case.
pub async fn by_code<C: ConnectionTrait>(db: &C, code: &str) -> StoreResult<Option<StoredCase>> {
    let row = cases::Entity::find().filter(cases::Column::Code.eq(code)).one(db).await?;
    row.map(|row| kept(row, std::collections::BTreeSet::new())).transpose()
}

/// Published results, newest first, before a given one.
pub async fn results<C: ConnectionTrait>(
    db: &C,
    area: Option<Uuid>,
    before: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<StoredCase>> {
    let mut wanted = Published::Results.filter();
    if let Some(area) = area {
        wanted = wanted.and(cases::Column::AreaId.eq(area));
    }
    newest(db, wanted, before, limit).await
}

/// Published works, newest first, before a given one.
pub async fn works<C: ConnectionTrait>(db: &C, before: Option<Uuid>, limit: u64) -> StoreResult<Vec<StoredCase>> {
    newest(db, Published::Works.filter(), before, limit).await
}

/// Decided disputes, newest first, before a given one.
pub async fn decisions<C: ConnectionTrait>(db: &C, before: Option<Uuid>, limit: u64) -> StoreResult<Vec<StoredCase>> {
    let wanted =
        cases::Column::Kind.eq(Kind::Dispute.as_str()).and(cases::Column::State.is_in(["decided", "dismissed"]));
    newest(db, wanted, before, limit).await
}

async fn newest<C: ConnectionTrait>(
    db: &C,
    wanted: SimpleExpr,
    before: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<StoredCase>> {
    let mut query = cases::Entity::find().filter(wanted);
    if let Some(before) = before {
        query = query.filter(cases::Column::Id.lt(before));
    }
    let rows = query.order_by_desc(cases::Column::Id).limit(limit).all(db).await?;
    rows.into_iter().map(|row| kept(row, std::collections::BTreeSet::new())).collect()
}
