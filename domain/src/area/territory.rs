//! Finds the unit of a place.
//!
//! The unit with the largest share of the shape is competent. Among equal shares (a point on a
//! boundary) the unit with the lowest code is competent, so two nodes always agree. A place outside
//! all units (an islet, a pole in the sea) belongs to the nearest unit, and the result says so.

use geo::{CoordsIter, Geometry, MultiPolygon};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::share::{check_crossings, measure, share};
use crate::{
    ids::AreaId,
    place::{BudgetExceeded, IndexedShape, Shape, Side, StepBudget},
};

/// Shares and distances are equal when they differ by less than a thousandth (of a metre, of a
/// square metre).
const THOUSANDTHS: f64 = 1000.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    area: AreaId,
    code: String,
    shape: IndexedShape,
    land: MultiPolygon<f64>,
}

/// Units that divide the land on one day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Territory {
    /// The boundaries, sorted by code.
    boundaries: Vec<Boundary>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub area: AreaId,
    /// Metres of a line, square metres of an area, 1 for a point; 0 when the shape only touches the
    /// unit.
    pub amount: f64,
}

/// The competent unit for a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    pub area: AreaId,
    /// How the shape relates to the unit.
    pub lies: Lies,
    pub decided_by: DecidedBy,
}

/// Why a unit is the competent one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DecidedBy {
    /// The shape touches no other unit.
    OnlyUnit,
    /// The unit has the largest share.
    LargestShare,
    /// Other units have an equal share, and this unit has the lowest code.
    LowestCode,
    /// The shape is outside all units; this unit is the nearest.
    Nearest,
    /// The shape is outside all units, several units are equally near, and this unit has the lowest
    /// code.
    NearestLowestCode,
}

impl DecidedBy {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a shape relates to its competent unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Lies {
    /// In this unit and in no other.
    Within,
    /// In this unit with the largest share, and in these others, largest share first.
    Across(Vec<AreaId>),
    /// In no unit; this unit is the nearest.
    Outside {
        /// The distance to the unit.
        metres: f64,
    },
}

impl Boundary {
    /// The boundary of a unit; `None` when the shape has no area.
    #[must_use]
    pub fn new(area: AreaId, code: String, shape: Shape) -> Option<Self> {
        let land = match shape.geometry() {
            Geometry::Polygon(land) => MultiPolygon(vec![land.clone()]),
            Geometry::MultiPolygon(land) => land.clone(),
            Geometry::Point(_)
            | Geometry::Line(_)
            | Geometry::LineString(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => return None,
        };
        Some(Self { area, code, shape: IndexedShape::new(shape), land })
    }
}

impl Territory {
    #[must_use]
    pub fn new(mut boundaries: Vec<Boundary>) -> Self {
        boundaries.sort_by(|one, other| one.code.cmp(&other.code).then(one.area.cmp(&other.area)));
        Self { boundaries }
    }

    /// The units that a shape overlaps or touches, largest share first, then by code.
    fn shares_of(&self, shape: &IndexedShape, budget: &mut StepBudget) -> Result<Vec<Share>, BudgetExceeded> {
        if matches!(shape.shape().geometry(), Geometry::Polygon(_) | Geometry::MultiPolygon(_)) {
            check_crossings(shape, budget)?;
        }
        let mut shares = Vec::new();
        for boundary in self.boundaries.iter().filter(|boundary| boundary.shape.bounds().touches(&shape.bounds())) {
            let amount = boundary.amount(shape, budget)?;
            shares.extend(amount.map(|amount| Share { area: boundary.area, amount }));
        }
        // The sort is stable, so among equal shares the lower code stays first.
        shares.sort_by(|one, other| thousandths(other.amount).total_cmp(&thousandths(one.amount)));
        Ok(shares)
    }

    /// The competent unit; `None` only when there are no units.
    #[must_use]
    pub fn locate(&self, shape: &Shape) -> Option<Located> {
        self.locate_within(shape, &mut StepBudget::unlimited()).ok().flatten().map(|(located, _)| located)
    }

    /// Like [`Territory::locate`], with the shares of all units, within a budget.
    pub fn locate_within(
        &self,
        shape: &Shape,
        budget: &mut StepBudget,
    ) -> Result<Option<(Located, Vec<Share>)>, BudgetExceeded> {
        let shape = IndexedShape::new(shape.clone());
        let shares = self.shares_of(&shape, budget)?;
        let Some(largest) = shares.first() else {
            return Ok(self.nearest(&shape, budget)?.map(|located| (located, shares)));
        };
        let others: Vec<AreaId> =
            shares.iter().skip(1).filter(|share| share.amount > 0.0).map(|share| share.area).collect();
        let lies = if others.is_empty() { Lies::Within } else { Lies::Across(others) };
        let equal = |other: &Share| thousandths(other.amount).total_cmp(&thousandths(largest.amount)).is_eq();
        let decided_by = match shares.get(1) {
            None => DecidedBy::OnlyUnit,
            Some(second) if equal(second) => DecidedBy::LowestCode,
            Some(_) => DecidedBy::LargestShare,
        };
        Ok(Some((Located { area: largest.area, lies, decided_by }, shares)))
    }

    fn nearest(&self, shape: &IndexedShape, budget: &mut StepBudget) -> Result<Option<Located>, BudgetExceeded> {
        let bounds = shape.bounds();
        let mut best: Option<(f64, AreaId, DecidedBy)> = None;
        for boundary in &self.boundaries {
            if best.is_some_and(|(least, ..)| !boundary.shape.bounds().grown(least + 1.0).touches(&bounds)) {
                continue;
            }
            let metres = boundary.shape.metres_to(shape, budget)?;
            match &mut best {
                Some((least, _, decided_by)) if thousandths(metres).total_cmp(&thousandths(*least)).is_eq() => {
                    *decided_by = DecidedBy::NearestLowestCode;
                }
                Some((least, ..)) if metres > *least => {}
                Some(_) | None => best = Some((metres, boundary.area, DecidedBy::Nearest)),
            }
        }
        Ok(best.map(|(metres, area, decided_by)| Located { area, lies: Lies::Outside { metres }, decided_by }))
    }
}

impl Boundary {
    /// The share of a shape within the unit; `None` when the two do not touch.
    fn amount(&self, shape: &IndexedShape, budget: &mut StepBudget) -> Result<Option<f64>, BudgetExceeded> {
        let mut near = false;
        self.shape.edges().touching(shape.bounds(), budget, |_| near = true)?;
        if near {
            return share(&self.shape, &self.land, shape, budget);
        }
        // No edge of the unit comes near, so the whole shape is on one side.
        let Some(start) = shape.shape().geometry().coords_iter().next() else { return Ok(None) };
        Ok((self.shape.side(start, budget)? != Side::Outside).then(|| measure(shape)))
    }
}

fn thousandths(amount: f64) -> f64 {
    (amount * THOUSANDTHS).round()
}
