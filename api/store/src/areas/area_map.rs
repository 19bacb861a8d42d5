//! Locates geometries in administrative units on a date.
//!
//! The smallest units decide; the domain chooses among them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::area::{Boundary, Lies, Share, Territory};
use domain::ids::AreaId;
use domain::place::{Bounds, BudgetExceeded, Shape, StepBudget};
use domain::text::Localized;
use geo::Coord;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::entities::areas;
use crate::{StoreError, StoreResult, database::dialect};
use api_geo::wkb;

/// The level of units outside the administrative hierarchy: protected zones overlap other areas.
pub(crate) const ZONE: &str = "zone";

/// A geometry farther than this from every area is in none of them. The distance covers islets and
/// locations at sea.
const FAR_METRES: f64 = 50_000.0;

/// The areas with a boundary that are in force on a date, indexed for many queries.
#[derive(Debug, Clone, Default)]
pub struct AreaMap {
    territory: Territory,
    /// The box around all areas and their vicinity; `None` without areas.
    around: Option<Bounds>,
}

/// The location of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    pub area: AreaId,
    /// The shape is outside every area; this area is only the nearest.
    pub is_nearest: bool,
}

/// The distance around a shape within which areas are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Areas whose bounds touch those of the shape: enough for a shape inside an area.
    Touching,
    /// Also areas near the shape: for a shape outside every area the nearest one counts.
    Near,
}

/// Area rows with encoded boundaries. Decoding boundaries takes longer than reading them.
#[derive(Debug)]
pub struct AreaRows {
    rows: Vec<areas::Model>,
    parents: BTreeSet<Uuid>,
}

impl AreaRows {
    /// Reads the areas with a boundary around a shape that are in force on a date.
    pub async fn load<C: ConnectionTrait>(
        connection: &C,
        on: NaiveDate,
        shape: &Shape,
        reach: Reach,
    ) -> StoreResult<Self> {
        use areas::Column;
        let parents: Vec<Option<Uuid>> =
            with_boundary(on).select_only().column(Column::ParentId).distinct().into_tuple().all(connection).await?;
        let bounds = match reach {
            Reach::Touching => shape.bounds(),
            Reach::Near => shape.bounds().grown(FAR_METRES),
        };
        let rows = with_boundary(on).filter(dialect::touching("areas", bounds)).all(connection).await?;
        Ok(Self { rows, parents: parents.into_iter().flatten().collect() })
    }

    /// The ids of all loaded smallest areas, whether or not the shape is in them.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<AreaId> {
        self.rows.iter().filter(|row| !self.parents.contains(&row.id)).map(|row| AreaId::new(row.id)).collect()
    }

    /// Decodes and indexes the boundaries.
    ///
    /// # Errors
    /// If a boundary is unreadable.
    pub fn decode(self) -> StoreResult<AreaMap> {
        AreaMap::of(self.rows, &self.parents)
    }
}

impl Located {
    /// The competent area, without the exact relation of the shape to it.
    #[must_use]
    pub fn of(found: &domain::area::Located) -> Self {
        Self { area: found.area, is_nearest: matches!(found.lies, Lies::Outside { .. }) }
    }
}

/// The areas of a shape, the competent one first.
#[must_use]
pub fn lead_first(found: domain::area::Located) -> Vec<AreaId> {
    let others = match found.lies {
        Lies::Across(others) => others,
        Lies::Within | Lies::Outside { .. } => Vec::new(),
    };
    std::iter::once(found.area).chain(others).collect()
}

impl AreaMap {
    /// Reads the areas that are in force on a date.
    pub async fn load<C: ConnectionTrait>(connection: &C, on: NaiveDate) -> StoreResult<Self> {
        let rows = with_boundary(on).all(connection).await?;
        let parents: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.parent_id).collect();
        Self::of(rows, &parents)
    }

    fn of(rows: Vec<areas::Model>, parents: &BTreeSet<Uuid>) -> StoreResult<Self> {
        let mut boundaries = Vec::with_capacity(rows.len());
        let mut corners = Vec::new();
        for row in rows {
            // A unit whose parts have boundaries leaves the decision to its parts.
            if parents.contains(&row.id) {
                continue;
            }
            if let Some(bytes) = row.geometry {
                let shape = wkb::read(&bytes).map_err(|why| StoreError::undecodable("boundary", why))?;
                let bounds = shape.bounds();
                corners.push(Coord { x: bounds.west, y: bounds.south });
                corners.push(Coord { x: bounds.east, y: bounds.north });
                let boundary = Boundary::new(row.id.into(), row.code, shape);
                boundaries.push(boundary.ok_or_else(|| StoreError::unreadable("boundary", "it is no piece of land"))?);
            }
        }
        let around = (!corners.is_empty()).then(|| Bounds::around(corners).grown(FAR_METRES));
        Ok(Self { territory: Territory::new(boundaries), around })
    }

    /// The relation of a shape to the areas: the competent one with the reason, and the share of
    /// each. `None` if no area is near.
    ///
    /// # Errors
    /// If the budget is exceeded.
    pub fn decide(
        &self,
        shape: &Shape,
        budget: &mut StepBudget,
    ) -> Result<Option<(domain::area::Located, Vec<Share>)>, BudgetExceeded> {
        if !self.around.is_some_and(|around| around.touches(&shape.bounds())) {
            return Ok(None);
        }
        let found = self.territory.locate_within(shape, budget)?;
        Ok(found.filter(|(found, _)| match found.lies {
            Lies::Within | Lies::Across(_) => true,
            Lies::Outside { metres } => metres <= FAR_METRES,
        }))
    }

    /// The location of a shape; `None` if no area is near.
    ///
    /// # Errors
    /// If the budget is exceeded.
    pub fn locate_within(&self, shape: &Shape, budget: &mut StepBudget) -> Result<Option<Located>, BudgetExceeded> {
        Ok(self.decide(shape, budget)?.map(|(found, _)| Located::of(&found)))
    }

    /// Same as [`AreaMap::locate_within`], for a shape from the register, without a budget.
    #[must_use]
    pub fn locate(&self, shape: &Shape) -> Option<Located> {
        self.locate_within(shape, &mut StepBudget::unlimited()).ok().flatten()
    }

    /// The areas of a shape from the register, the one with the largest share first; for a shape
    /// outside every area the nearest one.
    #[must_use]
    pub fn across(&self, shape: &Shape) -> Vec<AreaId> {
        let found = self.decide(shape, &mut StepBudget::unlimited()).ok().flatten();
        found.map(|(found, _)| lead_first(found)).unwrap_or_default()
    }
}

/// The areas with a boundary that are in force on a date.
fn with_boundary(on: NaiveDate) -> Select<areas::Entity> {
    use areas::Column;
    areas::Entity::find().filter(in_force(on)).filter(Column::Geometry.is_not_null()).filter(Column::Level.ne(ZONE))
}

/// The known boundaries of areas.
pub async fn boundaries<C: ConnectionTrait>(
    connection: &C,
    ids: &BTreeSet<AreaId>,
) -> StoreResult<BTreeMap<AreaId, Shape>> {
    BoundaryRows(boundaries_of(ids).into_tuple().all(connection).await?).decode()
}

/// The ids and known boundaries of areas.
fn boundaries_of(ids: &BTreeSet<AreaId>) -> Select<areas::Entity> {
    use areas::Column;
    areas::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Geometry])
        .filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(Column::Geometry.is_not_null())
}

/// Encoded boundaries. Decoding them takes longer than reading them.
#[derive(Debug, Default)]
pub struct BoundaryRows(Vec<(Uuid, Vec<u8>)>);

impl BoundaryRows {
    /// Decodes the boundaries.
    ///
    /// # Errors
    /// If a boundary is unreadable.
    pub fn decode(self) -> StoreResult<BTreeMap<AreaId, Shape>> {
        let decoded = self.0.into_iter().map(|(id, bytes)| {
            let shape = wkb::read(&bytes).map_err(|why| StoreError::undecodable("boundary", why))?;
            Ok((AreaId::new(id), shape))
        });
        decoded.collect()
    }
}

/// The boundaries of the subset of these areas whose boxes touch a box, independent of validity.
pub async fn boundaries_touching<C: ConnectionTrait>(
    connection: &C,
    ids: &BTreeSet<AreaId>,
    around: Bounds,
) -> StoreResult<BoundaryRows> {
    if ids.is_empty() {
        return Ok(BoundaryRows::default());
    }
    let rows = boundaries_of(ids).filter(dialect::touching("areas", around)).into_tuple().all(connection).await?;
    Ok(BoundaryRows(rows))
}

/// Areas with all their ancestors.
pub async fn with_ancestors<C: ConnectionTrait>(
    connection: &C,
    units: BTreeSet<AreaId>,
) -> StoreResult<BTreeSet<AreaId>> {
    use areas::Column;
    if units.is_empty() {
        return Ok(units);
    }
    let rows: Vec<(Uuid, Option<Uuid>)> = areas::Entity::find()
        .select_only()
        .columns([Column::Id, Column::ParentId])
        .into_tuple()
        .all(connection)
        .await?;
    let parents: BTreeMap<Uuid, Option<Uuid>> = rows.into_iter().collect();
    let mut found = BTreeSet::new();
    for unit in units {
        let mut next = Some(unit.uuid());
        while let Some(unit) = next.filter(|unit| found.insert(AreaId::new(*unit))) {
            next = parents.get(&unit).copied().flatten();
        }
    }
    Ok(found)
}

/// The codes and names of areas.
pub async fn names<C: ConnectionTrait>(
    connection: &C,
    ids: &[AreaId],
) -> StoreResult<BTreeMap<AreaId, (String, Localized)>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Uuid, String, String, String)> = areas::Entity::find()
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

/// The area with a code and all areas within it, in all validities; empty if the code is unknown.
pub async fn with_parts<C: ConnectionTrait>(connection: &C, code: &str) -> StoreResult<Vec<AreaId>> {
    let rows: Vec<(Uuid, String, Option<Uuid>)> = areas::Entity::find()
        .select_only()
        .column(areas::Column::Id)
        .column(areas::Column::Code)
        .column(areas::Column::ParentId)
        .into_tuple()
        .all(connection)
        .await?;
    let mut found: Vec<Uuid> = rows.iter().filter(|(_, own, _)| own == code).map(|(id, _, _)| *id).collect();
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

/// The condition for areas in force on a day.
pub(crate) fn in_force(on: NaiveDate) -> Condition {
    use areas::Column;
    Condition::all()
        .add(Column::ValidFrom.lte(on))
        .add(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
}
