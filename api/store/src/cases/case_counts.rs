//! Counts of cases within a scope.

use domain::cases::Kind;
use domain::workflow::definition::Phase;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, QuerySelect, QueryTrait};
use strum::{EnumString, VariantNames};

use crate::cases::case_list::{CaseFilter, matching};
use crate::entities::cases::Column;
use crate::{StoreError, StoreResult};

/// By what cases are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum CountedBy {
    Kind,
    Phase,
}

/// The number of cases of a kind in a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseCount {
    pub kind: Kind,
    pub phase: Phase,
    pub cases: u64,
}

/// The number of cases that match, but no more than `at_most`.
pub async fn total<C: ConnectionTrait>(db: &C, wanted: &CaseFilter, at_most: u64) -> StoreResult<u64> {
    match matching(wanted) {
        None => Ok(0),
        Some(select) => rows(db, select.select_only().column(Column::Id).into_query(), at_most).await,
    }
}

/// The cases that match, counted by kind and phase.
pub async fn by_kind_and_phase<C: ConnectionTrait>(db: &C, wanted: &CaseFilter) -> StoreResult<Vec<CaseCount>> {
    let Some(select) = matching(wanted) else { return Ok(Vec::new()) };
    let counted: Vec<(String, String, i64)> = select
        .select_only()
        .columns([Column::Kind, Column::Phase])
        .column_as(Column::Id.count(), "cases")
        .group_by(Column::Kind)
        .group_by(Column::Phase)
        .into_tuple()
        .all(db)
        .await?;
    counted
        .into_iter()
        .map(|(kind, phase, cases)| {
            Ok(CaseCount {
                kind: StoreError::read_code("cases.kind", &kind)?,
                phase: StoreError::read_code("cases.phase", &phase)?,
                cases: u64::try_from(cases).unwrap_or_default(),
            })
        })
        .collect()
}

/// The number of rows of a query, but no more than `at_most`.
pub(crate) async fn rows<C: ConnectionTrait>(db: &C, mut query: SelectStatement, at_most: u64) -> StoreResult<u64> {
    let limited = query.limit(at_most).take();
    let count = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(limited, "counted").take();
    let row = db.query_one(&count).await?;
    let found: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    Ok(u64::try_from(found).unwrap_or_default())
}
