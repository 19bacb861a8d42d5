//! What everybody may know: cases by code and secret, and results with their numbers.

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

/// What was decided on a case whose result is published.
const DECIDED: [&str; 4] = ["granted", "granted_with_conditions", "revoked", "ended"];
/// The kinds of case whose results are published.
const KINDS: [Kind; 3] = [Kind::SitingApplication, Kind::ConstructionPermit, Kind::CommencementNotice];

/// What is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// Approvals, permits and notices, with their numbers.
    Results,
    /// Works that were announced and are not over.
    Works,
}

impl Published {
    /// The condition over `cases`.
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

/// What is published, in the order of ids, after one of them; only what lies in a box or touches it, if one is given.
///
/// # Errors
/// [`super::StoreError`].
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

/// One case, if it is published.
///
/// # Errors
/// [`super::StoreError`].
pub async fn one<C: ConnectionTrait>(db: &C, what: Published, id: Uuid) -> StoreResult<Option<StoredCase>> {
    let row = cases::Entity::find_by_id(id).filter(what.filter()).one(db).await?;
    row.map(|row| kept(row, std::collections::BTreeSet::new())).transpose()
}

/// Gives a case its secret.
///
/// # Errors
/// [`super::StoreError`].
pub async fn give_secret(tx: &Tx, case: CaseId, secret: String, at: DateTime<Utc>) -> StoreResult<()> {
    let row = case_keys::ActiveModel { case_id: Set(case.uuid()), secret: Set(secret), created_at: Set(at) };
    case_keys::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The secret of a case that was filed with an authority.
///
/// # Errors
/// [`super::StoreError`].
pub async fn secret<C: ConnectionTrait>(db: &C, case: CaseId) -> StoreResult<Option<String>> {
    Ok(case_keys::Entity::find_by_id(case.uuid()).one(db).await?.map(|row| row.secret))
}

/// A case by its code, for whoever knows the secret that goes with it.
///
/// # Errors
/// [`super::StoreError`].
pub async fn by_code<C: ConnectionTrait>(db: &C, code: &str) -> StoreResult<Option<StoredCase>> {
    let row = cases::Entity::find().filter(cases::Column::Code.eq(code)).one(db).await?;
    row.map(|row| kept(row, std::collections::BTreeSet::new())).transpose()
}

/// Published results, the newest first, before one of them.
///
/// # Errors
/// [`super::StoreError`].
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

/// Published works, the newest first, before one of them.
///
/// # Errors
/// [`super::StoreError`].
pub async fn works<C: ConnectionTrait>(db: &C, before: Option<Uuid>, limit: u64) -> StoreResult<Vec<StoredCase>> {
    newest(db, Published::Works.filter(), before, limit).await
}

/// Disputes that were decided, the newest first, before one of them.
///
/// # Errors
/// [`super::StoreError`].
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
