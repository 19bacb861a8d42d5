//! In which administrative unit a place lies on a date.
//!
//! The smallest units decide; which of them, the domain says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::area::{Boundary, Lies, Share, Territory};
use domain::ids::AreaId;
use domain::place::{Bounds, Shape};
use domain::text::Localized;
use geo::Coord;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::rows::areas;
use super::{StoreFailure, Stored};
use crate::geo::wkb;

/// The level of units that are no part of the ladder of administration: protected zones lie across them.
pub const ZONE: &str = "zone";

/// What lies farther than this from every unit lies in none of them: islets and places at sea are near.
const FAR_METRES: f64 = 50_000.0;

/// The units with a boundary that are in force on a date, ready to be asked many times.
#[derive(Debug, Clone, Default)]
pub struct AreaMap {
    territory: Territory,
    /// All of them with what is near; `None` when there are none.
    around: Option<Bounds>,
}

/// Where a shape lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    /// The unit.
    pub area: AreaId,
    /// It lies outside; this is only the nearest.
    pub is_nearest: bool,
}

impl AreaMap {
    /// Reads the units that are in force on a date.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load<C: ConnectionTrait>(connection: &C, on: NaiveDate) -> Stored<Self> {
        use areas::Column;
        let rows = areas::Entity::find()
            .filter(in_force(on))
            .filter(Column::Geometry.is_not_null())
            .filter(Column::Level.ne(ZONE))
            .all(connection)
            .await?;
        let parents: Vec<_> = rows.iter().filter_map(|row| row.parent_id).collect();
        let mut boundaries = Vec::with_capacity(rows.len());
        let mut corners = Vec::new();
        for row in rows {
            // A unit whose parts have boundaries themselves leaves the decision to them.
            if parents.contains(&row.id) {
                continue;
            }
            if let Some(bytes) = row.geometry {
                let shape = wkb::read(&bytes).map_err(|why| StoreFailure::unreadable("boundary", why))?;
                let bounds = shape.bounds();
                corners.push(Coord { x: bounds.west, y: bounds.south });
                corners.push(Coord { x: bounds.east, y: bounds.north });
                let boundary = Boundary::new(row.id.into(), row.code, shape);
                boundaries
                    .push(boundary.ok_or_else(|| StoreFailure::unreadable("boundary", "it is no piece of land"))?);
            }
        }
        let around = (!corners.is_empty()).then(|| Bounds::around(corners).grown(FAR_METRES));
        Ok(Self { territory: Territory::new(boundaries), around })
    }

    /// Where a shape lies; `None` when there is no unit near it.
    #[must_use]
    pub fn locate(&self, shape: &Shape) -> Option<Located> {
        if !self.around.is_some_and(|around| around.touches(&shape.bounds())) {
            return None;
        }
        let found = self.territory.locate(shape)?;
        match found.lies {
            Lies::Within | Lies::Across(_) => Some(Located { area: found.area, is_nearest: false }),
            Lies::Outside { metres } => {
                (metres <= FAR_METRES).then_some(Located { area: found.area, is_nearest: true })
            }
        }
    }
}

impl AreaMap {
    /// The units that a shape lies in, the one with the largest share first; outside all of them the nearest.
    #[must_use]
    pub fn across(&self, shape: &Shape) -> Vec<AreaId> {
        let Some(lead) = self.locate(shape) else { return Vec::new() };
        let others = self.territory.locate(shape).map(|found| match found.lies {
            Lies::Across(others) => others,
            Lies::Within | Lies::Outside { .. } => Vec::new(),
        });
        std::iter::once(lead.area).chain(others.unwrap_or_default()).collect()
    }
}

impl AreaMap {
    /// How a shape lies to the units: the competent one with the reason, and the share of each. `None` when there is no unit near.
    #[must_use]
    pub fn decide(&self, shape: &Shape) -> Option<(domain::area::Located, Vec<Share>)> {
        let lead = self.locate(shape)?;
        let found = self.territory.locate(shape).filter(|found| found.area == lead.area)?;
        Some((found, self.territory.shares(shape)))
    }
}

/// The boundaries of units, where they are known.
///
/// # Errors
/// When the database fails.
pub async fn boundaries<C: ConnectionTrait>(
    connection: &C,
    ids: &std::collections::BTreeSet<AreaId>,
) -> Stored<BTreeMap<AreaId, Shape>> {
    let rows = areas::Entity::find()
        .filter(areas::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(areas::Column::Geometry.is_not_null())
        .all(connection)
        .await?;
    let mut found = BTreeMap::new();
    for row in rows {
        if let Some(bytes) = row.geometry {
            let shape = wkb::read(&bytes).map_err(|why| StoreFailure::unreadable("boundary", why))?;
            found.insert(AreaId::new(row.id), shape);
        }
    }
    Ok(found)
}

/// What units are called.
///
/// # Errors
/// When the database fails.
pub async fn names<C: ConnectionTrait>(
    connection: &C,
    ids: &[AreaId],
) -> Stored<BTreeMap<AreaId, (String, Localized)>> {
    use sea_orm::QuerySelect;
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(uuid::Uuid, String, String, String)> = areas::Entity::find()
        .select_only()
        .column(areas::Column::Id)
        .column(areas::Column::Code)
        .column(areas::Column::NameVi)
        .column(areas::Column::NameEn)
        .filter(areas::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, code, vi, en)| (AreaId::new(id), (code, Localized { vi, en }))).collect())
}

/// The unit with a code and everything within it, of all validities; empty when there is none.
///
/// # Errors
/// When the database fails.
pub async fn with_parts<C: ConnectionTrait>(connection: &C, code: &str) -> Stored<Vec<AreaId>> {
    use sea_orm::QuerySelect;
    let rows: Vec<(uuid::Uuid, String, Option<uuid::Uuid>)> = areas::Entity::find()
        .select_only()
        .column(areas::Column::Id)
        .column(areas::Column::Code)
        .column(areas::Column::ParentId)
        .into_tuple()
        .all(connection)
        .await?;
    let mut found: Vec<uuid::Uuid> = rows.iter().filter(|(_, own, _)| own == code).map(|(id, _, _)| *id).collect();
    let mut newest = found.clone();
    while !newest.is_empty() {
        newest = rows
            .iter()
            .filter(|(id, _, parent)| parent.is_some_and(|parent| newest.contains(&parent)) && !found.contains(id))
            .map(|(id, _, _)| *id)
            .collect();
        found.extend(newest.iter().copied());
    }
    Ok(found.into_iter().map(AreaId::new).collect())
}

/// Units that are in force on a day.
pub(super) fn in_force(on: NaiveDate) -> Condition {
    use areas::Column;
    Condition::all()
        .add(Column::ValidFrom.lte(on))
        .add(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
}
