//! Streets that were closed lately: works that are reinstated, and whose restriction still runs.

use domain::place::Shape;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Stored;
use super::cases::kept;
use super::rows::cases;

/// The codes of works near a place after which the street still rests.
///
/// # Errors
/// [`super::StoreFailure`].
pub async fn near<C: ConnectionTrait>(db: &C, place: &Shape, metres: f64) -> Stored<Vec<String>> {
    let rows = cases::Entity::find()
        .filter(cases::Column::Kind.eq(domain::cases::Kind::PlannedWorks.as_str()))
        .filter(cases::Column::State.eq("reinstated"))
        .order_by_asc(cases::Column::Code)
        .all(db)
        .await?;
    let mut codes = Vec::new();
    for row in rows {
        let kept = kept(row, std::collections::BTreeSet::new())?;
        if kept.case.papers.place().is_some_and(|dug| dug.metres_to(place) <= metres) {
            codes.push(kept.case.code);
        }
    }
    Ok(codes)
}
