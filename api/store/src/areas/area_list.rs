//! Lists administrative units by day, level and part of the name.

use chrono::NaiveDate;
use domain::place::Bounds;
use domain::text::fold;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{StoreResult, database::dialect, entities::areas};

/// Filter of the list.
#[derive(Debug, Clone, Default)]
pub struct AreaFilter {
    /// Only areas in force on this day.
    pub on: Option<NaiveDate>,
    pub level: Option<String>,
    /// Only areas with this official code.
    pub code: Option<String>,
    /// Only areas with this text in the name, accents ignored.
    pub q: Option<String>,
    /// Only areas whose box touches this box.
    pub within: Option<Bounds>,
    pub after: Option<Uuid>,
    pub limit: u64,
}

/// Areas in the order of their ids.
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

/// One area, in one of its validities.
pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<areas::Model>> {
    Ok(areas::Entity::find_by_id(id).one(db).await?)
}

/// The box around all areas with a boundary.
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

pub async fn of<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> StoreResult<Vec<areas::Model>> {
    Ok(areas::Entity::find().filter(areas::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}
