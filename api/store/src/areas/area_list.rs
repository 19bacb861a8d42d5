//! Administrative units as they are looked up by people: by day, level, part of the name.

use chrono::NaiveDate;
use domain::place::Bounds;
use domain::text::fold;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{StoreResult, database::dialect, entities::areas};

/// Which units are listed.
#[derive(Debug, Clone, Default)]
pub struct AreaFilter {
    /// Those in force on this day.
    pub on: Option<NaiveDate>,
    /// Only of this level.
    pub level: Option<String>,
    /// Only with this official code.
    pub code: Option<String>,
    /// Only with this in the name, with or without accents.
    pub q: Option<String>,
    /// Only those whose box touches another.
    pub within: Option<Bounds>,
    /// After this one.
    pub after: Option<Uuid>,
    /// At most so many.
    pub limit: u64,
}

/// Units, by id.
///
/// # Errors
/// [`super::StoreError`].
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &AreaFilter) -> StoreResult<Vec<areas::Model>> {
    use areas::Column;
    let mut query = areas::Entity::find();
    if let Some(on) = wanted.on {
        let still = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on));
        query = query.filter(Column::ValidFrom.lte(on)).filter(still);
    }
    if let Some(level) = &wanted.level {
        query = query.filter(Column::Level.eq(level.as_str()));
    }
    if let Some(code) = &wanted.code {
        query = query.filter(Column::Code.eq(code.as_str()));
    }
    if let Some(q) = &wanted.q {
        query = query.filter(Column::NameFolded.contains(fold(q)));
    }
    if let Some(within) = wanted.within {
        query = query.filter(dialect::touching("areas", within));
    }
    if let Some(after) = wanted.after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.order_by_asc(Column::Id).limit(wanted.limit).all(db).await?)
}

/// One unit, in one of its validities.
///
/// # Errors
/// [`super::StoreError`].
pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<areas::Model>> {
    Ok(areas::Entity::find_by_id(id).one(db).await?)
}

/// The box around all units that have a boundary.
///
/// # Errors
/// [`super::StoreError`].
pub async fn extent<C: ConnectionTrait>(db: &C) -> StoreResult<Option<Bounds>> {
    use areas::Column;
    type Edges = (Option<f64>, Option<f64>, Option<f64>, Option<f64>);
    let edges: Option<Edges> = areas::Entity::find()
        .select_only()
        .column_as(Column::MinLon.min(), "west")
        .column_as(Column::MinLat.min(), "south")
        .column_as(Column::MaxLon.max(), "east")
        .column_as(Column::MaxLat.max(), "north")
        .into_tuple()
        .one(db)
        .await?;
    Ok(edges.and_then(|edges| match edges {
        (Some(west), Some(south), Some(east), Some(north)) => Bounds::new(west, south, east, north),
        (_, _, _, _) => None,
    }))
}

/// These units.
///
/// # Errors
/// [`super::StoreError`].
pub async fn of<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> StoreResult<Vec<areas::Model>> {
    Ok(areas::Entity::find().filter(areas::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}
