//! Planned works by their place: streets that were closed lately and still rest, and works that a builder announced.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::OrganizationId;
use domain::place::Shape;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::SimpleExpr};

use super::cases::{Kept, LIVING, kept};
use super::rows::cases;
use super::{Stored, dialect};

/// The codes of works near a place after which the street still rests.
///
/// # Errors
/// [`super::StoreFailure`].
pub async fn resting<C: ConnectionTrait>(db: &C, place: &Shape, metres: f64) -> Stored<Vec<String>> {
    let found = beside(db, cases::Column::State.eq("reinstated"), place, metres).await?;
    Ok(found.into_iter().map(|kept| kept.case.code).collect())
}

/// The notice of planned works near a place that one of these builders published first and that still stands, with the instant.
///
/// # Errors
/// [`super::StoreFailure`].
pub async fn announced<C: ConnectionTrait>(
    db: &C,
    builders: &BTreeSet<OrganizationId>,
    place: &Shape,
    metres: f64,
) -> Stored<Option<(String, DateTime<Utc>)>> {
    let standing = cases::Column::Phase
        .is_in(LIVING)
        .and(cases::Column::ApplicantId.is_in(builders.iter().map(|builder| builder.uuid())))
        .and(cases::Column::FiledAt.is_not_null());
    let found = beside(db, standing, place, metres).await?;
    Ok(found.into_iter().filter_map(|kept| Some((kept.case.code, kept.filed_at?))).min_by_key(|(_, at)| *at))
}

async fn beside<C: ConnectionTrait>(db: &C, which: SimpleExpr, place: &Shape, metres: f64) -> Stored<Vec<Kept>> {
    let rows = cases::Entity::find()
        .filter(cases::Column::Kind.eq(domain::cases::Kind::PlannedWorks.as_str()))
        .filter(dialect::touching("cases", place.bounds().grown(metres)))
        .filter(which)
        .order_by_asc(cases::Column::Code)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let kept = kept(row, BTreeSet::new())?;
        if kept.case.papers.place().is_some_and(|dug| dug.metres_to(place) <= metres) {
            found.push(kept);
        }
    }
    Ok(found)
}
