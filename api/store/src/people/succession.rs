//! The successions in force on a day, read for every request, so that no job has to run at
//! midnight.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::access::Membership;
use domain::area::Validity;
use domain::ids::OrganizationId;
use domain::organization::{Succession, Tenure};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::entities::organizations::{self, Column};
use crate::{StoreError, StoreResult};

type Row = (Uuid, NaiveDate, Option<NaiveDate>, Option<Uuid>);

/// The successions in force on a day. Reads only organisations that have a successor or are one.
pub async fn on<C: ConnectionTrait>(db: &C, day: NaiveDate) -> StoreResult<Succession> {
    let successors = Query::select()
        .column(Column::SuccessorId)
        .from(organizations::Entity)
        .and_where(Column::SuccessorId.is_not_null())
        .to_owned();
    let rows: Vec<Row> = organizations::Entity::find()
        .select_only()
        .columns([Column::Id, Column::ValidFrom, Column::ValidTo, Column::SuccessorId])
        .filter(Condition::any().add(Column::SuccessorId.is_not_null()).add(Column::Id.in_subquery(successors)))
        .into_tuple()
        .all(db)
        .await?;
    let mut known = BTreeMap::new();
    for (id, from, to, successor) in rows {
        known.insert(OrganizationId::new(id), tenure(from, to, successor)?);
    }
    Ok(Succession::on(day, &known))
}

/// The stored validity of an organisation.
///
/// # Errors
/// [`StoreError::Internal`] if its end precedes its beginning.
pub(crate) fn tenure(from: NaiveDate, to: Option<NaiveDate>, successor: Option<Uuid>) -> StoreResult<Tenure> {
    let validity = Validity::new(Some(from), to).ok_or_else(|| StoreError::unreadable("organisation", "its days"))?;
    Ok(Tenure { validity, successor: successor.map(OrganizationId::new) })
}

/// These memberships on a day, each extended to the affiliates of its organisation.
pub async fn widened<C: ConnectionTrait>(
    db: &C,
    memberships: BTreeSet<Membership>,
    day: NaiveDate,
) -> StoreResult<BTreeSet<Membership>> {
    Ok(on(db, day).await?.widened(memberships))
}
