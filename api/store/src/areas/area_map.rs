//! In which administrative unit a place lies on a date.
//!
//! The smallest units decide; which of them, the domain says.

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

/// The level of units that are no part of the ladder of administration: protected zones lie across them.
pub(crate) const ZONE: &str = "zone";

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

/// How far around a shape units are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Units whose bounds touch those of the shape: all that matter to a shape that lies in a unit.
    Touching,
    /// Units near it, too: the nearest matters to a shape outside all of them.
    Near,
}

/// Units as the database has them. Decoding boundaries takes longer than reading them.
#[derive(Debug)]
pub struct AreaRows {
    rows: Vec<areas::Model>,
    parents: BTreeSet<Uuid>,
}

impl AreaRows {
    /// Reads the units with a boundary around a shape that are in force on a date.
    ///
    /// # Errors
    /// When the database fails.
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

    /// All of them that decide, whether or not the shape lies in them.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<AreaId> {
        self.rows.iter().filter(|row| !self.parents.contains(&row.id)).map(|row| AreaId::new(row.id)).collect()
    }

    /// Decodes and indexes the boundaries.
    ///
    /// # Errors
    /// When a boundary cannot be read.
    pub fn decode(self) -> StoreResult<AreaMap> {
        AreaMap::of(self.rows, &self.parents)
    }
}

impl Located {
    /// The competent unit, without the way in which a shape lies to it.
    #[must_use]
    pub fn of(found: &domain::area::Located) -> Self {
        Self { area: found.area, is_nearest: matches!(found.lies, Lies::Outside { .. }) }
    }
}

/// The units in which a shape lies, the competent one first.
#[must_use]
pub fn lead_first(found: domain::area::Located) -> Vec<AreaId> {
    let others = match found.lies {
        Lies::Across(others) => others,
        Lies::Within | Lies::Outside { .. } => Vec::new(),
    };
    std::iter::once(found.area).chain(others).collect()
}

impl AreaMap {
    /// Reads the units that are in force on a date.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load<C: ConnectionTrait>(connection: &C, on: NaiveDate) -> StoreResult<Self> {
        let rows = with_boundary(on).all(connection).await?;
        let parents: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.parent_id).collect();
        Self::of(rows, &parents)
    }

    fn of(rows: Vec<areas::Model>, parents: &BTreeSet<Uuid>) -> StoreResult<Self> {
        let mut boundaries = Vec::with_capacity(rows.len());
        let mut corners = Vec::new();
        for row in rows {
            // A unit whose parts have boundaries themselves leaves the decision to them.
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

    /// How a shape lies to the units: the competent one with the reason, and the share of each. `None` when there is no unit near.
    ///
    /// # Errors
    /// When the budget is exceeded.
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

    /// Where a shape lies; `None` when there is no unit near it.
    ///
    /// # Errors
    /// When the budget is exceeded.
    pub fn locate_within(&self, shape: &Shape, budget: &mut StepBudget) -> Result<Option<Located>, BudgetExceeded> {
        Ok(self.decide(shape, budget)?.map(|(found, _)| Located::of(&found)))
    }

    /// As [`AreaMap::locate_within`], of a shape that the register holds.
    #[must_use]
    pub fn locate(&self, shape: &Shape) -> Option<Located> {
        self.locate_within(shape, &mut StepBudget::unlimited()).ok().flatten()
    }

    /// The units that a shape of the register lies in, the one with the largest share first; outside all of them the nearest.
    #[must_use]
    pub fn across(&self, shape: &Shape) -> Vec<AreaId> {
        let found = self.decide(shape, &mut StepBudget::unlimited()).ok().flatten();
        found.map(|(found, _)| lead_first(found)).unwrap_or_default()
    }
}

/// The units with a boundary that are in force on a date.
fn with_boundary(on: NaiveDate) -> Select<areas::Entity> {
    use areas::Column;
    areas::Entity::find().filter(in_force(on)).filter(Column::Geometry.is_not_null()).filter(Column::Level.ne(ZONE))
}

/// The boundaries of units, where they are known.
///
/// # Errors
/// When the database fails.
pub async fn boundaries<C: ConnectionTrait>(
    connection: &C,
    ids: &BTreeSet<AreaId>,
) -> StoreResult<BTreeMap<AreaId, Shape>> {
    BoundaryRows(boundaries_of(ids).into_tuple().all(connection).await?).decode()
}

/// The ids and boundaries of units, where they are known.
fn boundaries_of(ids: &BTreeSet<AreaId>) -> Select<areas::Entity> {
    use areas::Column;
    areas::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Geometry])
        .filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(Column::Geometry.is_not_null())
}

/// Boundaries as the database has them. Decoding them takes longer than reading them.
#[derive(Debug, Default)]
pub struct BoundaryRows(Vec<(Uuid, Vec<u8>)>);

impl BoundaryRows {
    /// Decodes them.
    ///
    /// # Errors
    /// When a boundary cannot be read.
    pub fn decode(self) -> StoreResult<BTreeMap<AreaId, Shape>> {
        let decoded = self.0.into_iter().map(|(id, bytes)| {
            let shape = wkb::read(&bytes).map_err(|why| StoreError::undecodable("boundary", why))?;
            Ok((AreaId::new(id), shape))
        });
        decoded.collect()
    }
}

/// The boundaries of those of some units, whenever they were in force, whose boxes touch a box.
///
/// # Errors
/// When the database fails.
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

/// Units, and those of which they are parts.
///
/// # Errors
/// When the database fails.
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

/// What units are called.
///
/// # Errors
/// When the database fails.
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

/// The unit with a code and everything within it, of all validities; empty when there is none.
///
/// # Errors
/// When the database fails.
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

/// Units that are in force on a day.
pub(crate) fn in_force(on: NaiveDate) -> Condition {
    use areas::Column;
    Condition::all()
        .add(Column::ValidFrom.lte(on))
        .add(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
}
