//! Planned works by location: dig moratoriums after recent works, and announced works.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::OrganizationId;
use domain::place::{Bounds, Shape};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::SimpleExpr};

use crate::cases::{is_living, kept};
use crate::entities::cases;
use crate::{StoreResult, database::dialect};

/// Rows of works whose boxes touch a box. The geometry is still encoded, because decoding takes
/// longer than reading.
#[derive(Debug)]
pub struct WorksRows(Vec<cases::Model>);

/// Planned works that are published.
#[derive(Debug, Clone)]
pub struct Works {
    /// The code of the case.
    pub code: String,
    pub published_at: Option<DateTime<Utc>>,
    pub place: Option<Shape>,
}

impl WorksRows {
    /// Decodes the works, in the order of their codes.
    ///
    /// # Errors
    /// [`crate::StoreError`] if a row is unreadable.
    pub fn decode(self) -> StoreResult<Vec<Works>> {
        let works = self.0.into_iter().map(|row| {
            let kept = kept(row, BTreeSet::new())?;
            let place = kept.case.content.place().cloned();
            Ok(Works { code: kept.case.code_or_id(), published_at: kept.filed_at, place })
        });
        works.collect()
    }
}

/// Works with a running dig moratorium.
pub async fn resting<C: ConnectionTrait>(db: &C, around: Bounds) -> StoreResult<WorksRows> {
    touching(db, cases::Column::State.eq("reinstated"), around).await
}

/// Works of one of these builders that are published and not over.
pub async fn announced<C: ConnectionTrait>(
    db: &C,
    builders: &BTreeSet<OrganizationId>,
    around: Bounds,
) -> StoreResult<WorksRows> {
    let living = is_living()
        .and(cases::Column::ApplicantId.is_in(builders.iter().map(|builder| builder.uuid())))
        .and(cases::Column::FiledAt.is_not_null());
    touching(db, living, around).await
}

async fn touching<C: ConnectionTrait>(db: &C, which: SimpleExpr, around: Bounds) -> StoreResult<WorksRows> {
    let rows = cases::Entity::find()
        .filter(cases::Column::Kind.eq(domain::cases::Kind::PlannedWorks.as_str()))
        .filter(dialect::touching("cases", around))
        .filter(which)
        .order_by_asc(cases::Column::Code)
        .all(db)
        .await?;
    Ok(WorksRows(rows))
}
